import { expect } from 'chai';
import type { BrokenRule } from '../api/reference.js';
import { judge } from '../matching/engine/index.js';
import type { MatchInput, MatchSettings } from '../matching/engine/types.js';
import { ballot, matchInput, mentee, mentor, settings } from './support/match-people.js';

interface RuleCase {
  about: string;
  input: Partial<MatchInput>;
  settings?: MatchSettings;
  rules: BrokenRule[];
}

const pairOf = (
  one: Parameters<typeof mentee>[1],
  other: Parameters<typeof mentor>[1],
  more: Partial<MatchInput> = {},
): Partial<MatchInput> => ({
  mentees: [mentee('s', one)],
  mentors: [mentor('m', other)],
  ...more,
});
const teaches = { kind: 'teaches', mentorId: 'm', menteeId: null, groupName: 'ТОР-21' } as const;

const RULES: RuleCase[] = [
  { about: 'nothing', input: pairOf({}, {}), rules: [] },
  {
    about: 'a mentee without consent',
    input: pairOf({ consented: false }, {}),
    rules: ['mentee_consent'],
  },
  {
    about: 'admitted, lacks a consent alone',
    input: pairOf({ consented: false, state: 'selected' }, {}),
    rules: ['mentee_consent'],
  },
  {
    about: 'a mentee who is not admitted',
    input: pairOf({ state: 'consent' }, {}),
    rules: ['mentee_not_in_pool'],
  },
  {
    about: 'a mentee in a pair',
    input: pairOf({ state: 'paired' }, {}),
    rules: ['mentee_not_in_pool'],
  },
  { about: 'a mentee who waits', input: pairOf({ state: 'waiting' }, {}), rules: [] },
  {
    about: 'a mentor without consent',
    input: pairOf({}, { consented: false, state: 'selected' }),
    rules: ['mentor_consent'],
  },
  {
    about: 'a mentor who is not admitted',
    input: pairOf({}, { state: 'questionnaire' }),
    rules: ['mentor_not_in_pool'],
  },
  {
    about: 'a mentor who has a pair takes another',
    input: pairOf({}, { state: 'paired' }),
    rules: [],
  },
  {
    about: 'a mentor who has ended one takes another',
    input: pairOf({}, { state: 'completed' }),
    rules: [],
  },
  {
    about: 'a mentor whom the pool asks for training',
    input: pairOf({}, { state: 'selected', trained: false }),
    rules: ['mentor_not_trained'],
  },
  {
    about: 'a mentor who has paused',
    input: pairOf({}, { paused: true }),
    rules: ['mentor_paused'],
  },
  {
    about: 'untrained, trained only',
    input: pairOf({}, { trained: false }),
    settings: settings({ trainedOnly: true }),
    rules: ['mentor_not_trained'],
  },
  { about: 'untrained, all may', input: pairOf({}, { trained: false }), rules: [] },
  { about: 'no place', input: pairOf({}, { places: 0 }), rules: ['capacity'] },
  {
    about: 'fewer places than a group needs',
    input: pairOf({}, { places: 2 }),
    settings: settings({ groupFrom: 3 }),
    rules: ['group_too_small'],
  },
  { about: 'another form', input: pairOf({}, { forms: ['teacher_teacher'] }), rules: ['form'] },
  {
    about: 'this form among others',
    input: pairOf({}, { forms: ['teacher_teacher', 'student_student'] }),
    rules: [],
  },
  {
    about: 'the mentee would not',
    input: pairOf({ ballot: ballot({ unwanted: ['m'] }) }, {}),
    rules: ['veto'],
  },
  {
    about: 'the mentor would not',
    input: pairOf({}, { ballot: ballot({ unwanted: ['s'] }) }),
    rules: ['veto'],
  },
  {
    about: 'a veto against another',
    input: pairOf({ ballot: ballot({ unwanted: ['x'] }) }, {}),
    rules: [],
  },
  {
    about: 'a parent by word',
    input: pairOf(
      {},
      {},
      { relations: [{ kind: 'parent', mentorId: 'm', menteeId: 's', groupName: null }] },
    ),
    rules: ['own_parent'],
  },
  {
    about: 'a parent by name',
    input: pairOf(
      { representatives: ['Алёна ПЕТРОВА  Ивановна'] },
      { name: 'Петрова Алена Ивановна' },
    ),
    rules: ['own_parent'],
  },
  {
    about: 'a representative of another name',
    input: pairOf(
      { representatives: ['Петрова Анна Ивановна'] },
      { name: 'Петрова Алёна Ивановна' },
    ),
    rules: [],
  },
  {
    about: 'teaches the group',
    input: pairOf({ groupName: 'тор-21' }, {}, { relations: [teaches] }),
    rules: ['teaches'],
  },
  {
    about: 'teaches another group',
    input: pairOf({ groupName: 'ТОР-22' }, {}, { relations: [teaches] }),
    rules: [],
  },
  {
    about: 'teaches, and may',
    input: pairOf({ groupName: 'ТОР-21' }, {}, { relations: [teaches] }),
    settings: settings({ notTeachers: false }),
    rules: [],
  },
  {
    about: 'a line manager',
    input: pairOf(
      {},
      {},
      { relations: [{ kind: 'manages', mentorId: 'm', menteeId: 's', groupName: null }] },
    ),
    rules: ['manages'],
  },
  {
    about: 'a line manager who may',
    input: pairOf(
      {},
      {},
      { relations: [{ kind: 'manages', mentorId: 'm', menteeId: 's', groupName: null }] },
    ),
    settings: settings({ notManagers: false }),
    rules: [],
  },
  {
    about: 'too young a mentor',
    input: pairOf({}, { birthDate: '2008-11-29' }),
    settings: settings({ mentorAgeFrom: 18 }),
    rules: ['age'],
  },
  {
    about: 'eighteen today',
    input: pairOf({}, { birthDate: '2008-11-28' }),
    settings: settings({ mentorAgeFrom: 18 }),
    rules: [],
  },
  {
    about: 'a mentor whose age nobody knows',
    input: pairOf({}, {}),
    settings: settings({ mentorAgeFrom: 18 }),
    rules: ['age'],
  },
  {
    about: 'of age without a date',
    input: pairOf({}, { adult: true }),
    settings: settings({ mentorAgeFrom: 18 }),
    rules: [],
  },
  {
    about: 'of age without a date, twenty asked',
    input: pairOf({}, { adult: true }),
    settings: settings({ mentorAgeFrom: 20 }),
    rules: ['age'],
  },
  {
    about: 'two years older to the day',
    input: pairOf({ birthDate: '2010-03-05' }, { birthDate: '2008-03-05' }),
    settings: settings({ olderBy: 2 }),
    rules: [],
  },
  {
    about: 'a day short of it',
    input: pairOf({ birthDate: '2010-03-05' }, { birthDate: '2008-03-06' }),
    settings: settings({ olderBy: 2 }),
    rules: ['age'],
  },
  {
    about: 'older, by how much nobody knows',
    input: pairOf({}, { birthDate: '1970-01-01' }),
    settings: settings({ olderBy: 2 }),
    rules: ['age'],
  },
  { about: 'forbidden', input: pairOf({}, {}, { bans: [['s', 'm']] }), rules: ['forbidden'] },
  { about: 'forbidden with another', input: pairOf({}, {}, { bans: [['s', 'x']] }), rules: [] },
  {
    about: 'a pair before',
    input: pairOf({}, {}, { earlier: [['m', 's']] }),
    rules: ['earlier_pair'],
  },
  {
    about: 'a pair before, wished again',
    input: pairOf({ ballot: ballot({ wished: ['m'] }) }, {}, { earlier: [['m', 's']] }),
    rules: [],
  },
  {
    about: 'a pair before, and may be again',
    input: pairOf({}, {}, { earlier: [['m', 's']] }),
    settings: settings({ notAgain: false }),
    rules: [],
  },
  {
    about: 'a pair ended a day ago',
    input: pairOf({ lastPairEndedOn: '2026-11-27' }, {}),
    rules: ['cooling_off'],
  },
  {
    about: 'the last day of rest',
    input: pairOf({ lastPairEndedOn: '2026-11-15' }, {}),
    rules: ['cooling_off'],
  },
  { about: 'the rest is over', input: pairOf({ lastPairEndedOn: '2026-11-14' }, {}), rules: [] },
  {
    about: 'no rest asked',
    input: pairOf({ lastPairEndedOn: '2026-11-28' }, {}),
    settings: settings({ coolingOffDays: 0 }),
    rules: [],
  },
  {
    about: 'a must that is met',
    input: pairOf({ said: { times: ['mon_day'] } }, { said: { times: ['mon_day'] } }),
    settings: settings({}, ['time']),
    rules: [],
  },
  {
    about: 'a must that is not met',
    input: pairOf({ said: { times: ['mon_day'] } }, { said: { times: ['tue_day'] } }),
    settings: settings({}, ['time']),
    rules: ['must.time'],
  },
  {
    about: 'a must that nobody knows',
    input: pairOf({ said: { times: ['mon_day'] } }, {}),
    settings: settings({}, ['time']),
    rules: ['must.time'],
  },
  {
    about: 'a must of ballots, one has named the other',
    input: pairOf({ ballot: ballot({ canHelp: ['m'] }) }, {}),
    settings: settings({}, ['ballots']),
    rules: [],
  },
  {
    about: 'a must of ballots, one has not',
    input: pairOf({ ballot: ballot() }, {}),
    settings: settings({}, ['ballots']),
    rules: ['must.ballots'],
  },
  {
    about: 'a must of gender where nobody asked',
    input: pairOf({}, {}),
    settings: settings({}, ['gender']),
    rules: [],
  },
  {
    about: 'without consent nothing is compared',
    input: pairOf({ consented: false }, {}),
    settings: settings({ olderBy: 1 }, ['time']),
    rules: ['mentee_consent'],
  },
  {
    about: 'several at once, in their order',
    input: pairOf(
      { lastPairEndedOn: '2026-11-28' },
      { paused: true, places: 0 },
      { bans: [['s', 'm']] },
    ),
    rules: ['mentor_paused', 'capacity', 'forbidden', 'cooling_off'],
  },
  {
    about: 'oneself',
    input: { mentees: [mentee('a')], mentors: [mentor('a')] },
    rules: ['forbidden'],
  },
];

describe('rules of matching', () => {
  for (const { about, input, settings: own = settings(), rules } of RULES)
    it(`${about}: ${rules.join(', ') || 'allowed'}`, () => {
      const judged = judge(matchInput(input), own);
      expect(judged.pairOf(0, 0).rules).to.deep.equal(rules);
      expect(judged.allowedPairs).to.equal(rules.length === 0 ? 1 : 0);
      expect(judged.mentees).to.have.length(1);
      expect(judged.units).to.have.length(1);
    });
});
