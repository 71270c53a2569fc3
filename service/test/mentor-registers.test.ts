import { expect } from 'chai';
import { type BuiltPerson, buildPair, buildPerson, eachDatabase } from './support/harness.js';
import { FULL_SCORES } from './support/selection-inputs.js';
import { selectionWorld } from './support/selection-world.js';

eachDatabase((openDb) => {
  describe('registers of mentors', () => {
    const w = selectionWorld(openDb);

    describe('the register that an order approves', () => {
      const order = (personIds: string[], fields = {}) => ({
        ...w.here(),
        personIds,
        version: 0,
        orderNumber: '58-р',
        orderOn: '2026-10-20',
        basis: 'Решение педсовета',
        ...fields,
      });
      const ids = (people: readonly BuiltPerson[]) => people.map(({ personId }) => personId);
      const stateOf = async (person: BuiltPerson) =>
        (await w.api().getPerson(w.of(person))).participations[0]?.state;

      it('proposes who lacks nothing, and says what the others lack', async () => {
        const anna = await w.ready('Абрамова');
        const { rows, included } = await w.api().proposeMentorRegister(w.here());
        expect(included).to.equal(1);
        expect(
          rows.map(({ personId, lacks, included: isIn }) => [personId, lacks, isIn]),
        ).to.deep.equal([
          [anna.personId, [], true],
          [w.mentor.personId, ['no_consent', 'no_interview', 'no_criteria'], false],
        ]);
      });

      it('is read by pages, by a name, and by who comes in, stays out or leaves', async () => {
        const [anna, boris] = [await w.ready('Абрамова'), await w.ready('Борисов')];
        await w.api().approveMentorRegister(order(ids([anna, boris])));
        await w.api().chooseForRegister({ ...w.of(boris), included: false, reason: 'Уезжает' });
        const read = async (filter: object) => {
          const answer = await w.api().proposeMentorRegister({ ...w.here(), ...filter });
          expect(answer).to.deep.include({
            mentors: 3,
            includedIds: [anna.personId],
            included: 1,
            leaving: 1,
          });
          return [answer.total, answer.rows.map(({ personId }) => personId)];
        };
        const other = w.mentor.personId;
        expect(await read({ page: 2, pageSize: 1 })).to.deep.equal([3, [boris.personId]]);
        expect(await read({ search: 'бори' })).to.deep.equal([1, [boris.personId]]);
        expect(await read({ which: 'in' })).to.deep.equal([1, [anna.personId]]);
        expect(await read({ which: 'out' })).to.deep.equal([2, [boris.personId, other]]);
        expect(await read({ which: 'leaving' })).to.deep.equal([1, [boris.personId]]);
        expect(await read({ personId: other })).to.deep.equal([1, [other]]);
        expect(await read({ search: '–' })).to.deep.equal([0, []]);
      });

      it('goes against the proposal with a reason only, and never without a consent', async () => {
        const anna = await w.ready('Абрамова');
        const leave = { ...w.of(anna), included: false };
        expect(await w.said(w.api().chooseForRegister(leave))).to.deep.equal(['reason: required']);
        await w.api().chooseForRegister({ ...leave, reason: 'Уезжает' });
        expect((await w.api().proposeMentorRegister(w.here())).rows[0]).to.deep.include({
          included: false,
          chosen: true,
          reason: 'Уезжает',
        });
        // Back to the proposal: no reason needed, none kept.
        await w.api().chooseForRegister({ ...w.of(anna), included: true });
        expect((await w.api().proposeMentorRegister(w.here())).rows[0]).to.deep.include({
          included: true,
          chosen: false,
          reason: null,
        });
        const without = { ...w.of(), included: true, reason: 'Очень нужен' };
        expect(await w.said(w.api().chooseForRegister(without))).to.deep.equal([
          ': mentorRegister.noConsent',
        ]);
      });

      it('freezes people and columns: later names and profiles change nothing', async () => {
        const anna = await w.ready('Абрамова');
        await w.api().updateMentor({ ...w.of(anna), competences: 'Сварка', version: 0 });
        const { registerId } = await w.api().approveMentorRegister(order(ids([anna])));
        const before = await w.api().getMentorRegister({ ...w.here(), registerId });
        await w.api().updateMentor({ ...w.of(anna), competences: 'Пайка', version: 1 });
        await w.db('people').where('id', anna.personId).update({ name: 'Новая Фамилия' });
        await w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
        const after = await w.api().getMentorRegister({ ...w.here(), registerId });
        expect(after).to.deep.equal(before);
        expect(after.rows[0]?.cells).to.deep.include({ competences: 'Сварка' });
        expect(after.rows[0]?.cells.name).to.contain('Абрамова');
        expect(after.leftOut.map(({ personId }) => personId)).to.deep.equal([w.mentor.personId]);
      });

      it('selects a candidate, as long as the register in force names them', async () => {
        const anna = await w.ready('Абрамова');
        const boris = await w.ready('Борисов');
        const admitted = await buildPerson(w.db, w.programme, { roles: ['mentor'] });
        expect(await stateOf(anna)).to.equal('consent');
        await w.api().approveMentorRegister(order(ids([anna, boris])));
        expect(await stateOf(anna)).to.equal('pool');
        expect((await w.api().getMentor(w.of(anna))).selection).to.equal('approved');
        expect((await w.api(anna).getMyMentorProfile(w.here())).selection).to.equal('approved');
        expect((await w.api(anna).getMe(w.here())).candidate).to.equal(false);
        // Admitted by a decision, in no register: stays.
        expect(await stateOf(admitted)).to.equal('selected');
        await w.api().chooseForRegister({ ...w.of(anna), included: false, reason: 'Уволилась' });
        const second = await w
          .api()
          .approveMentorRegister(order(ids([boris]), { orderNumber: '60-р', version: 1 }));
        expect(await stateOf(anna)).to.equal('consent');
        expect(await stateOf(boris)).to.equal('pool');
        const register = await w.api().getMentorRegister({ ...w.here(), ...second });
        expect(register.gone).to.deep.equal([
          { personId: anna.personId, name: register.gone[0]?.name, reason: 'Уволилась' },
        ]);
        const { rows } = await w.api().listMentorRegisters(w.here());
        expect(
          rows.map(({ number, added, removed, mentors }) => ({ number, added, removed, mentors })),
        ).to.deep.equal([
          { number: 2, added: 0, removed: 1, mentors: 1 },
          { number: 1, added: 0, removed: 0, mentors: 2 },
        ]);
      });

      it('is refused when it is no longer what was on the page', async () => {
        const anna = await w.ready('Абрамова');
        const late = order(ids([anna, w.mentor]));
        expect(await w.codeOf(w.api().approveMentorRegister(late))).to.equal('changed_meanwhile');
        const stranger = await buildPerson(w.db, w.programme);
        const wrong = order(ids([anna, stranger]));
        expect(await w.said(w.api().approveMentorRegister(wrong))).to.deep.equal([
          'personIds: mentorRegister.changed',
        ]);
        expect((await w.api().listMentorRegisters(w.here())).rows).to.deep.equal([]);
      });

      it('is approved once by a form sent twice, and by one of two at once', async () => {
        const anna = await w.ready('Абрамова');
        const key = order(ids([anna]), { idempotencyKey: 'register-sent-twice' });
        const [one, two] = await Promise.all([
          w.api().approveMentorRegister(key),
          w.api().approveMentorRegister(key),
        ]);
        expect(one).to.deep.equal(two);
        expect((await w.api().listMentorRegisters(w.here())).rows).to.have.length(1);
      });

      it('of two who approve, the second has not seen the first’s', async () => {
        const anna = await w.ready('Абрамова');
        await w.api().approveMentorRegister(order(ids([anna])));
        const late = order(ids([anna]), { orderNumber: '59-р' });
        expect(await w.codeOf(w.api().approveMentorRegister(late))).to.equal('changed_meanwhile');
        expect((await w.api().proposeMentorRegister(w.here())).version).to.equal(1);
      });

      it('rests on signed minutes or another basis, on a day that has come', async () => {
        const anna = await w.ready('Абрамова');
        const bad = order([], { basis: null, orderNumber: ' ', orderOn: '2099-01-01' });
        expect(await w.said(w.api().approveMentorRegister(bad))).to.deep.equal([
          'orderNumber: required',
        ]);
        const worse = { ...bad, orderNumber: '1' };
        expect(await w.said(w.api().approveMentorRegister(worse))).to.deep.equal([
          'orderOn: date.future',
          ': mentorRegister.empty',
          'basis: mentorRegister.basis',
        ]);
        const { protocolId } = await w.api().createProtocol({
          ...w.here(),
          number: '1',
          heldOn: '2026-10-10',
        });
        const draft = order(ids([anna]), { protocolId });
        expect(await w.said(w.api().approveMentorRegister(draft))).to.deep.equal([
          'protocolId: mentorRegister.protocol',
        ]);
      });

      it('is ordered no earlier than its minutes, and than the order in force', async () => {
        const anna = await w.ready('Абрамова');
        const { memberId } = await w.api().addCouncilMember({
          ...w.here(),
          name: 'Зорин Павел',
          position: 'директор',
          role: 'chair',
          since: '2026-09-01',
        });
        const { protocolId } = await w.api().createProtocol({
          ...w.here(),
          number: '1',
          heldOn: '2026-10-10',
          presentIds: [memberId],
          points: [{ topic: 'О реестре', decision: 'Рекомендовать', personIds: [] }],
        });
        await w.api().signProtocol({ ...w.here(), protocolId, version: 1 });
        const on = (orderOn: string, fields = {}) =>
          w.api().approveMentorRegister(order(ids([anna]), { protocolId, orderOn, ...fields }));
        expect(await w.said(on('2026-10-09'))).to.deep.equal([
          'orderOn: mentorRegister.beforeProtocol',
        ]);
        await on('2026-10-10');
        const next = { version: 1, protocolId: null, orderNumber: '59-р' };
        expect(await w.said(on('2026-10-09', next))).to.deep.equal([
          'orderOn: mentorRegister.beforeLatest',
        ]);
        await on('2026-10-10', next);
      });

      it('offers what was decided by hand the last time again, with the reason, until it is changed', async () => {
        const [anna, boris, vera] = [
          await w.ready('Абрамова'),
          await w.ready('Борисов'),
          await w.ready('Волков'),
        ];
        await w.db('criteria_sheets').where('person_id', boris.personId).delete();
        const [leave, take] = ['Уезжает', 'Опытный наставник'];
        await w.api().chooseForRegister({ ...w.of(anna), included: false, reason: leave });
        await w.api().chooseForRegister({ ...w.of(boris), included: true, reason: take });
        await w.api().approveMentorRegister(order(ids([boris, vera])));
        const rowOf = async ({ personId }: BuiltPerson) => {
          const { rows, inForce } = await w.api().proposeMentorRegister(w.here());
          expect(inForce).to.deep.equal({ orderNumber: '58-р', orderOn: '2026-10-20' });
          const row = rows.find((one) => one.personId === personId);
          return [row?.included, row?.carried, row?.chosen, row?.reason];
        };
        expect(await rowOf(anna)).to.deep.equal([false, true, false, leave]);
        expect(await rowOf(boris)).to.deep.equal([true, true, false, take]);
        expect(await rowOf(vera)).to.deep.equal([true, false, false, null]);
        // Back to what is proposed, without a reason; then anew by hand.
        await w.api().chooseForRegister({ ...w.of(anna), included: true });
        expect(await rowOf(anna)).to.deep.equal([true, false, false, null]);
        await w.api().chooseForRegister({ ...w.of(anna), included: false, reason: 'В отпуске' });
        expect(await rowOf(anna)).to.deep.equal([false, false, true, 'В отпуске']);
        // What is wanted by now is proposed, and nothing has to be decided.
        await w.api().fillCriteriaSheet({ ...w.of(boris), scores: FULL_SCORES });
        expect(await rowOf(boris)).to.deep.equal([true, false, false, null]);
        await w
          .api()
          .approveMentorRegister(order(ids([boris, vera]), { orderNumber: '60-р', version: 1 }));
        const { rows } = await w.api().listMentorRegisters(w.here());
        const second = await w.api().getMentorRegister({
          ...w.here(),
          registerId: rows[0]?.registerId ?? '',
        });
        const reasons = second.rows.map(({ reason }) => reason);
        expect([
          reasons,
          second.leftOut.find((one) => one.personId === anna.personId)?.reason,
        ]).to.deep.equal([[null, null], 'В отпуске']);
      });

      it('carries nobody over whose consent was withdrawn since', async () => {
        const [anna, boris] = [await w.ready('Абрамова'), await w.ready('Борисов')];
        await w.db('criteria_sheets').where('person_id', boris.personId).delete();
        await w.api().chooseForRegister({ ...w.of(boris), included: true, reason: 'Опытный' });
        await w.api().approveMentorRegister(order(ids([anna, boris])));
        await w.db('consents').where('person_id', boris.personId).delete();
        await w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
        const { rows } = await w.api().proposeMentorRegister(w.here());
        const row = rows.find((one) => one.personId === boris.personId);
        expect(row).to.deep.include({ included: false, carried: false, possible: false });
      });

      it('names no mentee who has given no consent', async () => {
        const anna = await w.ready('Абрамова');
        const mentee = await buildPerson(w.db, w.programme);
        await buildPair(w.db, w.programme, { mentors: [anna], mentees: [mentee] });
        const { registerId } = await w.api().approveMentorRegister(order(ids([anna])));
        const { rows } = await w.api().getMentorRegister({ ...w.here(), registerId });
        expect(rows[0]?.cells.mentees).to.equal('');
      });
    });
  });
});
