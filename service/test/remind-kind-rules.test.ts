import { expect } from 'chai';
import { DateTime } from 'luxon';
import type { Form } from '../api/index.js';
import { REMIND_GROUPS, REMIND_KINDS, USUAL_REMINDING } from '../api/remind-reference.js';
import type { Due, Staff } from '../reminders/kind.js';
import { consentsDue } from '../reminders/kinds/consents-due.js';
import { firstMeeting } from '../reminders/kinds/first-meeting.js';
import { helpWaiting } from '../reminders/kinds/help-waiting.js';
import { mailRefused } from '../reminders/kinds/mail-refused.js';
import { meetingPassed } from '../reminders/kinds/meeting-passed.js';
import { meetingTomorrow } from '../reminders/kinds/meeting-tomorrow.js';
import { monthUnheard } from '../reminders/kinds/month-waiting.js';
import { outOfRhythm } from '../reminders/kinds/out-of-rhythm.js';
import { pairEnding } from '../reminders/kinds/pair-ending.js';
import { planWaiting } from '../reminders/kinds/plan-waiting.js';
import { proposalWaiting } from '../reminders/kinds/proposal-waiting.js';
import { recordWaiting } from '../reminders/kinds/record-waiting.js';
import { signalsNew } from '../reminders/kinds/signals-new.js';
import { textProblems } from '../reminders/text-rules.js';
import { declined, isWanted, mailWay, triedAgainAt } from '../reminders/way-rules.js';

const ZONE = 'Europe/Moscow';
const DAY = 86_400_000;
/** Tuesday, noon. */
const TODAY = '2026-11-10';
const NOW = DateTime.fromISO('2026-11-10T12:00', { zone: ZONE }).toMillis();
const MEMBERS = [
  { personId: 'mentor', side: 'mentor' as const },
  { personId: 'mentee', side: 'mentee' as const },
];
const PEOPLE = { members: MEMBERS };
const STAFF: Staff[] = [
  { personId: 'boss', role: 'coordinator', scopeForms: null },
  { personId: 'curator', role: 'curator', scopeForms: ['student_student'] },
];
const look = (over: object = {}) => ({
  today: TODAY,
  now: NOW,
  timeZone: ZONE,
  meetingEveryDays: 14,
  reminding: { ...USUAL_REMINDING },
  staff: STAFF,
  ...over,
});
const to = (dues: readonly Due[]) => dues.map(({ personId }) => personId);
const thing = { subject: 'x', position: 'x', pairId: 'pair' };

describe('what is reminded of', () => {
  const planned = { ...thing, plannedMeetingId: 'm', startsAt: '15:00', minutes: 60 };
  const TOMORROW: [onDate: string, today: string, whom: string[]][] = [
    ['2026-11-11', TODAY, ['mentor', 'mentee']],
    ['2026-11-12', TODAY, []],
    [TODAY, TODAY, []],
    // A Monday: no letters leave at the weekend, so Friday is its day; and who agrees late is told late.
    ['2026-11-16', '2026-11-12', []],
    ['2026-11-16', '2026-11-13', ['mentor', 'mentee']],
    ['2026-11-16', '2026-11-15', ['mentor', 'mentee']],
  ];
  for (const [onDate, today, whom] of TOMORROW)
    it(`a meeting of ${onDate}, on ${today}: ${whom.join(', ') || 'nobody'}`, () => {
      const dues = meetingTomorrow({ ...planned, onDate }, look({ today }), PEOPLE);
      expect(to(dues)).to.deep.equal(whom);
      for (const due of dues) expect(due).to.deep.include({ thing: `m ${onDate}`, urgent: true });
    });

  const PASSED: [onDate: string, startsAt: string | null, whom: string[]][] = [
    [TODAY, '11:00', ['mentor']],
    [TODAY, '11:30', []],
    [TODAY, null, []],
    ['2026-11-09', null, ['mentor']],
    // From half past eleven at night it goes on after midnight.
    ['2026-11-09', '23:30', ['mentor']],
    ['2026-10-26', '10:00', []],
  ];
  for (const [onDate, startsAt, whom] of PASSED)
    it(`whether a meeting of ${onDate} ${startsAt ?? 'without a time'} was held: ${whom.join() || 'not asked'}`, () => {
      const dues = meetingPassed({ ...planned, onDate, startsAt }, look(), PEOPLE);
      expect(to(dues)).to.deep.equal(whom);
    });

  const proposal = {
    ...planned,
    onDate: '2026-11-20',
    proposedSide: 'mentor' as const,
    proposedBy: 'mentor',
    changedAt: NOW - 2 * DAY,
    answers: new Map(),
  };
  const PROPOSALS: [what: string, over: object, whom: string[]][] = [
    ['of a mentor, two days old', {}, ['mentee']],
    ['of a mentee', { proposedSide: 'mentee', proposedBy: 'mentee' }, ['mentor']],
    ['of staff', { proposedSide: 'staff', proposedBy: 'boss' }, ['mentor', 'mentee']],
    ['that was answered', { answers: new Map([['mentee', 'declines']]) }, []],
    ['of this morning', { changedAt: NOW - 3_600_000 }, []],
    [
      'of this morning, for tomorrow',
      { changedAt: NOW - 3_600_000, onDate: '2026-11-11' },
      ['mentee'],
    ],
    ['for yesterday', { onDate: '2026-11-09' }, []],
  ];
  for (const [what, over, whom] of PROPOSALS)
    it(`a proposal ${what}: ${whom.join(', ') || 'nobody'}`, () => {
      expect(to(proposalWaiting({ ...proposal, ...over }, look(), PEOPLE))).to.deep.equal(whom);
    });

  it('another time of a proposal is another thing', () => {
    const things = ['15:00', '16:00'].map(
      (startsAt) => proposalWaiting({ ...proposal, startsAt }, look(), PEOPLE)[0]?.thing,
    );
    expect(new Set(things).size).to.equal(2);
  });

  it('a record waits for its mentee from the next day on, while they are in the pair', () => {
    const record = { ...thing, meetingId: 'r', personId: 'mentee', heldOn: '2026-11-08' };
    const due = (recordedAt: number, people = PEOPLE) =>
      to(recordWaiting({ ...record, recordedAt }, look(), people));
    expect(due(NOW - 2 * DAY)).to.deep.equal(['mentee']);
    expect(due(NOW - DAY / 2)).to.deep.equal([]);
    expect(due(NOW - 2 * DAY, { members: [] })).to.deep.equal([]);
  });

  it('a plan waits for its mentee; a new version is a new thing', () => {
    const plan = { ...thing, planId: 'p', personId: 'mentee', offeredAt: NOW - 2 * DAY };
    const first = planWaiting({ ...plan, number: 1 }, look(), PEOPLE);
    const second = planWaiting({ ...plan, number: 2 }, look(), PEOPLE);
    expect(to(first)).to.deep.equal(['mentee']);
    expect(first[0]?.thing).not.to.equal(second[0]?.thing);
    expect(planWaiting({ ...plan, number: 1, offeredAt: NOW }, look(), PEOPLE)).to.deep.equal([]);
  });

  const FIRST: [silentSince: string, whom: string[]][] = [
    ['2026-11-04', []],
    ['2026-11-03', ['mentor']],
    ['2026-09-20', ['mentor']],
    ['2026-09-01', []],
  ];
  for (const [silentSince, whom] of FIRST)
    it(`no first meeting since ${silentSince}: ${whom.join() || 'nobody'}`, () => {
      const pair = { ...thing, startsOn: silentSince, silentSince };
      expect(to(firstMeeting(pair, look(), PEOPLE))).to.deep.equal(whom);
    });

  it('a silence is told once, and the next one anew', () => {
    const at = (silentSince: string) => outOfRhythm({ ...thing, silentSince }, look(), PEOPLE);
    expect(to(at('2026-10-26'))).to.deep.equal(['mentor']);
    expect(at('2026-10-27')).to.deep.equal([]);
    expect(at('2026-10-20')[0]?.thing).not.to.equal(at('2026-10-21')[0]?.thing);
  });

  const ENDS: [endsOn: string, n: number][] = [
    ['2026-11-09', 0],
    [TODAY, 2],
    ['2026-11-24', 2],
    ['2026-11-25', 0],
  ];
  for (const [endsOn, n] of ENDS)
    it(`a pair that ends on ${endsOn}: ${n} are told`, () => {
      expect(pairEnding({ ...thing, endsOn }, look(), PEOPLE)).to.have.length(n);
    });

  const HELP: [what: string, form: Form, staff: Staff[], days: number, whom: string[]][] = [
    ['of the curator’s form', 'student_student', STAFF, 0, ['curator']],
    ['of no curator’s form', 'teacher_student', STAFF, 0, ['boss']],
    ['left for four days', 'student_student', STAFF, 4, ['curator', 'boss']],
  ];
  for (const [what, form, staff, days, whom] of HELP)
    it(`a request for help ${what}: ${whom.join(', ')}`, () => {
      const request = { ...thing, form, askedAt: NOW - days * DAY };
      const dues = helpWaiting(request, look({ staff }));
      expect(to(dues)).to.deep.equal(whom);
      for (const due of dues) expect(due.facts).to.deep.equal({});
    });

  it('signals are told by forms, once a week, from the day of the weekly letter on', () => {
    const byForm = [
      { form: 'student_student' as const, n: 2 },
      { form: 'teacher_student' as const, n: 3 },
    ];
    const of = (over: object) => signalsNew({ ...thing, byForm }, look(over));
    expect(of({}).map(({ personId, facts }) => [personId, facts['count']])).to.deep.equal([
      ['boss', 5],
      ['curator', 2],
    ]);
    expect(of({ reminding: { ...USUAL_REMINDING, digestDay: 3 } })).to.deep.equal([]);
    expect(of({})[0]?.thing).to.equal(of({ today: '2026-11-15' })[0]?.thing);
    expect(of({})[0]?.thing).not.to.equal(of({ today: '2026-11-16' })[0]?.thing);
  });

  it('an open month is for who has not told of it, once a month and pair', () => {
    const open = { ...thing, month: '2026-10', until: '2026-11-10' };
    const of = (unheard: string[]) => monthUnheard({ ...open, unheard }, PEOPLE);
    expect(to(of(['mentor', 'mentee', 'gone']))).to.deep.equal(['mentor', 'mentee']);
    expect(to(of(['mentee']))).to.deep.equal(['mentee']);
    expect(of([])).to.deep.equal([]);
    expect(of(['mentor'])[0]).to.deep.include({
      thing: 'pair 2026-10',
      place: 'my/pairs/pair/month',
      facts: { date: '2026-11-10' },
    });
  });

  it('consents and refused addresses are the coordinators’', () => {
    expect(to(consentsDue({ ...thing, count: 2 }, look()))).to.deep.equal(['boss']);
    expect(consentsDue({ ...thing, count: 0 }, look())).to.deep.equal([]);
    expect(to(mailRefused({ ...thing, count: 1, latestId: 'a' }, look()))).to.deep.equal(['boss']);
    expect(mailRefused({ ...thing, count: 0, latestId: '' }, look())).to.deep.equal([]);
  });
});

describe('by which way', () => {
  const WAYS: [
    kind: (typeof REMIND_KINDS)[number],
    urgent: boolean,
    choices: object,
    way: string,
  ][] = [
    ['meeting_tomorrow', true, {}, 'letter'],
    ['meeting_passed', false, {}, 'digest'],
    ['meeting_passed', false, { meetings: 'at_once' }, 'letter'],
    ['meeting_tomorrow', true, { meetings: 'digest' }, 'digest'],
    ['meeting_tomorrow', true, { meetings: 'none' }, 'none'],
    ['meeting_tomorrow', true, { pair: 'none' }, 'letter'],
    ['help_waiting', true, { staff: 'none' }, 'letter'],
    ['help_waiting', false, { staff: 'digest' }, 'letter'],
    ['survey_open', true, { surveys: 'at_once' }, 'none'],
  ];
  for (const [kind, urgent, choices, way] of WAYS)
    it(`${kind}${urgent ? ', urgent' : ''}, ${JSON.stringify(choices)}: ${way}`, () => {
      expect(mailWay(kind, urgent, choices)).to.equal(way);
    });

  it('all that can be declined leaves the duties', () => {
    const nothing = declined({}, null, REMIND_GROUPS);
    expect(REMIND_KINDS.filter((kind) => isWanted(kind, nothing))).to.deep.equal(['help_waiting']);
    expect(declined({ pair: 'at_once' }, 'meetings', REMIND_GROUPS)).to.deep.equal({
      pair: 'at_once',
      meetings: 'none',
    });
  });

  it('a mail server that is down for a day costs no letter, one that is down for a week does', () => {
    let at = 0;
    let tries = 1;
    for (;;) {
      const next = triedAgainAt(tries, at);
      if (next === null) break;
      at = next;
      tries += 1;
    }
    expect(at)
      .to.be.greaterThan(36 * 3_600_000)
      .and.lessThan(4 * DAY);
  });
});

describe('a college’s own words', () => {
  const TEXTS: [subjectLine: string, body: string, problems: [string, string][]][] = [
    ['Встреча {when}', 'Здравствуйте! {college}', []],
    ['Встреча {day}', 'x', [['subjectLine', 'remind.unknownField']]],
    ['x', 'Пара {имя}', [['body', 'remind.unknownField']]],
    ['x', 'Скобка { одна', [['body', 'remind.openBrace']]],
    [
      '',
      '',
      [
        ['subjectLine', 'required'],
        ['body', 'required'],
      ],
    ],
    ['две\nстроки', 'x', [['subjectLine', 'remind.oneLine']]],
  ];
  for (const [subjectLine, body, problems] of TEXTS)
    it(`«${subjectLine}» «${body}»: ${problems.map(([, code]) => code).join(', ') || 'kept'}`, () => {
      const found = textProblems('meeting_tomorrow', { subjectLine, body });
      expect(found.map(({ path, code }) => [path, code])).to.deep.equal(problems);
    });
});
