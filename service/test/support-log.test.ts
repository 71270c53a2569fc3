import { expect } from 'chai';
import { ROLES } from '../api/index.js';
import { groupWorld } from './support/group-world.js';
import { type BuiltPerson, buildPair, buildPerson, eachDatabase } from './support/harness.js';
import { rejection } from './support/rejection.js';

const ENTRY = {
  heldOn: '2026-11-05',
  kind: 'talk' as const,
  text: 'Тревожится из-за сессии',
  nextStep: 'Позвать на тренинг',
  nextOn: '2026-11-09',
};

eachDatabase((openDb) => {
  describe('the waiting list and the support log', () => {
    const g = groupWorld(openDb);
    const { w, people } = g;
    const of = (who: BuiltPerson) => ({ ...g.here(), personId: who.personId });
    const add = (who = people.anna, fields = {}, by = people.psychologist) =>
      w.api(by).addSupportEntry({ ...of(who), ...ENTRY, ...fields });
    const log = (who = people.anna, by = people.psychologist) => w.api(by).getSupportLog(of(who));
    const list = async (filter = {}) => w.api().listWaitingMentees({ ...g.here(), ...filter });
    const names = async (filter = {}) =>
      (await list(filter)).rows.map(({ name }) => name.split(' ')[0]);
    const decidedOn = (who: BuiltPerson, day: string, fields = {}) =>
      w
        .db('participations')
        .where({ person_id: who.personId })
        .update({ decided_at: Date.parse(`${day}T09:00:00Z`), ...fields });
    const touch = () => w.db('programmes').increment('revision', 1);

    it('those wait who are in the pool or put on the list, and whose pair ended early', async () => {
      await decidedOn(people.anna, '2026-10-31');
      await decidedOn(people.boris, '2026-11-05', {
        decision: 'waiting',
        decision_reason: 'Нет наставника по профилю',
        supported: true,
      });
      const ended = await g.inPool('mentee', 'Васина');
      const { pairId } = await buildPair(
        w.db,
        w.programme,
        { mentors: [people.gleb], mentees: [ended] },
        { state: 'terminated' },
      );
      await w.db('pairs').where('id', pairId).update({ closed_on: '2026-10-01' });
      const paired = await g.inPool('mentee', 'Парный');
      await buildPair(w.db, w.programme, { mentors: [people.gleb], mentees: [paired] });
      await w.person('2000-03-05', ['mentee'], 'Безсогласных');
      await touch();
      const { rows, counts } = await list();
      expect(
        rows.map(({ name, reason, since, days, supported }) => [
          name.split(' ')[0],
          reason,
          since,
          days,
          supported,
        ]),
      ).to.deep.equal([
        ['Васина', 'pair_ended', '2026-10-01', 40, false],
        ['Абрамова', 'pool', '2026-10-31', 10, false],
        ['Борисов', 'waiting', '2026-11-05', 5, true],
      ]);
      expect(counts).to.deep.equal({ people: 3, withoutEntry: 3, due: 0, longest: 40 });
      expect(await names({ form: 'student_student' })).to.deep.equal(['Васина']);
      expect(await names({ reason: 'waiting' })).to.deep.equal(['Борисов']);
      expect(await names({ search: 'абр' })).to.deep.equal(['Абрамова']);
      expect(await names({ sort: '-name' })).to.deep.equal(['Васина', 'Борисов', 'Абрамова']);
      expect(await names({ sort: 'days', page: 2, pageSize: 1 })).to.deep.equal(['Абрамова']);
    });

    it('a pair that was completed since is what counts, not the one that ended before', async () => {
      const states = [
        ['terminated', '2026-09-20'],
        ['completed', '2026-10-20'],
      ] as const;
      for (const [state, day] of states) {
        const sides = { mentors: [people.gleb], mentees: [people.anna] };
        const { pairId } = await buildPair(w.db, w.programme, sides, { state });
        await w.db('pairs').where('id', pairId).update({ closed_on: day });
      }
      await touch();
      expect(await names()).to.deep.equal(['Борисов']);
      await decidedOn(people.anna, '2026-11-01', { decision: 'waiting' });
      await touch();
      const [first] = (await list({ search: 'абр' })).rows;
      expect(first).to.include({ reason: 'waiting', since: '2026-11-01' });
    });

    it('the list tells the latest entry, the next step, and who has none', async () => {
      await add();
      await add(people.anna, { heldOn: '2026-11-07', kind: 'test', nextStep: null, nextOn: null });
      const [anna] = (await list({ search: 'абр' })).rows;
      expect(anna).to.deep.include({
        entries: 2,
        latest: { heldOn: '2026-11-07', kind: 'test', nextStep: null, nextOn: null },
      });
      expect(await names({ support: 'none' })).to.deep.equal(['Борисов']);
      expect(await names({ support: 'some' })).to.deep.equal(['Абрамова']);
      await add(people.boris);
      expect(await names({ support: 'due' })).to.deep.equal(['Борисов']);
      expect(await names({ sort: 'next' })).to.deep.equal(['Борисов', 'Абрамова']);
    });

    it('an entry is corrected by who wrote it, and what it said before stays in the log', async () => {
      const { entryId } = await add();
      const change = (fields = {}, version = 1, by = people.psychologist) =>
        w.api(by).correctSupportEntry({ ...g.here(), entryId, ...ENTRY, ...fields, version });
      expect(await g.codes(change({}, 1, w.coordinator))).to.deep.equal([': support.notMine']);
      await change({ text: 'Тревожится из-за переезда' });
      expect((await rejection(change({ text: 'Ещё раз' }))).code).to.equal('changed_meanwhile');
      const [entry] = (await log()).rows;
      expect(entry).to.include({ text: 'Тревожится из-за переезда', mine: true, version: 2 });
      expect(entry?.earlier.map(({ text }) => text)).to.deep.equal(['Тревожится из-за сессии']);
      const [asRead] = (await log(people.anna, w.coordinator)).rows;
      expect(asRead).to.include({ mine: false, author: people.psychologist.name });
    });

    it('a withdrawn entry says no word any more and counts for nothing', async () => {
      const { entryId } = await add();
      const withdraw = (version: number, by = people.psychologist) =>
        w.api(by).withdrawSupportEntry({ ...g.here(), entryId, version });
      expect(await g.codes(withdraw(1, w.coordinator))).to.deep.equal([': support.notMine']);
      await withdraw(1);
      expect((await rejection(withdraw(2))).code).to.equal('changed_meanwhile');
      const [entry] = (await log()).rows;
      expect(entry).to.deep.include({ text: '', nextStep: null, earlier: [] });
      expect(entry?.withdrawnAt).to.be.a('string');
      expect(await names({ support: 'none' })).to.include('Абрамова');
    });

    it('refuses what cannot be, at its field', async () => {
      const codes = (fields: object) => g.codes(add(people.anna, fields));
      expect(await codes({ heldOn: '2026-11-11', nextOn: null })).to.deep.equal([
        'heldOn: support.future',
      ]);
      expect(await codes({ heldOn: '2026-08-31', nextOn: null })).to.deep.equal([
        'heldOn: support.outsideYear',
      ]);
      expect(await codes({ nextOn: '2026-11-01' })).to.deep.equal(['nextOn: support.nextBefore']);
      expect(await codes({ nextStep: '' })).to.deep.equal(['nextStep: support.nextStep']);
      expect(await codes({ text: ' ' })).to.deep.equal(['text: required']);
      expect(await codes({ text: 'а'.repeat(2001) })).to.deep.equal(['text: text.tooLong']);
    });

    it('it is written while they have no mentor and their consent holds', async () => {
      await add();
      await buildPair(w.db, w.programme, { mentors: [people.gleb], mentees: [people.anna] });
      expect(await g.codes(add())).to.deep.equal([': support.hasMentor']);
      expect(await log()).to.include({ open: false, total: 1 });
      await add(people.boris);
      await g.withdraw(people.boris);
      expect(await g.codes(add(people.boris))).to.deep.equal([': support.noConsent']);
      expect(await log(people.boris)).to.deep.include({ consent: false, rows: [], total: 0 });
      expect(await names()).to.deep.equal([]);
    });

    it('nobody but coordinator and psychologist reads a word of it, anywhere', async () => {
      await add();
      const inRole = new Map<string, BuiltPerson>();
      for (const role of ROLES)
        inRole.set(role, await buildPerson(w.db, w.programme, { roles: [role] }));
      for (const [role, who] of inRole) {
        if (role === 'coordinator' || role === 'psychologist') continue;
        const calls = [
          w.api(who).getSupportLog(of(people.anna)),
          w.api(who).listWaitingMentees(g.here()),
          add(people.anna, {}, who),
        ];
        for (const call of calls) expect((await rejection(call)).code, role).to.equal('forbidden');
      }
      const own = await rejection(w.api(people.anna).getSupportLog(of(people.anna)));
      expect(own.code).to.equal('forbidden');
      // What others read of the programme says neither what was done nor of whom.
      for (const role of ['coordinator', 'head'] as const) {
        const reader = w.api(inRole.get(role));
        const { rows } = await reader.listJournal({ ...g.here(), entity: 'support_entry' });
        expect(rows).to.have.length(1);
        const text = JSON.stringify(rows);
        expect(text).not.to.contain('сессии');
        expect(text).not.to.contain('тренинг');
        expect(text).not.to.contain(people.anna.personId);
      }
      const head = w.api(inRole.get('head'));
      const history = await head.listPersonHistory(of(people.anna));
      expect(JSON.stringify(history)).not.to.contain('support');
    });

    it('nobody reads or writes their own, whatever else they are', async () => {
      const both = await buildPerson(w.db, w.programme, { roles: ['mentee', 'psychologist'] });
      const self = w.service.as(both.actor('psychologist'));
      for (const call of [
        self.getSupportLog(of(both)),
        self.addSupportEntry({ ...of(both), ...ENTRY }),
      ])
        expect((await rejection(call)).code).to.equal('not_found');
      expect((await rejection(log(people.gleb))).code).to.equal('not_found');
    });

    it('a form sent twice writes one entry', async () => {
      const key = { idempotencyKey: 'key-of-an-entry' };
      expect(await add(people.anna, key)).to.deep.equal(await add(people.anna, key));
      expect((await log()).total).to.equal(1);
    });
  });
});
