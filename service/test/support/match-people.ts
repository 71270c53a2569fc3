/** People of a round of matching, for the tests: everybody is ready, nobody has said anything. */
import { templateSettings } from '../../matching/engine/index.js';
import type {
  Ballot,
  MatchInput,
  MatchSettings,
  MenteeFacts,
  MentorFacts,
  Said,
} from '../../matching/engine/types.js';

export const TODAY = '2026-11-28';

export const NOTHING_SAID: Said = {
  topics: null,
  interests: null,
  times: null,
  formats: null,
  languages: null,
  genderWanted: null,
  gender: null,
};

export const ballot = (own: Partial<Ballot> = {}): Ballot => ({
  wished: [],
  canHelp: [],
  firstMeeting: [],
  unwanted: [],
  ...own,
});

type Own<Facts> = Partial<Omit<Facts, 'said'>> & { said?: Partial<Said> };

const person = (personId: string) => ({
  personId,
  name: `Имя ${personId}`,
  groupName: null,
  speciality: null,
  birthDate: null,
  adult: false,
  workplace: null,
  state: 'pool' as const,
  consented: true,
  ballot: null,
});

export const mentee = (personId: string, { said, ...own }: Own<MenteeFacts> = {}): MenteeFacts => ({
  ...person(personId),
  appliedAt: 0,
  representatives: [],
  lastPairEndedOn: null,
  ...own,
  said: { ...NOTHING_SAID, ...said },
});

export const mentor = (personId: string, { said, ...own }: Own<MentorFacts> = {}): MentorFacts => ({
  ...person(personId),
  places: 1,
  paused: false,
  trained: true,
  forms: [],
  preferredAge: null,
  competences: null,
  position: null,
  enterprise: null,
  ...own,
  said: { ...NOTHING_SAID, ...said },
});

export const matchInput = (own: Partial<MatchInput> = {}): MatchInput => ({
  today: TODAY,
  form: 'student_student',
  mentees: [],
  mentors: [],
  relations: [],
  earlier: [],
  locks: [],
  bans: [],
  fixed: [],
  ...own,
});

/** The template of two students with what a test changes; `must` names criteria without which there is no pair. */
export function settings(
  own: Partial<MatchSettings> = {},
  must: readonly (keyof MatchSettings['criteria'])[] = [],
): MatchSettings {
  const template = templateSettings('student_student');
  const criteria = { ...template.criteria, ...own.criteria };
  for (const name of must) criteria[name] = { ...criteria[name], must: true };
  return { ...template, ...own, criteria };
}
