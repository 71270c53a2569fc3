import { CONSENT_GAPS, type Form } from '../api/reference.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { readMentors } from '../mentors/index.js';
import { placesOf } from '../mentors/mentor-rules.js';
import { meetsSearch } from '../names/index.js';
import { type Standing, sharedStandings } from '../standing/standing.js';
import { type Candidate, candidatesOf, type PersonFacts } from './group-meeting-rules.js';
import { invitedStore } from './invited-store.js';
import { readMeeting } from './views.js';

const MAIN_GAPS: ReadonlySet<string> = new Set(
  CONSENT_GAPS.filter((gap) => gap !== 'no_publication_consent'),
);

const factsOf = (person: Standing): PersonFacts => ({
  personId: person.personId,
  name: person.name,
  groupName: person.groupName,
  sortKey: person.sortKey,
  participations: person.participations,
  forms: person.forms,
  consent: !person.gaps.some((gap) => MAIN_GAPS.has(gap)),
});

/** All who can be invited to a meeting of a form, in the order of names, those without a consent too. */
export async function readCandidates(
  deps: ServiceDeps,
  authority: Authority,
  form: Form,
): Promise<Candidate[]> {
  const [people, mentors] = await Promise.all([
    sharedStandings(deps)(authority),
    readMentors(deps.db, { programmeId: authority.programmeId, scopeForms: null }),
  ]);
  const facts = new Map(
    mentors.map((one) => [one.personId, { forms: one.forms, places: placesOf(one) }]),
  );
  return candidatesOf(people.map(factsOf), facts, form);
}

/** Those of the candidates who are invited with the pool. */
export const poolAmong = (candidates: readonly Candidate[]): Candidate[] =>
  candidates.filter(({ inPool, consent }) => inPool && consent);

/** A page of those who are not invited yet. */
export async function listCandidates(
  deps: ServiceDeps,
  { authority, input }: Call<'listGroupMeetingCandidates'>,
) {
  const { programmeId, groupMeetingId, search, side, pool, page, pageSize } = input;
  const meeting = await readMeeting(deps.db, programmeId, groupMeetingId);
  const invited = new Set(
    (await invitedStore(deps.db).all(groupMeetingId)).map(({ personId }) => personId),
  );
  const left = (await readCandidates(deps, authority, meeting.form)).filter(
    ({ personId }) => !invited.has(personId),
  );
  const allowed = left.filter(({ consent }) => consent);
  const found = allowed.filter(
    (one) =>
      (side === undefined || one.side === side) &&
      (pool === undefined || one.inPool) &&
      meetsSearch(search, one.sortKey),
  );
  return {
    rows: found.slice((page - 1) * pageSize, page * pageSize),
    total: found.length,
    page,
    pageSize,
    pool: poolAmong(left).length,
    withoutConsent: left.length - allowed.length,
  };
}
