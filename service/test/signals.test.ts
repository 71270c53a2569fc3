import { expect } from 'chai';
import { type BuiltPair, buildMeeting, eachDatabase } from './support/harness.js';
import { errorOf, problemsOf } from './support/meeting-world.js';
import { signalWorld } from './support/signal-world.js';

const RATED = { confirmation: 'confirmed' } as const;
const NOTE = 'Наставник болеет до пятницы';

eachDatabase((openDb) => {
  describe('signals', () => {
    const w = signalWorld(openDb);

    /** A pair that met last so many days before 10 November, and talks to staff. */
    async function met(lastOn: string, overrides: Parameters<typeof w.pair>[0] = {}) {
      const pair = await w.pair(overrides);
      await buildMeeting(w.db, pair, { heldOn: lastOn, ...RATED, rating: 9 });
      return pair;
    }

    describe('the work list', () => {
      it('orders pairs by need, and puts all signals of a pair together, the worst first', async () => {
        const late = await met('2026-10-20');
        const latest = await met('2026-10-01');
        await met('2026-11-09');
        await w.db('pairs').where('id', latest.pairId).update({ order_number: null });
        await w.changed();
        const { rows, total, counts } = await w.list();
        expect(total).to.equal(2);
        expect(rows.map(({ pairId }) => pairId)).to.deep.equal([latest.pairId, late.pairId]);
        expect(rows[0]?.signals.map(({ code, severity }) => [code, severity])).to.deep.equal([
          ['no_meeting', 3],
          ['no_order', 1],
        ]);
        expect(counts.open).to.equal(2);
        expect(counts.bySeverity).to.deep.equal([
          { severity: 3, pairs: 1 },
          { severity: 2, pairs: 1 },
          { severity: 1, pairs: 0 },
        ]);
      });

      it('writes where the college noted, else where the LMS says, as letters do', async () => {
        const pair = await met('2026-10-20');
        const [mentor, mentee] = [pair.mentorIds[0], pair.menteeIds[0]];
        await w
          .db('people')
          .whereIn('id', [mentor ?? '', mentee ?? ''])
          .update({ email: 'lms@kollezh.example' });
        await w.db('profiles').where({ person_id: mentor }).delete();
        await w.db('profiles').insert({
          person_id: mentor,
          organisation_id: w.programme.organisationId,
          contact_email: 'svoya@pochta.example',
          birth_date: '1980-01-01',
          created_at: 0,
        });
        await w.changed();
        const { rows } = await w.list();
        expect(rows[0]?.contacts.map(({ side, email }) => [side, email])).to.deep.equal([
          ['mentor', 'svoya@pochta.example'],
          ['mentee', 'lms@kollezh.example'],
        ]);
      });

      it('is narrowed by form, severity, kind and name; pages follow each other', async () => {
        const mentor = await w.person('mentor', 'Жукова');
        const pair = await met('2026-10-20', { mentor, form: 'employer_student' });
        const other = await met('2026-10-01');
        await w.db('pairs').where('id', other.pairId).update({ order_number: null });
        await w.changed();
        const ids = async (filter: Parameters<typeof w.list>[0]) =>
          (await w.list(filter)).rows.map(({ pairId }) => pairId);
        expect(await ids({ form: 'employer_student' })).to.deep.equal([pair.pairId]);
        expect(await ids({ severity: 3 })).to.deep.equal([other.pairId]);
        expect(await ids({ severity: 1 })).to.deep.equal([]);
        expect(await ids({ code: 'no_order' })).to.deep.equal([other.pairId]);
        expect(await ids({ search: 'жук' })).to.deep.equal([pair.pairId]);
        expect(await ids({ search: 'никого' })).to.deep.equal([]);
        expect(await ids({ page: 1, pageSize: 1 })).to.deep.equal([other.pairId]);
        expect(await ids({ page: 2, pageSize: 1 })).to.deep.equal([pair.pairId]);
      });

      it('shows a curator the pairs of their forms, and says the same as Обзор’s rhythm', async () => {
        const pair = await met('2026-10-20', { form: 'employer_student' });
        await met('2026-10-20');
        const curator = await w.person('curator', undefined, { scopeForms: ['employer_student'] });
        const { rows, counts } = await w.list({}, curator);
        expect(rows.map(({ pairId }) => pairId)).to.deep.equal([pair.pairId]);
        expect(counts.open).to.equal(1);
        expect((await w.list({ form: 'student_student' }, curator)).rows).to.deep.equal([]);
        const { programmeId } = w.programme;
        const out = await w.as().listPairs({ programmeId, rhythm: 'out' });
        const silent = await w.list({ code: 'no_meeting' });
        expect(silent.total).to.equal(out.total);
      });

      it('knows of requests for help without their words, also in a pair that is over', async () => {
        const pair = await met('2026-11-09');
        const [menteeId = ''] = pair.menteeIds;
        const { programmeId, organisationId } = w.programme;
        const mentee = {
          kind: 'person',
          organisationId,
          personId: menteeId,
          role: 'mentee',
        } as const;
        await w.service.as(mentee).askForHelp({ programmeId, pairId: pair.pairId, text: 'Секрет' });
        await w.db('pairs').where('id', pair.pairId).update({ state: 'completed' });
        await w.changed();
        const found = await w.list();
        expect(found.rows[0]?.signals[0]).to.include({
          code: 'help_asked',
          since: '2026-11-10',
          n: 1,
          severity: 2,
        });
        expect(JSON.stringify(found)).not.to.contain('Секрет');
        w.service.clock.set('2026-11-13T09:00:00Z');
        expect((await w.list()).rows[0]?.signals[0]).to.include({ severity: 3, days: 3 });
        const [request] = (await w.as().listHelpRequests({ programmeId })).rows;
        await w.as().answerHelp({
          programmeId,
          helpRequestId: request?.helpRequestId ?? '',
          answer: 'Поговорим',
          version: 1,
        });
        expect((await w.list()).rows).to.deep.equal([]);
      });
    });

    describe('told from what is recorded', () => {
      const rate = (pair: BuiltPair, heldOn: string, rating: number) =>
        buildMeeting(w.db, pair, { heldOn, ...RATED, rating });

      it('ratings that fall, and low ones in a row; a withdrawn meeting counts no more', async () => {
        const pair = await w.pair();
        for (const day of ['2026-10-01', '2026-10-10']) await rate(pair, day, 9);
        await rate(pair, '2026-10-25', 8);
        const { meetingId } = await rate(pair, '2026-11-08', 4);
        expect(await w.codes(pair)).to.deep.equal(['rating_fell']);
        await rate(pair, '2026-11-09', 3);
        const [low, fell] = (await w.of(pair)).signals;
        expect(low).to.include({ code: 'low_ratings', n: 2, since: '2026-11-08', severity: 2 });
        expect(fell).to.include({ code: 'rating_fell', from: 8.7, to: 3.5, since: '2026-11-08' });
        await w.db('meetings').where('id', meetingId).update({ withdrawn_at: 1 });
        await w.summed(pair);
        expect(await w.codes(pair)).to.deep.equal(['rating_fell']);
      });

      it('of a group the mean falls, the lowest is low', async () => {
        const pair = await w.pair({ mentees: 3 });
        const each = async (heldOn: string, marks: [number, number, number]) => {
          const { meetingId } = await rate(pair, heldOn, 9);
          for (const [i, rating] of marks.entries()) {
            const person_id = pair.menteeIds[i] ?? '';
            await w
              .db('meeting_attendance')
              .where({ meeting_id: meetingId, person_id })
              .update({ rating });
          }
        };
        await each('2026-10-20', [9, 9, 9]);
        await each('2026-11-05', [10, 10, 2]);
        await each('2026-11-09', [10, 10, 4]);
        await w.summed(pair);
        expect((await w.of(pair)).signals.map(({ code, n }) => [code, n])).to.deep.equal([
          ['low_ratings', 2],
        ]);
      });

      it('records that wait and that are disputed, by the day on which it was said', async () => {
        const pair = await w.pair({ mentees: 2 });
        await buildMeeting(w.db, pair, { heldOn: '2026-10-20' });
        await buildMeeting(w.db, pair, { heldOn: '2026-11-09', ...RATED, rating: 9 });
        const wrong = await buildMeeting(w.db, pair, {
          heldOn: '2026-11-01',
          confirmation: 'disputed',
        });
        const found = (await w.of(pair)).signals;
        expect(found.map(({ code }) => code)).to.deep.equal(['disputed', 'unconfirmed']);
        // Both of the group have still to answer: it is one record.
        expect(found[1]).to.include({ n: 1, days: 21, since: '2026-11-04' });
        expect(found[0]).to.include({ ...wrong, severity: 3, since: '2026-11-01', days: 9, n: 1 });
      });

      it('a closing meeting ends the word of the end that comes', async () => {
        const pair = await met('2026-11-05', { endsOn: '2026-11-20' });
        expect(await w.codes(pair)).to.deep.equal(['ends_soon']);
        await buildMeeting(w.db, pair, {
          heldOn: '2026-11-09',
          kind: 'closing',
          ...RATED,
          rating: 9,
        });
        expect(await w.codes(pair)).to.deep.equal([]);
        w.service.clock.set('2026-11-21T09:00:00Z');
        expect(await w.codes(pair)).to.deep.equal(['end_passed']);
      });

      it('a mentor over what they said, at their newest pair; of who said nothing nothing', async () => {
        const mentor = await w.person('mentor', 'Жукова');
        const first = await met('2026-11-05', { mentor, startsOn: '2026-09-01' });
        const second = await met('2026-11-05', { mentor, startsOn: '2026-09-15' });
        expect(await w.codes(second)).to.deep.equal([]);
        await w.db('mentor_profiles').insert({
          id: first.pairId,
          organisation_id: first.organisationId,
          person_id: mentor.personId,
          capacity: 1,
          paused: false,
          created_at: 0,
        });
        await w.changed();
        expect(await w.codes(first)).to.deep.equal([]);
        const [over] = (await w.of(second)).signals;
        expect(over).to.deep.include({
          code: 'over_capacity',
          n: 2,
          to: 1,
          people: [{ personId: mentor.personId, name: mentor.name }],
        });
      });
    });

    describe('what is done', () => {
      it('puts a signal in work for a week; it comes back by itself', async () => {
        const pair = await met('2026-10-20');
        expect(
          await w.act(pair, { code: 'no_meeting', action: 'wrote', note: NOTE }),
        ).to.deep.equal({
          pairId: pair.pairId,
          state: 'in_work',
        });
        expect((await w.list()).rows).to.deep.equal([]);
        const inWork = await w.list({ state: 'in_work' });
        expect(inWork.rows[0]?.signals[0]?.done).to.deep.equal({
          action: 'wrote',
          on: '2026-11-10',
          until: '2026-11-17',
          severity: 2,
          by: w.coordinator.name,
          note: NOTE,
          undone: false,
        });
        expect(inWork.counts).to.include({ open: 0, inWork: 1 });
        w.service.clock.set('2026-11-16T20:59:00Z');
        expect(await w.codes(pair)).to.deep.equal(['no_meeting in_work']);
        // Midnight in Moscow.
        w.service.clock.set('2026-11-16T21:00:00Z');
        expect((await w.list()).rows[0]?.signals[0]?.back).to.equal('due');
      });

      it('put off until a day, it is back at once when it gets worse', async () => {
        const pair = await met('2026-10-20');
        await w.act(pair, {
          code: 'no_meeting',
          action: 'snoozed',
          until: '2026-12-01',
          note: NOTE,
        });
        w.service.clock.set('2026-11-17T09:00:00Z');
        expect(await w.codes(pair)).to.include('no_meeting snoozed');
        w.service.clock.set('2026-11-18T09:00:00Z');
        const [worse] = (await w.list()).rows[0]?.signals ?? [];
        expect(worse).to.include({ code: 'no_meeting', severity: 3, back: 'worse', state: 'open' });
      });

      it('a false alarm stays away; taken back, it is there again, and the history says both', async () => {
        const pair = await met('2026-10-20');
        await w.act(pair, { code: 'no_meeting', action: 'false_alarm' });
        expect(await w.codes(pair)).to.deep.equal(['no_meeting dismissed']);
        await w.act(pair, { code: 'no_meeting', action: 'returned' });
        expect(await w.codes(pair)).to.deep.equal(['no_meeting']);
        const { history } = await w.of(pair);
        expect(history[0]?.actions.map(({ action, undone }) => [action, undone])).to.deep.equal([
          ['false_alarm', true],
          ['returned', false],
        ]);
        expect(
          (await errorOf(w.act(pair, { code: 'no_meeting', action: 'returned' }))).problems,
        ).to.deep.equal([{ path: '', code: 'signal.notHandled' }]);
      });

      it('to put off needs a day within thirty and a reason; what is gone is not acted on', async () => {
        const pair = await met('2026-10-20');
        const code = 'no_meeting';
        expect(await problemsOf(w.act(pair, { code, action: 'snoozed' }))).to.deep.equal([
          'until required',
          'note signal.reason',
        ]);
        const far = { code, action: 'snoozed', until: '2026-12-11', note: NOTE } as const;
        expect(await problemsOf(w.act(pair, far))).to.deep.equal(['until signal.until']);
        const gone = await errorOf(w.act(pair, { code: 'no_order', action: 'wrote' }));
        expect(gone).to.include({ code: 'conflict' });
        expect(gone.problems).to.deep.equal([{ path: '', code: 'signal.gone' }]);
        expect(await w.db('signal_actions').where('pair_id', pair.pairId)).to.deep.equal([]);
      });

      it('sent twice it is noted once', async () => {
        const pair = await met('2026-10-20');
        const twice = {
          code: 'no_meeting',
          action: 'wrote',
          idempotencyKey: 'the-same-key',
        } as const;
        await Promise.all([w.act(pair, twice), w.act(pair, twice)]);
        expect(await w.db('signal_actions').where('pair_id', pair.pairId)).to.have.length(1);
      });

      it('notes are for coordinator and curators: not for the head, nor in the journal', async () => {
        const pair = await met('2026-10-20');
        await w.act(pair, { code: 'no_meeting', action: 'wrote', note: NOTE });
        const head = await w.person('head');
        const curator = await w.person('curator', undefined, { scopeForms: ['student_student'] });
        const seen = async (who: typeof head) =>
          JSON.stringify([await w.list({ state: 'in_work' }, who), await w.of(pair, who)]);
        expect(await seen(curator)).to.contain(NOTE);
        const bare = await seen(head);
        expect(bare).to.contain('"action":"wrote"').and.not.to.contain(NOTE);
        const journal = await w.db('journal').where('programme_id', w.programme.programmeId);
        expect(journal.map(({ action }) => action)).to.include('signal.wrote');
        expect(JSON.stringify(journal)).not.to.contain(NOTE);
        const elsewhere = await w.person('curator', undefined, {
          scopeForms: ['employer_student'],
        });
        expect((await errorOf(w.of(pair, elsewhere))).code).to.equal('not_found');
        const act = { code: 'no_meeting', action: 'wrote' } as const;
        expect((await errorOf(w.act(pair, act, elsewhere))).code).to.equal('not_found');
      });

      it('two contacts in the first month end the word that there were none', async () => {
        const pair = await w.pair({ startsOn: '2026-10-20' });
        await buildMeeting(w.db, pair, { heldOn: '2026-11-05', ...RATED, rating: 9 });
        expect(await w.codes(pair)).to.deep.equal(['early_contact']);
        await w.act(pair, { code: 'early_contact', action: 'wrote' });
        expect(await w.codes(pair)).to.deep.equal([]);
        w.service.clock.set('2026-11-18T09:00:00Z');
        const [again] = (await w.of(pair)).signals;
        expect(again).to.include({ code: 'early_contact', n: 1, since: '2026-11-18' });
        await w.act(pair, { code: 'early_contact', action: 'talk' });
        expect(await w.codes(pair)).to.deep.equal([]);
      });
    });
  });
});
