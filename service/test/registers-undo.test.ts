import { expect } from 'chai';
import type { RegisterImport } from '../api/register-imports.js';
import { importsSettled } from '../registers/index.js';
import { buildMeeting, buildPair, buildPerson, eachDatabase } from './support/harness.js';
import {
  checked,
  consentAll,
  menteeRow,
  registerWorld,
  run,
  sizesOf,
} from './support/register-world.js';
import { problemsOf, rejection } from './support/rejection.js';

const TODAY = '2026-11-10';

eachDatabase((openDb) => {
  describe('a register that was taken in', () => {
    const w = registerWorld(openDb);
    const api = () => w.service.as(w.boss.actor());
    const id = () => w.programme.programmeId;
    const sizes = () => sizesOf(w.db, w.programme.organisationId);

    it('undone, everything is as it was; also what was filled in of others', async () => {
      const known = await buildPerson(w.db, w.programme, {
        familyName: 'Иванов',
        givenName: 'Иван Петрович',
        state: 'candidate',
      });
      await w.db('profiles').insert({
        person_id: known.personId,
        organisation_id: w.programme.organisationId,
        birth_date: '2010-05-05',
        phone: null,
        created_at: 0,
      });
      const state = async () => {
        const rows = [];
        for (const table of [
          'people',
          'participations',
          'profiles',
          'mentor_profiles',
          'pairs',
          'pair_members',
        ]) {
          const of = await w.db(table).where('organisation_id', w.programme.organisationId);
          rows.push(of.map(({ version: _version, ...row }) => JSON.stringify(row)).sort());
        }
        return rows;
      };
      const before = await state();
      const done = await run(
        api(),
        id(),
        await checked(api(), id(), 'mentees', [
          menteeRow(),
          menteeRow({ 1: 'Новый Олег Львович' }),
        ]),
      );
      expect(await state()).not.to.deep.equal(before);
      const undone = await api().undoRegisterImport({
        programmeId: id(),
        importId: done.importId,
        version: done.version,
      });
      expect(undone.state).to.equal('undone');
      expect(await state()).to.deep.equal(before);
      const twice = await rejection(
        api().undoRegisterImport({
          programmeId: id(),
          importId: done.importId,
          version: undone.version,
        }),
      );
      expect(problemsOf(twice)).to.deep.equal([': import.notDone']);
    });

    const LATER: [string, string, (pairId: string, personId: string) => Promise<unknown>][] = [
      [
        'a meeting',
        'import.since.pairMeetings',
        async (pairId) => {
          const members = await w.db('pair_members').where('pair_id', pairId);
          const of = (side: string) =>
            members.filter((one) => one.side === side).map((one) => one.person_id);
          await buildMeeting(w.db, {
            pairId,
            organisationId: w.programme.organisationId,
            programmeId: id(),
            form: 'student_student',
            mentorIds: of('mentor'),
            menteeIds: of('mentee'),
          });
        },
      ],
      ['a consent', 'import.since.consents', async () => consentAll(w.db, id(), TODAY)],
      [
        'a changed profile',
        'import.since.profile',
        async (_pair, personId) => {
          const profile = await api().getProfile({ programmeId: id(), personId });
          await api().updateProfile({
            programmeId: id(),
            personId,
            birthDate: '2010-01-01',
            version: profile.version,
          });
        },
      ],
      [
        'another pair',
        'import.since.pairs',
        async (_pair, personId) => {
          const other = await buildPerson(w.db, w.programme, { roles: ['mentor'] });
          await buildPair(w.db, w.programme, { mentors: [other], mentees: [{ personId }] });
        },
      ],
      [
        'an account',
        'import.since.accounts',
        async (_pair, personId) =>
          w.db('person_accounts').insert({
            id: personId,
            organisation_id: w.programme.organisationId,
            person_id: personId,
            issuer: 'i',
            subject: personId,
            created_at: 0,
          }),
      ],
      [
        'a changed pair',
        'import.since.pairChanged',
        async (pairId) =>
          api().setPairState({ programmeId: id(), pairId, state: 'completed', version: 1 }),
      ],
      [
        'notes',
        'import.since.notes',
        async (pairId, personId) =>
          api().updateRegisterEntry({
            programmeId: id(),
            personId,
            role: 'mentee',
            pairId,
            results: 'Потом',
            version: 0,
          }),
      ],
    ];
    for (const [title, code, later] of LATER) {
      it(`undoing is refused, with the reason, where there is ${title}`, async () => {
        const done = await run(api(), id(), await checked(api(), id(), 'mentees', [menteeRow()]));
        const pair = await w.db('pairs').where('programme_id', id()).first('id');
        const row = await w
          .db('pair_members')
          .where({ pair_id: pair.id, side: 'mentee' })
          .first('person_id');
        await later(pair.id, row.person_id);
        const before = await sizes();
        const refused = await rejection(
          api().undoRegisterImport({
            programmeId: id(),
            importId: done.importId,
            version: done.version,
          }),
        );
        expect(problemsOf(refused)).to.include(`: ${code}`);
        const { obstacles } = await api().listUndoObstacles({
          programmeId: id(),
          importId: done.importId,
        });
        expect(obstacles.find((one) => one.code === code)?.names).to.have.length.greaterThan(0);
        expect(await sizes()).to.deep.equal(before);
        expect(
          (await api().getRegisterImport({ programmeId: id(), importId: done.importId })).state,
        ).to.equal('done');
      });
    }

    it('a later one of the same people stands in the way and is named; undone, it does not', async () => {
      const first = await run(
        api(),
        id(),
        await checked(api(), id(), 'mentees', [menteeRow({ 2: '' })]),
      );
      const second = await run(
        api(),
        id(),
        await checked(api(), id(), 'mentees', [menteeRow({ 2: 'Иванова Анна, +7 900 111-22-33' })]),
      );
      expect(second.counts?.filled).to.equal(1);
      const undo = async ({ importId }: RegisterImport) => {
        const at = { programmeId: id(), importId };
        const { version } = await api().getRegisterImport(at);
        return api().undoRegisterImport({ ...at, version });
      };
      const obstacles = () =>
        api().listUndoObstacles({ programmeId: id(), importId: first.importId });
      expect((await obstacles()).imports.map(({ importId }) => importId)).to.deep.equal([
        second.importId,
      ]);
      await rejection(undo(first));
      await undo(second);
      expect(await obstacles()).to.deep.equal({ obstacles: [], imports: [] });
      expect((await undo(first)).state).to.equal('undone');
      expect(await w.db('pairs').where('programme_id', id())).to.have.length(0);
    });

    it('what breaks off in the middle leaves nothing, and can be tried again', async () => {
      const ready = await checked(api(), id(), 'mentees', [
        menteeRow(),
        menteeRow({ 1: 'Новый Олег Львович' }),
      ]);
      const before = await sizes();
      // A pair of the file cannot be written: its people are written by then.
      await w.db.schema.alterTable('pairs', (t) => {
        t.renameColumn('closed_on', 'closed_elsewhere');
      });
      let failed: RegisterImport;
      try {
        failed = await run(api(), id(), ready);
      } finally {
        await w.db.schema.alterTable('pairs', (t) => {
          t.renameColumn('closed_elsewhere', 'closed_on');
        });
      }
      expect(failed).to.include({ state: 'checked', failed: true });
      expect(await sizes()).to.deep.equal(before);
      expect((await run(api(), id(), failed)).state).to.equal('done');
    });

    it('who was not heard of is taken over; of two who write, one does', async () => {
      const ready = await checked(api(), id(), 'mentees', [menteeRow()]);
      const at = { programmeId: id(), importId: ready.importId };
      const both = await Promise.allSettled([
        api().runRegisterImport({ ...at, version: ready.version }),
        api().runRegisterImport({ ...at, version: ready.version }),
      ]);
      expect(both.filter((one) => one.status === 'fulfilled')).to.have.length(1);
      await importsSettled();
      const done = await api().getRegisterImport(at);
      expect((await w.db('pairs').where('programme_id', id())).length).to.equal(1);
      // As if the process had been killed: it says that it runs, but nobody is heard of.
      const lost = await checked(api(), id(), 'mentees', [menteeRow({ 1: 'Новый Олег Львович' })]);
      await w
        .db('register_imports')
        .where('id', lost.importId)
        .update({ state: 'running', heard_at: 0, run_token: 'gone' });
      const seen = await api().getRegisterImport({ programmeId: id(), importId: lost.importId });
      expect(seen).to.include({ state: 'running', stalled: true });
      expect((await run(api(), id(), lost)).state).to.equal('done');
      expect(done.importId).to.equal(ready.importId);
    });
  });
});
