import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { eachDatabase } from './support/harness.js';
import { selectionWorld } from './support/selection-world.js';

eachDatabase((openDb) => {
  describe('the mentors’ council', () => {
    const w = selectionWorld(openDb);

    describe('the council', () => {
      const minutes = (fields = {}) => ({
        ...w.here(),
        number: '1',
        heldOn: '2026-10-10',
        points: [
          { topic: 'О кандидатах', decision: 'Рекомендовать', personIds: [w.mentor.personId] },
        ],
        ...fields,
      });
      const chair = () =>
        w.api().addCouncilMember({
          ...w.here(),
          name: 'Зорин Павел',
          position: 'директор',
          role: 'chair',
          since: '2026-09-01',
        });

      it('signs minutes that stay as they were, whatever the people are called later', async () => {
        const { memberId } = await chair();
        const { protocolId } = await w.api().createProtocol(minutes({ presentIds: [memberId] }));
        const signed = await w.api(await w.somebody('head')).signProtocol({
          ...w.here(),
          protocolId,
          version: 1,
        });
        await w.db('people').where('id', w.mentor.personId).update({ name: 'Другая Фамилия' });
        await w.db('council_members').where('id', memberId).update({ position: 'на пенсии' });
        await w
          .db('programmes')
          .where('id', w.programme.programmeId)
          .update({ title: 'Другое название' });
        const now = await w.api().getProtocol({ ...w.here(), protocolId });
        expect(now).to.deep.equal(signed);
        expect(now.present[0]).to.deep.equal({
          name: 'Зорин Павел',
          position: 'директор',
          role: 'chair',
        });
        const college = await w
          .db('organisations')
          .where('id', w.programme.organisationId)
          .first('name');
        expect(now.organisationName).to.equal(college.name);
        expect(now.programmeTitle).not.to.equal('Другое название');
        expect(now.points[0]?.people[0]?.name).to.contain('Ёлкина');
        const change = { ...minutes({ presentIds: [memberId] }), protocolId, version: 2 };
        expect(await w.said(w.api().updateProtocol(change))).to.deep.equal([': protocol.signed']);
        const twice = w.api().signProtocol({ ...w.here(), protocolId, version: 2 });
        expect(await w.said(twice)).to.deep.equal([': protocol.signed']);
      });

      it('does not sign minutes without people, points and decisions', async () => {
        const draft = minutes({ points: [{ topic: 'О кандидатах', decision: '' }] });
        const { protocolId } = await w.api().createProtocol(draft);
        const sign = w.api().signProtocol({ ...w.here(), protocolId, version: 1 });
        expect(await w.said(sign)).to.deep.equal([
          'presentIds: protocol.nobodyPresent',
          'points: protocol.noDecision',
        ]);
      });

      it('say what they lack before anybody tries to sign them, and nothing once it is there', async () => {
        const { memberId } = await chair();
        const made = await w.api().createProtocol(minutes({ points: [] }));
        expect(made.missing).to.deep.equal(['protocol.nobodyPresent', 'protocol.noPoints']);
        const { protocolId } = made;
        const full = { ...minutes({ presentIds: [memberId] }), protocolId, version: 1 };
        expect((await w.api().updateProtocol(full)).missing).to.deep.equal([]);
        const signed = await w.api().signProtocol({ ...w.here(), protocolId, version: 2 });
        expect(signed.missing).to.deep.equal([]);
      });

      it('signed before papers named the college, name it as it is now', async () => {
        const { memberId } = await chair();
        const { protocolId } = await w.api().createProtocol(minutes({ presentIds: [memberId] }));
        await w.api().signProtocol({ ...w.here(), protocolId, version: 1 });
        const frozen = JSON.stringify({ present: [], people: [[]], signedBy: 'Давно' });
        await w.db('council_protocols').where('id', protocolId).update({ frozen });
        const now = await w.api().getProtocol({ ...w.here(), protocolId });
        expect(now.organisationName).not.to.equal('');
        expect(now).to.deep.include({ signedBy: 'Давно', present: [] });
      });

      it('refuses a sitting to come, strangers at it, and a number that is taken', async () => {
        const { memberId } = await chair();
        await w.api().createProtocol(minutes());
        expect(await w.said(w.api().createProtocol(minutes()))).to.deep.equal([
          'number: protocol.numberTaken',
        ]);
        const early = minutes({ number: '2', heldOn: '2026-08-31', presentIds: [memberId] });
        expect(await w.said(w.api().createProtocol(early))).to.deep.equal([
          'presentIds: protocol.notMember',
        ]);
        const stranger = minutes({
          number: '2',
          heldOn: '2099-01-01',
          points: [{ topic: 'О нём', decision: '', personIds: [newId()] }],
        });
        expect(await w.said(w.api().createProtocol(stranger))).to.deep.equal([
          'heldOn: date.future',
          'points.0.personIds: value.invalid',
        ]);
      });

      it('finds the minutes that concern somebody', async () => {
        const { protocolId } = await w.api().createProtocol(minutes());
        await w.api().createProtocol(minutes({ number: '2', points: [] }));
        const concerning = async (personId: string) =>
          (await w.api().listProtocols({ ...w.here(), personId })).rows.map(
            (row) => row.protocolId,
          );
        expect(await concerning(w.mentor.personId)).to.deep.equal([protocolId]);
        expect(await concerning(w.coordinator.personId)).to.deep.equal([]);
      });

      it('lists who sits in it now first, by role', async () => {
        await w.api().addCouncilMember({
          ...w.here(),
          name: 'Бывший',
          role: 'chair',
          since: '2025-09-01',
          until: '2026-06-30',
        });
        await w.api().addCouncilMember({
          ...w.here(),
          personId: w.coordinator.personId,
          role: 'secretary',
          since: '2026-09-01',
        });
        await chair();
        const { rows } = await w.api().listCouncil(w.here());
        expect(rows.map(({ role, current }) => [role, current])).to.deep.equal([
          ['chair', true],
          ['secretary', true],
          ['chair', false],
        ]);
        const nameless = { ...w.here(), role: 'member' as const, since: '2026-09-01' };
        expect(await w.said(w.api().addCouncilMember(nameless))).to.deep.equal(['name: required']);
      });
    });
  });
});
