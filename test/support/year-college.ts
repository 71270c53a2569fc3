import { expect } from 'chai';
import ICAL from 'ical.js';
import type { ShiftedClock } from '../../lti-tool/test/support/launch-tool.js';
import type { PersonActor } from '../../service/api/actor.js';
import type { MentoringClient, Role } from '../../service/api/index.js';
import { todayIn } from '../../shared/clock.js';
import { addDays } from '../../shared/dates.js';
import type { FakeSmtp } from './fake-smtp.js';
import { type CollegePerson, MatchCollege } from './match-college.js';
import { until } from './program.js';
import type { Stack } from './stack.js';
import { baseOf, newSurfer } from './surfer.js';
import { COURSE, HOME } from './visitor.js';

const DAY_MS = 86_400_000;
/** What letters about new pairs and new mentors are called; other letters of the year have subjects of their own. */
const PAIR_SUBJECT = 'Пара в программе наставничества';
/** So long is the year of this college, on whichever day of the calendar the test runs. */
const YEAR_DAYS = 300;

/** Anna is given to Gleb and later to Boris, who has Vera too. */
const PEOPLE: readonly CollegePerson[] = [
  {
    key: 'gleb',
    role: 'mentor',
    familyName: 'Глебов',
    givenName: 'Илья',
    said: { match_competences: ['career'], match_times: ['tue_evening'] },
  },
  {
    key: 'boris',
    role: 'mentor',
    familyName: 'Борисов',
    givenName: 'Пётр',
    capacity: 2,
    said: { match_competences: ['values'], match_times: ['sat_evening'] },
  },
  {
    key: 'anna',
    role: 'mentee',
    familyName: 'Абрамова',
    givenName: 'Анна',
    said: { match_requests: ['career'], match_times: ['tue_evening'] },
  },
  {
    key: 'vera',
    role: 'mentee',
    familyName: 'Власова',
    givenName: 'Вера',
    said: { match_requests: ['values'], match_times: ['sat_evening'] },
  },
];

/** A small college that lives through a year: its people, its clock, its post, and who sees what in it. */
export class YearCollege {
  match!: MatchCollege;
  pairId = '';

  constructor(
    readonly stack: Stack,
    readonly clock: ShiftedClock,
    readonly smtp: FakeSmtp,
  ) {}

  get today(): string {
    return todayIn('Europe/Moscow', this.clock);
  }

  /** The day so many days from today. */
  day(ahead: number): string {
    return addDays(this.today, ahead);
  }

  later(days: number): void {
    this.clock.shift(days * DAY_MS);
  }

  /** The course has these people, a coordinator and a curator, and nobody else. Before the first launch. */
  async enrol(): Promise<void> {
    await this.stack.lms.setRoster(COURSE, [
      { key: 'coordinator', role: 'editingteacher' },
      { key: 'curator', role: 'teacher' },
      ...PEOPLE.map(({ key, familyName, givenName }) => ({
        key,
        familyName,
        givenName,
        role: 'student' as const,
        group: 'ТОР-21',
      })),
    ]);
  }

  /** After the set-up and the roster: a year that is long enough, roles, consents, both questionnaires answered. */
  async admit(): Promise<void> {
    const { db } = this.stack.tool;
    await db('programmes')
      .update({ ends_on: this.day(YEAR_DAYS) })
      .increment('revision', 1);
    this.match = await MatchCollege.open(this.stack, PEOPLE);
    const { boss, programmeId } = this.match;
    const curator = await db('people').where('email', 'curator@kollezh.example').first('id');
    const { version } = await boss.getPerson({ programmeId, personId: curator.id });
    await boss.setRoles({ programmeId, personId: curator.id, roles: ['curator'], version });
    await this.match.admit();
    for (const role of ['mentor', 'mentee'] as const) await this.match.askAndClose(role);
  }

  api(key: string, role: Role): MentoringClient {
    return this.match.api(key, role);
  }

  /** As the service would know them by their launch, for what a year has too much of for a browser. */
  personOf(key: string): PersonActor['personId'] {
    return this.match.idOf(key);
  }

  async findPair(mentee: string): Promise<string> {
    const { programmeId, boss } = this.match;
    const { rows } = await boss.listPairs({ programmeId, search: mentee });
    expect(rows, `pairs of ${mentee}`).to.have.length(1);
    return rows[0]?.pairId ?? '';
  }

  /** A mentor of the pair writes down a meeting of today, or of another day. */
  async log(
    mentor: string,
    fields: { kind: 'planning' | 'regular' | 'closing'; done: string; heldOn?: string },
  ): Promise<string> {
    const { programmeId } = this.match;
    const { meetingId } = await this.api(mentor, 'mentor').logMeeting({
      programmeId,
      pairId: this.pairId,
      minutes: 60,
      format: 'in_person',
      heldOn: this.today,
      attendeeIds: [this.personOf('anna')],
      ...fields,
    });
    return meetingId;
  }

  /** The diary of so many weeks until today, written at once. */
  async logWeekly(mentor: string, weeks: number): Promise<void> {
    const { programmeId } = this.match;
    const rows = Array.from({ length: weeks }, (_, week) => ({
      heldOn: this.day(-7 * week),
      kind: 'regular' as const,
      minutes: 60,
      format: 'in_person' as const,
      topic: null,
      done: 'Подготовка к экзамену',
      attendeeIds: [this.personOf('anna')],
    }));
    await this.api(mentor, 'mentor').logSeveralMeetings({
      programmeId,
      pairId: this.pairId,
      rows,
    });
  }

  /** A mentor agrees upon a meeting with the mentee in person. */
  async plan(mentor: string, onDate: string): Promise<string> {
    const { programmeId } = this.match;
    const { plannedMeetingId } = await this.api(mentor, 'mentor').planMeeting({
      programmeId,
      pairId: this.pairId,
      kind: 'regular',
      onDate,
      minutes: 60,
      format: 'in_person',
      agreed: true,
    });
    return plannedMeetingId;
  }

  /** This mentor writes nothing into the pair, neither into its log nor into its calendar. */
  async refuses(mentor: string): Promise<void> {
    const refused = async (work: Promise<unknown>) =>
      work.then(
        () => 'written',
        (error: { code?: string }) => error.code,
      );
    const log = await refused(this.log(mentor, { kind: 'regular', done: 'Уже не своё' }));
    const plan = await refused(this.plan(mentor, this.day(3)));
    for (const answer of [log, plan])
      expect(answer, mentor).to.be.oneOf(['not_found', 'forbidden', 'invalid', 'conflict']);
  }

  /** The address of somebody's calendar, as their page gives it. */
  async makeFeed(mentor: string): Promise<string> {
    const { programmeId } = this.match;
    const { token } = await this.api(mentor, 'mentor').makeMyCalendarFeed({ programmeId });
    return `${this.stack.toolUrl}/calendar/${token}.ics`;
  }

  /** What a calendar program reads there: the days of meetings that are not cancelled. */
  async feed(address: string): Promise<{ on: string; summary: string }[]> {
    const answer = await fetch(address);
    expect(answer.status, 'the calendar').to.equal(200);
    return new ICAL.Component(ICAL.parse(await answer.text()))
      .getAllSubcomponents('vevent')
      .filter((one) => one.getFirstPropertyValue('status') !== 'CANCELLED')
      .map((one) => new ICAL.Event(one))
      .map(({ startDate, summary }) => ({ on: startDate.toString().slice(0, 10), summary }));
  }

  /** The mentee confirms and rates all that waits for their word. */
  async confirmAll(mentee: string, rating: number): Promise<number> {
    const { programmeId } = this.match;
    const api = this.api(mentee, 'mentee');
    const { pairs } = await api.myPairs({ programmeId });
    const waiting = pairs.flatMap((pair) => pair.waiting);
    for (const { meetingId } of waiting)
      await api.respondToMeeting({ programmeId, meetingId, decision: 'confirmed', rating });
    return waiting.length;
  }

  /** The page of each person at this address, through a launch of their own; where they may not, only its status. */
  async seen(paths: Readonly<Record<string, string>>): Promise<Record<string, string>> {
    const pages: Record<string, string> = {};
    for (const [key, path] of Object.entries(paths)) {
      const surfer = newSurfer(this.stack.lms.url);
      const base = baseOf(await surfer.launch(key, HOME));
      const { status, body } = await surfer.get(`${base}${path}`);
      pages[key] = status === 200 ? body : String(status);
    }
    return pages;
  }

  /** Asserts with which status each of these people comes to an address. */
  async expectStatus(path: string, expected: Readonly<Record<string, string>>): Promise<void> {
    const keys = Object.keys(expected);
    const pages = await this.seen(Object.fromEntries(keys.map((key) => [key, path])));
    const found = Object.entries(pages).map(([key, page]) => [
      key,
      /^\d{3}$/.test(page) ? page : '200',
    ]);
    expect(Object.fromEntries(found), path).to.deep.equal(expected);
  }

  /** The letters about their pair that have come to people, when there are so many; all that came since the start. */
  async pairLetters(count: number): Promise<{ to: string; text: string }[]> {
    const ofPairs = () => this.smtp.inbox.filter(({ subject }) => subject === PAIR_SUBJECT);
    this.stack.tool.scheduler.kick('pair-letters');
    await until(`${count} letters`, () => ofPairs().length >= count);
    return ofPairs().map(({ to, text }) => ({ to: String(to), text }));
  }

  /** Waits until the LMS's gradebook says what the tool says of a mentee; the score. */
  async gradeOf(key: string): Promise<number> {
    const { programmeId, boss } = this.match;
    const { score } = await boss.getProgress({ programmeId, personId: this.personOf(key) });
    const { lms } = this.stack;
    const inLms = () =>
      lms.state.grades.find((one) => one.userId === lms.user(key).id && one.value !== null)?.value;
    await until(`${score} of ${key} in the gradebook`, () => inLms() === score);
    return score;
  }
}
