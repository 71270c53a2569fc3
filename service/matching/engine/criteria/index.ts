import { MATCH_CRITERIA, type MatchCriterion } from '../../../api/reference.js';
import { ballots } from './ballots.js';
import type { Criterion } from './criterion.js';
import { enterprise } from './enterprise.js';
import { format } from './format.js';
import { gender } from './gender.js';
import { interests } from './interests.js';
import { language } from './language.js';
import { preferredAge } from './preferred-age.js';
import { requests } from './requests.js';
import { speciality } from './speciality.js';
import { time } from './time.js';

export * from './criterion.js';

const BY_NAME: Readonly<Record<MatchCriterion, Criterion>> = {
  requests,
  interests,
  speciality,
  preferred_age: preferredAge,
  time,
  format,
  language,
  enterprise,
  gender,
  ballots,
};

/** All criteria in the order of MATCH_CRITERIA. */
export const CRITERIA: readonly Criterion[] = MATCH_CRITERIA.map((name) => BY_NAME[name]);
