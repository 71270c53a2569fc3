import { expect } from 'chai';
import fc from 'fast-check';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { newId } from '../../shared/ids.js';
import { type Form, PAIR_STATES, RHYTHMS, type Role } from '../api/index.js';
import { readAuthority } from '../authorise.js';
import {
  addDays,
  pairRowsByIds,
  readPairForMember,
  refreshPairSummary,
  rhythmOf,
} from '../pairs/index.js';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { peopleHandlers } from '../people/people-handlers.js';
import { programmeHandlers } from '../programmes/programme-handlers.js';
import {
  type BuiltPerson,
  type BuiltProgramme,
  buildMeeting,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  statementsOf,
  type TestService,
  withService,
} from './support/harness.js';
import { countPairs, readPairs } from './support/read-pairs.js';
import { rejection } from './support/rejection.js';

const TODAY = '2026-11-10';

eachDatabase((openDb) => {
  let db: Db;
  let service: TestService;
  let programme: BuiltProgramme;
  let programmeId: string;
  let coordinator: BuiltPerson;
  let curator: BuiltPerson;
  let mentor: BuiltPerson;
  let mentee: BuiltPerson;

  before(async () => {
    db = await openDb();
  });
  beforeEach(async () => {
    service = withService(db, [programmeHandlers, peopleHandlers, pairHandlers]);
    programme = await buildProgramme(db);
    ({ programmeId } = programme);
    const person = (role: Role, familyName: string, scopeForms: Form[] | null = null) =>
      buildPerson(db, programme, {
        roles: [role],
        familyName,
        givenName: 'Ева',
        scopeForms,
        state: 'candidate',
      });
    coordinator = await person('coordinator', 'Яровая');
    curator = await person('curator', 'Воронцова', ['teacher_student']);
    mentor = await person('mentor', 'Кузнецова');
    mentee = await person('mentee', 'Иванова');
  });

  const api = (person: BuiltPerson = coordinator, role?: Role) => service.as(person.actor(role));
  const fields = (overrides: object = {}) => ({
    programmeId,
    form: 'student_student' as Form,
    roleVariant: 'equal-equal',
    format: 'individual' as const,
    startsOn: '2026-11-01',
    endsOn: '2027-06-30',
    orderNumber: '12',
    orderDate: '2026-10-30',
    ...overrides,
  });
  const create = (overrides: object = {}, by = coordinator) =>
    api(by).createPair({
      ...fields(),
      mentorIds: [mentor.personId],
      menteeIds: [mentee.personId],
      ...overrides,
    });

  describe('getPair and myPairs', () => {
    it('show a pair to its members and staff, to nobody else, and not from the other side', async () => {
      const { pairId } = await create();
      const stranger = await buildPerson(db, programme, { roles: ['mentor', 'mentee'] });
      const elsewhere = await buildProgramme(db);
      const foreign = await buildPerson(db, elsewhere, { roles: ['coordinator'] });
      const side = async (person: BuiltPerson) =>
        (await api(person).getPair({ programmeId, pairId })).mySide;
      expect(await side(mentor)).to.equal('mentor');
      expect(await side(mentee)).to.equal('mentee');
      expect(await side(coordinator)).to.equal(null);
      expect((await rejection(api(stranger).getPair({ programmeId, pairId }))).code).to.equal(
        'not_found',
      );
      const call = api(foreign).getPair({ programmeId: elsewhere.programmeId, pairId });
      expect((await rejection(call)).code).to.equal('not_found');
      await api().setRoles({
        programmeId,
        personId: mentor.personId,
        roles: ['mentor', 'mentee'],
        version: 1,
      });
      const asMentee = api(mentor, 'mentee');
      expect((await rejection(asMentee.getPair({ programmeId, pairId }))).code).to.equal(
        'not_found',
      );
      expect((await asMentee.myPairs({ programmeId })).pairs).to.deep.equal([]);
    });

    it('say what is next, what waits, and how meetings usually are', async () => {
      const pair = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
      await buildMeeting(db, pair, {
        heldOn: '2026-10-20',
        kind: 'organisational',
        confirmation: 'confirmed',
      });
      const latest = await buildMeeting(db, pair, {
        heldOn: '2026-11-03',
        kind: 'trial',
        minutes: 90,
        format: 'phone',
        nextOn: '2026-11-17',
      });
      for (const person of [mentor, mentee]) {
        const { today, pairs } = await api(person).myPairs({ programmeId });
        expect(today).to.equal(TODAY);
        expect(pairs[0]).to.deep.include({
          nextKind: 'planning',
          closingHeld: false,
          usualMinutes: 90,
          usualFormat: 'phone',
          lastMeetingOn: '2026-11-03',
          nextMeetingOn: '2026-11-17',
          meetingsHeld: 2,
          minutesTotal: 135,
          rhythm: 'in_rhythm',
          waiting: [
            { meetingId: latest.meetingId, heldOn: '2026-11-03', kind: 'trial', minutes: 90 },
          ],
        });
      }
      service.clock.set('2026-11-18T00:00:00+03:00');
      const later = await api().getPair({ programmeId, pairId: pair.pairId });
      expect(later).to.deep.include({ nextMeetingOn: null, rhythm: 'out', today: '2026-11-18' });
    });

    it('shows each mentee of a group their own confirmations', async () => {
      const other = await buildPerson(db, programme);
      const pair = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee, other] });
      await buildMeeting(db, pair, { cameIds: [other.personId] });
      const waiting = async (person: BuiltPerson) =>
        (await api(person).myPairs({ programmeId })).pairs[0]?.waiting.length;
      expect(await waiting(mentee)).to.equal(0);
      expect(await waiting(other)).to.equal(1);
      expect(await waiting(mentor)).to.equal(1);
    });

    it('needs as many statements for many pairs as for one', async () => {
      const measure = () => statementsOf(db, () => api(mentor).myPairs({ programmeId }));
      const add = async () => {
        const one = await buildPerson(db, programme);
        const pair = await buildPair(db, programme, { mentors: [mentor], mentees: [one] });
        await buildMeeting(db, pair);
        await buildMeeting(db, pair);
      };
      await add();
      const few = await measure();
      for (let i = 0; i < 6; i += 1) await add();
      expect((await measure()).length).to.equal(few.length);
    });
  });

  describe('listPairs', () => {
    const build = async (
      familyName: string,
      overrides: Parameters<typeof buildPair>[3],
      meetings: string[],
    ) => {
      const one = await buildPerson(db, programme, { familyName, givenName: 'Ян' });
      const pair = await buildPair(db, programme, { mentors: [mentor], mentees: [one] }, overrides);
      for (const heldOn of meetings) await buildMeeting(db, pair, { heldOn });
      return pair.pairId;
    };
    const titles = async (filter: object = {}) =>
      (await api().listPairs({ programmeId, ...filter })).rows.map(
        (one) => one.mentees[0]?.name.split(' ')[0],
      );

    beforeEach(async () => {
      await build('Ёжиков', {}, ['2026-11-09']);
      await build('Долгих', {}, ['2026-09-10']);
      await build('Внимательный', {}, ['2026-10-28']);
      await build('Безвстреч', { startsOn: '2026-10-20' }, []);
      await build('Новый', { startsOn: '2026-11-08' }, []);
      await build('Закончен', { state: 'completed', form: 'teacher_student' }, ['2026-09-02']);
    });

    it('sorts by title, urgency and last meeting', async () => {
      expect(await titles()).to.deep.equal([
        'Безвстреч',
        'Внимательный',
        'Долгих',
        'Ёжиков',
        'Закончен',
        'Новый',
      ]);
      expect(await titles({ sort: 'urgency' })).to.deep.equal([
        'Долгих',
        'Безвстреч',
        'Внимательный',
        'Новый',
        'Ёжиков',
        'Закончен',
      ]);
      const dated = ['Закончен', 'Долгих', 'Внимательный', 'Ёжиков'];
      expect((await titles({ sort: 'lastMeeting' })).slice(2)).to.deep.equal(dated);
      expect((await titles({ sort: '-lastMeeting' })).slice(0, 4)).to.deep.equal(
        [...dated].reverse(),
      );
    });

    it('filters by rhythm, state, form, person and words', async () => {
      expect(await titles({ rhythm: 'out' })).to.deep.equal(['Безвстреч', 'Долгих']);
      expect(await titles({ rhythm: 'attention' })).to.deep.equal(['Внимательный']);
      expect(await titles({ rhythm: 'none' })).to.deep.equal(['Новый']);
      expect(await titles({ rhythm: 'in_rhythm' })).to.deep.equal(['Ёжиков']);
      expect(await titles({ rhythm: 'off' })).to.deep.equal(['Закончен']);
      expect(await titles({ state: 'completed' })).to.deep.equal(['Закончен']);
      expect(await titles({ form: 'teacher_student' })).to.deep.equal(['Закончен']);
      expect(await titles({ search: 'ЕЖИК кузнец' })).to.deep.equal(['Ёжиков']);
      expect(await titles({ personId: mentor.personId })).to.have.length(6);
      expect(await titles({ personId: mentee.personId })).to.deep.equal([]);
    });

    it('pages, and needs six statements however many pairs', async () => {
      const sql = await statementsOf(db, async () => {
        const page = await api().listPairs({ programmeId, page: 2, pageSize: 4 });
        expect(page.rows.length).to.equal(2);
        expect(page.total).to.equal(6);
      });
      // Who calls, the settings, withdrawn consents, the page, its people, the total.
      expect(sql.length).to.equal(6);
    });

    it('shows a curator their forms', async () => {
      const { rows } = await api(curator).listPairs({ programmeId });
      expect(rows.map((one) => one.form)).to.deep.equal(['teacher_student']);
    });
  });

  describe('the rhythm in SQL', () => {
    it('agrees with the rule for any pairs', async () => {
      const silence = fc.option(fc.integer({ min: -3, max: 40 }), { nil: null });
      const anyPair = fc.record({
        state: fc.constantFrom(...PAIR_STATES),
        startedAgo: fc.integer({ min: -10, max: 60 }),
        metAgo: silence,
      });
      const settings = fc.record({ meetingEveryDays: fc.integer({ min: 1, max: 30 }) });
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyPair, { minLength: 1, maxLength: 25 }),
          settings,
          async (pairs, rule) => {
            const here = newId();
            const rows = pairs.map(({ state, startedAgo, metAgo }) => {
              const startsOn = addDays(TODAY, -startedAgo);
              const lastMeetingOn = metAgo === null ? null : addDays(TODAY, -metAgo);
              return { id: newId(), state, startsOn, lastMeetingOn };
            });
            await db('pairs').insert(
              rows.map((row) => ({
                id: row.id,
                organisation_id: programme.organisationId,
                programme_id: here,
                title: '',
                sort_key: '',
                search_text: '',
                form: 'student_student',
                format: 'individual',
                state: row.state,
                starts_on: row.startsOn,
                ends_on: '2027-06-30',
                last_meeting_on: row.lastMeetingOn,
                silent_since: row.lastMeetingOn ?? row.startsOn,
                created_at: 0,
              })),
            );
            const feedback = { feedbackEveryDays: 30, timeZone: 'Europe/Moscow' };
            const watch = { settings: { ...rule, ...feedback }, today: TODAY };
            const expected = new Map(
              rows.map((row) => [row.id, rhythmOf(row, rule, TODAY).rhythm]),
            );
            for (const rhythm of RHYTHMS) {
              const filter = { programmeId: here, scopeForms: null, rhythms: [rhythm] };
              const found = await readPairs(db, filter, 'title', watch, 100);
              expect(found.map((one) => one.pairId).sort()).to.deep.equal(
                rows
                  .map((row) => row.id)
                  .filter((id) => expected.get(id) === rhythm)
                  .sort(),
              );
              expect(found.every((one) => one.rhythm === rhythm)).to.equal(true);
              expect(await countPairs(db, filter, watch)).to.equal(found.length);
            }
            const urgent = await readPairs(
              db,
              { programmeId: here, scopeForms: null },
              'urgency',
              watch,
              100,
            );
            const rank = ['out', 'attention', 'none', 'in_rhythm', 'off'];
            const ranks = urgent.map((one) => rank.indexOf(one.rhythm));
            expect(ranks).to.deep.equal([...ranks].sort((a, b) => a - b));
            for (let i = 1; i < urgent.length; i += 1) {
              const [a, b] = [urgent[i - 1], urgent[i]];
              if (a && b && a.rhythm === b.rhythm) {
                const silent = (one: typeof a) => one.lastMeetingOn ?? one.startsOn;
                expect(silent(a) <= silent(b)).to.equal(true);
              }
            }
          },
        ),
        { numRuns: 40 },
      );
    });
  });

  describe('what other features use', () => {
    it('one statement reads a visible pair', async () => {
      const pair = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
      const authority = await readAuthority(db, mentor.actor(), programmeId);
      const sql = await statementsOf(db, async () => {
        const found = await readPairForMember(db, authority, pair.pairId);
        expect(found).to.deep.equal({
          pairId: pair.pairId,
          title: 'Кузнецова Е. — Иванова Е.',
          form: 'student_student',
          state: 'active',
          startsOn: '2026-09-01',
          endsOn: '2027-06-30',
          mentors: [{ personId: mentor.personId, name: mentor.name }],
          mentees: [{ personId: mentee.personId, name: mentee.name }],
          former: false,
          mySide: 'mentor',
        });
      });
      expect(sql.length).to.equal(1);
    });

    it('the sums of a pair are right when meetings come at once, and when all are gone', async () => {
      const pair = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
      await Promise.all(
        [5, 6, 7, 8, 9].map((day) => buildMeeting(db, pair, { heldOn: `2026-11-0${day}` })),
      );
      const rows = await pairRowsByIds(db, programmeId, [pair.pairId, newId()]);
      expect([...rows.keys()]).to.deep.equal([pair.pairId]);
      expect(rows.get(pair.pairId)).to.deep.include({
        meetingsHeld: 5,
        minutesTotal: 225,
        lastMeetingOn: '2026-11-09',
        nextMeetingOn: null,
      });
      await db('meetings').where('pair_id', pair.pairId).delete();
      await inTransaction(db, (trx) => refreshPairSummary(trx, pair.pairId));
      const row = await db('pairs').where('id', pair.pairId).first();
      expect(row).to.include({
        meetings_held: 0,
        minutes_total: 0,
        silent_since: '2026-09-01',
        version: 1,
      });
      expect(row.last_meeting_on).to.equal(null);
    });

    it('shows rows of its own programme only', async () => {
      const pair = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
      const elsewhere = await buildProgramme(db);
      expect((await pairRowsByIds(db, elsewhere.programmeId, [pair.pairId])).size).to.equal(0);
    });
  });
});
