import fc from 'fast-check';
import { MATCH_CRITERIA, MATCH_RELATIONS, PERSON_STATES } from '../../api/reference.js';
import type { MatchInput, MatchSettings } from '../../matching/engine/types.js';
import { matchInput, mentee, mentor, settings } from './match-people.js';

const PEOPLE_MOST = 6;
const TOPICS_USED = ['career', 'crisis', 'values'];
const TIMES_USED = ['mon_day', 'tue_day'];

const some = (list: readonly string[]) =>
  fc.option(fc.subarray([...list], { minLength: 1 }), { nil: null });
const ids = (letter: string) => Array.from({ length: PEOPLE_MOST }, (_, i) => `${letter}${i}`);
const [MENTEE_IDS, MENTOR_IDS] = [ids('s'), ids('m')];
const named = (list: readonly string[]) => fc.subarray([...list], { maxLength: 2 });
const ballots = (others: readonly string[]) =>
  fc.option(
    fc.record({
      wished: named(others),
      canHelp: named(others),
      firstMeeting: named(others),
      unwanted: named(others),
    }),
    { nil: null },
  );
const saidOf = fc.record({
  topics: some([...TOPICS_USED, 'Карьера и бизнес']),
  interests: some(['sport', 'music', 'настольные игры']),
  times: some(TIMES_USED),
});
const mostly = fc.integer({ min: 0, max: 9 }).map((n) => n > 0);
const stateOf = fc.oneof(
  { weight: 8, arbitrary: fc.constant('pool' as const) },
  fc.constantFrom(...PERSON_STATES),
);
const birth = fc.constantFrom(null, '2009-01-01', '2007-06-15', '1980-03-03');

/** Rounds of a few people, about whom a good deal is known, and of whom some break rules. */
export const rounds: fc.Arbitrary<MatchInput> = fc
  .record({
    mentees: fc.array(
      fc.record({
        said: saidOf,
        ballot: ballots(MENTOR_IDS),
        consented: mostly,
        state: stateOf,
        birthDate: birth,
        groupName: fc.constantFrom(null, 'А', 'Б'),
      }),
      { maxLength: PEOPLE_MOST },
    ),
    mentors: fc.array(
      fc.record({
        said: saidOf,
        ballot: ballots(MENTEE_IDS),
        consented: mostly,
        trained: mostly,
        paused: mostly.map((one) => !one),
        places: fc.integer({ min: 0, max: 3 }),
        birthDate: birth,
      }),
      { maxLength: PEOPLE_MOST },
    ),
    relations: fc.array(
      fc.record({
        kind: fc.constantFrom(...MATCH_RELATIONS),
        mentorId: fc.constantFrom(...MENTOR_IDS),
        menteeId: fc.option(fc.constantFrom(...MENTEE_IDS)),
        groupName: fc.constantFrom(null, 'А'),
      }),
      { maxLength: 4 },
    ),
    earlier: fc.array(fc.tuple(fc.constantFrom(...MENTOR_IDS), fc.constantFrom(...MENTEE_IDS)), {
      maxLength: 3,
    }),
    bans: fc.array(fc.tuple(fc.constantFrom(...MENTEE_IDS), fc.constantFrom(...MENTOR_IDS)), {
      maxLength: 3,
    }),
  })
  .map(({ mentees, mentors, ...rest }) =>
    matchInput({
      ...rest,
      mentees: mentees.map((own, i) => mentee(`s${i}`, { ...own, appliedAt: i % 3 })),
      mentors: mentors.map((own, i) => mentor(`m${i}`, own)),
    }),
  );

/** Any weights, at most one must, now and then a team. */
export const allSettings: fc.Arbitrary<MatchSettings> = fc
  .record({
    weights: fc.array(fc.integer({ min: 0, max: 10 }), {
      minLength: MATCH_CRITERIA.length,
      maxLength: MATCH_CRITERIA.length,
    }),
    must: fc.subarray([...MATCH_CRITERIA], { maxLength: 1 }),
    olderBy: fc.constantFrom(null, null, 2),
    trainedOnly: fc.boolean(),
    together: fc.boolean(),
  })
  .map(({ weights, must, olderBy, trainedOnly, together }) => {
    const criteria = Object.fromEntries(
      MATCH_CRITERIA.map((name, at) => [name, { weight: weights[at] as number, must: false }]),
    ) as MatchSettings['criteria'];
    const teams = together ? [{ teamId: 't', mentorIds: ['m0', 'm1'], capacity: 2 }] : [];
    return settings({ criteria, olderBy, trainedOnly, teams }, must);
  });
