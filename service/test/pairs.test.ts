import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { Form, PairState, Role } from '../api/index.js';
import { pairLifeHandlers } from '../pair-life/life-handlers.js';
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
  type TestService,
  withService,
} from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

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
    service = withService(db, [programmeHandlers, peopleHandlers, pairHandlers, pairLifeHandlers]);
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

  describe('createPair', () => {
    it('makes a pair, admits its people, and is written down', async () => {
      const pair = await create();
      expect(pair).to.deep.include({
        title: 'Кузнецова Е. — Иванова Е.',
        state: 'active',
        rhythm: 'out',
        reason: { code: 'first_meeting_missing', days: 9 },
        mentors: [{ personId: mentor.personId, name: 'Кузнецова Ева' }],
        orderNumber: '12',
        version: 1,
      });
      const { personId } = mentee;
      const { roles, activePairs } = await api().getParticipant({ programmeId, personId });
      expect(roles[0]).to.deep.include({ role: 'mentee', state: 'admitted' });
      expect(activePairs).to.equal(1);
      const journal = await api().listJournal({ programmeId, entityId: pair.pairId });
      expect(journal.rows[0]).to.deep.include({ action: 'created', entity: 'pair' });
    });

    it('makes a group', async () => {
      const others = [await buildPerson(db, programme), await buildPerson(db, programme)];
      const menteeIds = [mentee, ...others].map((one) => one.personId);
      const pair = await create({ format: 'group', menteeIds });
      expect(pair.title).to.equal('Кузнецова Е. — группа (3)');
      expect(pair.mentees.length).to.equal(3);
    });

    it('is made once when the same form is sent twice, also at once', async () => {
      const idempotencyKey = newId();
      const [a, b] = await Promise.all([create({ idempotencyKey }), create({ idempotencyKey })]);
      const c = await create({ idempotencyKey });
      expect(new Set([a, b, c].map((one) => one.pairId)).size).to.equal(1);
      expect((await api().listPairs({ programmeId })).total).to.equal(1);
    });

    it('is made once when two people make the same pair at once', async () => {
      const results = await Promise.allSettled([create(), create(), create()]);
      expect(results.filter((one) => one.status === 'fulfilled').length).to.equal(1);
      expect((await api().listPairs({ programmeId })).total).to.equal(1);
      const error = await rejection(create());
      expect(problemsOf(error)).to.deep.equal(['menteeIds.0: pair.exists']);
      expect((await create({ form: 'teacher_student', roleVariant: null })).state).to.equal(
        'active',
      );
    });

    it('names each wrong field at once, and writes nothing', async () => {
      const call = create({
        endsOn: '2026-01-01',
        roleVariant: 'pro-choosing',
        mentorIds: [mentee.personId],
      });
      expect(problemsOf(await rejection(call))).to.have.members([
        'endsOn: dates.order',
        'orderDate: pair.orderDate',
        'roleVariant: pair.variant',
        'mentorIds.0: pair.notMentor',
        'menteeIds.0: pair.bothSides',
      ]);
      expect((await api().listPairs({ programmeId })).total).to.equal(0);
      expect((await rejection(create({ startsOn: '2026-02-30' }))).code).to.equal('invalid');
      expect(problemsOf(await rejection(create({ menteeIds: [] })))).to.deep.equal([
        'menteeIds: pair.noMentee',
      ]);
    });

    it('takes nobody of another programme', async () => {
      const stranger = await buildPerson(db, await buildProgramme(db));
      const error = await rejection(create({ menteeIds: [stranger.personId] }));
      expect(problemsOf(error)).to.deep.equal(['menteeIds.0: pair.notMentee']);
    });

    it('is for coordinators, and for curators in their forms', async () => {
      expect((await rejection(create({}, mentor))).code).to.equal('forbidden');
      const error = await rejection(create({}, curator));
      expect(error.code).to.equal('forbidden');
      expect(problemsOf(error)).to.deep.equal(['form: form.notYours']);
      const pair = await create({ form: 'teacher_student', roleVariant: null }, curator);
      expect(pair.form).to.equal('teacher_student');
    });
  });

  describe('updatePair and setPairState', () => {
    it('changes fields, and tells the second of two', async () => {
      const { pairId } = await create();
      const update = (version: number, more: object = {}) =>
        api().updatePair({ ...fields({ orderNumber: '14', ...more }), pairId, version });
      const results = await Promise.allSettled([update(1), update(1)]);
      expect(results.filter((one) => one.status === 'fulfilled').length).to.equal(1);
      const lost = results.find((one) => one.status === 'rejected');
      expect(lost?.reason.code).to.equal('changed_meanwhile');
      const journal = await api().listJournal({ programmeId, entityId: pairId });
      expect(journal.rows[0]).to.deep.include({
        before: { orderNumber: '12' },
        after: { orderNumber: '14' },
      });
    });

    it('keeps the start before the first meeting, and the figures by form with the form', async () => {
      const pair = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
      await buildMeeting(db, pair, { heldOn: '2026-10-20' });
      const { pairId } = pair;
      const update = (more: object) => api().updatePair({ ...fields(more), pairId, version: 1 });
      const late = await rejection(update({ startsOn: '2026-10-21' }));
      expect(problemsOf(late)).to.deep.equal(['startsOn: pair.startsAfterMeeting']);
      await update({
        form: 'teacher_student',
        roleVariant: null,
        startsOn: '2026-10-01',
        orderDate: '2026-09-30',
      });
      const meeting = await db('meetings').where('pair_id', pairId).first();
      expect(meeting.pair_form).to.equal('teacher_student');
    });

    it('pauses with a reason, resumes, completes, opens again', async () => {
      const { pairId } = await create();
      const to = (state: PairState, version: number, reason: string | null = null) =>
        api().setPairState({ programmeId, pairId, state, reason, version });
      expect(problemsOf(await rejection(to('paused', 1)))).to.deep.equal(['reason: pair.reason']);
      expect(await to('paused', 1, 'болезнь')).to.deep.include({
        stateReason: 'болезнь',
        rhythm: 'off',
      });
      expect(await to('active', 2)).to.deep.include({ stateReason: null, rhythm: 'out' });
      expect((await to('completed', 3)).state).to.equal('completed');
      expect(problemsOf(await rejection(to('paused', 4, 'нет')))).to.deep.equal([
        'state: pair.transition',
      ]);
      await create();
      expect(problemsOf(await rejection(to('active', 4)))).to.deep.equal(['state: pair.exists']);
      expect((await rejection(to('active', 3))).code).to.equal('changed_meanwhile');
    });

    it('shows a curator no pair of other forms', async () => {
      const { pairId } = await create();
      const errors = await Promise.all([
        rejection(api(curator).updatePair({ ...fields(), pairId, version: 1 })),
        rejection(
          api(curator).setPairState({ programmeId, pairId, state: 'completed', version: 1 }),
        ),
        rejection(api(curator).getPair({ programmeId, pairId })),
        rejection(api(curator).getPair({ programmeId, pairId: newId() })),
      ]);
      expect(new Set(errors.map((error) => `${error.code} ${error.message}`)).size).to.equal(1);
      expect(errors[0]?.code).to.equal('not_found');
      expect((await api(curator).listPairs({ programmeId })).total).to.equal(0);
    });
  });
});
