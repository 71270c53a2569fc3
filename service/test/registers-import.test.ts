import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import type { RegisterImport } from '../api/register-imports.js';
import { buildPerson, buildProgramme, eachDatabase } from './support/harness.js';
import {
  cellsOf,
  checked,
  consentAll,
  menteeRow,
  mentorRow,
  registerWorld,
  run,
  sizesOf,
  upload,
} from './support/register-world.js';
import { problemsOf, rejection } from './support/rejection.js';

const TODAY = '2026-11-10';

eachDatabase((openDb) => {
  describe('taking in a register', () => {
    const w = registerWorld(openDb);
    const api = () => w.service.as(w.boss.actor());
    const id = () => w.programme.programmeId;
    const problems = async ({ importId }: RegisterImport) => {
      const { rows } = await api().listImportProblems({ programmeId: id(), importId });
      return rows.flatMap((row) =>
        row.problems.map(({ field, code }) => `${row.number} ${field}: ${code}`),
      );
    };
    const sizes = () => sizesOf(w.db, w.programme.organisationId);

    it('begun twice by one form is begun once', async () => {
      const asked = {
        programmeId: id(),
        register: 'mentees' as const,
        titles: ['ФИО наставляемого'],
        idempotencyKey: 'import-0001',
      };
      const one = await api().createRegisterImport(asked);
      const two = await api().createRegisterImport(asked);
      expect(two.importId).to.equal(one.importId);
    });

    it('people, their parts, pairs open and over, all at once; and as the file said it', async () => {
      const rows = [
        menteeRow(),
        menteeRow({
          1: 'Иванов Иван Петрович',
          5: '01.09.2025',
          6: 'Другой Фёдор Львович',
          9: '01.10.2026',
          12: 'прошёл',
        }).map((text, i) => (i === 5 ? '2026-09-02' : text)),
        menteeRow({
          1: 'Без Пары Ильич',
          2: '',
          3: '',
          6: '',
          7: '',
          8: '',
          9: '',
          10: '',
          11: '',
          12: '',
        }),
      ];
      const ready = await checked(api(), id(), 'mentees', rows);
      expect(await problems(ready)).to.deep.equal([]);
      expect(ready.counts).to.deep.equal({
        rows: 3,
        problems: 0,
        doubts: 0,
        newPeople: 4,
        knownPeople: 0,
        newPairs: 2,
        knownPairs: 0,
        filled: 0,
        changes: 0,
        taken: 0,
      });
      const done = await run(api(), id(), ready);
      expect(done).to.include({ state: 'done', failed: false, progress: 3 });
      await consentAll(w.db, id(), TODAY);
      const cells = await cellsOf(api(), id(), 'mentees');
      expect(cells.map((row) => row.slice(1))).to.deep.equal([
        ['Без Пары Ильич', '', '', 'Сдать сессию', '2026-09-01', '', '', '', '', '', '', ''],
        [
          'Иванов Иван Петрович',
          'Иванова Анна, +7 900 111-22-33',
          '2010',
          'Сдать сессию',
          '2026-09-01',
          'Петров Пётр Ильич',
          'Студент – студент',
          'ЭМ-21',
          '2027-06-30',
          'Учится',
          'https://college.example/a',
          'проходит',
        ],
        [
          'Иванов Иван Петрович',
          'Иванова Анна, +7 900 111-22-33',
          '2010',
          'Сдать сессию',
          '2026-09-02',
          'Другой Фёдор Львович',
          'Студент – студент',
          'ЭМ-21',
          '2026-10-01',
          'Учится',
          'https://college.example/a',
          'прошёл',
        ],
      ]);
      const states = await w
        .db('pairs')
        .where('programme_id', id())
        .orderBy('starts_on')
        .pluck('state');
      expect(states).to.deep.equal(['active', 'completed']);
      const staged = await w.db('register_import_rows').where('programme_id', id());
      expect(staged, 'rows of people that were kept').to.deep.equal([]);
    });

    it('what leaves one w.programme and comes into another leaves it the same', async () => {
      const first = await checked(api(), id(), 'mentors', [
        mentorRow(),
        mentorRow({
          1: 'Сидорова Ольга Ильинична',
          2: '+7 900 555-66-77',
          9: '05.09.2026',
          10: 'Бобров Борис Ильич',
          13: '05.10.2026',
        }),
      ]);
      await run(api(), id(), first);
      await run(
        api(),
        id(),
        await checked(api(), id(), 'mentees', [
          menteeRow(),
          menteeRow({ 1: 'Петрова Вера Львовна', 3: '2009', 9: '05.10.2026', 12: 'не завершил' }),
        ]),
      );
      await consentAll(w.db, id(), TODAY);
      const [mentors, mentees] = [
        await cellsOf(api(), id(), 'mentors'),
        await cellsOf(api(), id(), 'mentees'),
      ];
      expect(mentors).to.have.length(4);
      const other = await buildProgramme(w.db);
      const boss2 = await buildPerson(w.db, other, { roles: ['coordinator'] });
      const api2 = w.service.as(boss2.actor());
      for (const [register, rows] of [
        ['mentors', mentors],
        ['mentees', mentees],
      ] as const) {
        let ready = await checked(api2, other.programmeId, register, rows);
        if ((ready.counts?.doubts ?? 0) > 0) {
          const of = {
            programmeId: other.programmeId,
            importId: ready.importId,
            version: ready.version,
          };
          ready = await api2.decideImportDoubts({ ...of, decisions: [], rest: 'same' });
        }
        const { rows: wrong } = await api2.listImportProblems({
          programmeId: other.programmeId,
          importId: ready.importId,
        });
        expect(JSON.stringify(wrong)).to.equal('[]');
        expect((await run(api2, other.programmeId, ready)).state).to.equal('done');
      }
      await consentAll(w.db, other.programmeId, TODAY);
      expect(await cellsOf(api2, other.programmeId, 'mentors')).to.deep.equal(mentors);
      expect(await cellsOf(api2, other.programmeId, 'mentees')).to.deep.equal(mentees);
    });

    it('a mentor’s place of work that is a partner enterprise is tied to it', async () => {
      const at = { programmeId: id() };
      const { enterpriseId } = await api().createEnterprise({ ...at, name: 'Депо «Узловая»' });
      await run(
        api(),
        id(),
        await checked(api(), id(), 'mentors', [mentorRow({ 3: 'ДЕПО «Узловая»' })]),
      );
      const [row] = await w
        .db('mentor_profiles')
        .where('organisation_id', w.programme.organisationId);
      expect(row).to.include({ enterprise_id: enterpriseId, competences: 'Сварка' });
      await consentAll(w.db, id(), TODAY);
      expect((await cellsOf(api(), id(), 'mentors'))[0]?.[3]).to.equal('ДЕПО «Узловая»');
    });

    it('every problem by row and column, and nothing of people is written', async () => {
      const before = await sizes();
      const ready = await checked(api(), id(), 'mentees', [
        menteeRow({ 1: '', 3: '2030' }),
        menteeRow({ 5: '31.02.2026' }),
        menteeRow({ 7: 'Педагог вуза или колледжа – молодой педагог' }),
        menteeRow(),
        menteeRow(),
        menteeRow({ 5: '01.01.2020' }),
        menteeRow({ 6: 'Иванов Иван Петрович' }),
        menteeRow({ 1: 'Один Олег Львович', 6: '' }),
      ]);
      expect(await problems(ready)).to.have.members([
        '2 name: required',
        '2 birthYear: import.yearFuture',
        '3 enteredOn: import.date',
        '4 form: pair.formNotUsed',
        '6 name: import.duplicateRow',
        '7 enteredOn: pair.outsideYear',
        '8 others: pair.bothSides',
        '9 endsOn: import.endAlone',
        '9 mark: import.markAlone',
      ]);
      const { importId, version } = ready;
      // Each with what stands in the cell, also where only the whole file shows that it does not fit.
      const { rows } = await api().listImportProblems({ programmeId: id(), importId });
      const told = rows.flatMap((row) => row.problems);
      expect(told.find(({ code }) => code === 'import.endAlone')?.value).to.equal(menteeRow()[9]);
      expect(told.find(({ code }) => code === 'pair.outsideYear')?.value).to.equal('01.01.2020');
      const refused = await rejection(
        api().runRegisterImport({ programmeId: id(), importId, version }),
      );
      expect(problemsOf(refused)).to.deep.equal([': import.hasProblems']);
      expect(await sizes()).to.deep.equal(before);
    });

    it('those who are there are recognised; in doubt somebody says who they are', async () => {
      const sure = await buildPerson(w.db, w.programme, {
        familyName: 'Иванов',
        givenName: 'Иван Петрович',
      });
      await w.db('profiles').insert({
        person_id: sure.personId,
        organisation_id: w.programme.organisationId,
        birth_date: '2010-05-05',
        created_at: 0,
      });
      const perhaps = await buildPerson(w.db, w.programme, {
        familyName: 'Петров',
        givenName: 'Пётр Ильич',
        roles: ['observer'],
      });
      let ready = await checked(api(), id(), 'mentees', [
        menteeRow(),
        menteeRow({ 1: 'Новый Олег Львович' }),
      ]);
      expect(ready.counts).to.include({ doubts: 1, newPeople: 2, knownPeople: 1 });
      const at = { programmeId: id(), importId: ready.importId };
      const { rows } = await api().listImportDoubts(at);
      expect(
        rows.map(({ name, rows: of, candidates }) => [
          name,
          of,
          candidates.map((one) => one.personId),
        ]),
      ).to.deep.equal([['Петров Пётр Ильич', [2, 3], [perhaps.personId]]]);
      const early = await rejection(api().runRegisterImport({ ...at, version: ready.version }));
      expect(problemsOf(early)).to.deep.equal([': import.hasDoubts']);
      const said = [{ key: rows[0]?.key ?? '', choice: perhaps.personId }];
      ready = await api().decideImportDoubts({ ...at, decisions: said, version: ready.version });
      expect(ready.counts).to.include({ doubts: 0, newPeople: 1, knownPeople: 2 });
      await run(api(), id(), ready);
      const roles = await w
        .db('participations')
        .where({ programme_id: id(), person_id: perhaps.personId })
        .orderBy('rank')
        .pluck('role');
      expect(roles).to.include('mentor');
      // The same file again: all are known, and so are their pairs.
      const again = await checked(api(), id(), 'mentees', [
        menteeRow(),
        menteeRow({ 1: 'Новый Олег Львович' }),
      ]);
      expect(again.counts).to.include({
        doubts: 0,
        newPeople: 0,
        knownPeople: 3,
        newPairs: 0,
        knownPairs: 2,
      });
      const before = await sizes();
      await run(api(), id(), again);
      expect(await sizes()).to.deep.equal(before);
    });

    it('a person who was declined or left is told; what changed since the check too', async () => {
      const ready = await checked(api(), id(), 'mentees', [menteeRow()]);
      const gone = await buildPerson(w.db, w.programme, {
        familyName: 'Иванов',
        givenName: 'Иван Петрович',
      });
      await w.db('profiles').insert({
        person_id: gone.personId,
        organisation_id: w.programme.organisationId,
        birth_date: '2010-05-05',
        created_at: 0,
      });
      await w
        .db('participations')
        .where('person_id', gone.personId)
        .update({ state: 'withdrawn', decision: 'withdrawn' });
      const back = await run(api(), id(), ready);
      expect(back).to.include({ state: 'checked' });
      expect(await problems(back)).to.deep.equal(['2 name: import.gone']);
    });

    it('nothing new is done with the data of who has withdrawn the consent', async () => {
      await run(api(), id(), await checked(api(), id(), 'mentees', [menteeRow()]));
      await consentAll(w.db, id(), TODAY);
      const named = { organisation_id: w.programme.organisationId, family_name: 'Петров' };
      const { id: personId } = await w.db('people').where(named).first('id');
      const [given] = await w.db('consents').where('person_id', personId);
      const act = {
        act: 'withdrawn',
        effective_on: '2026-11-01',
        valid_until: null,
        created_at: 2,
      };
      await w.db('consents').insert({ ...given, id: newId(), ...act });
      const again = await checked(api(), id(), 'mentees', [menteeRow({ 5: '02.10.2026' })]);
      expect(await problems(again)).to.deep.equal(['2 others: import.frozen']);
    });

    it('ten thousand rows at most, the same rows once; a file that was let go of is gone', async () => {
      const sent = await upload(api(), id(), 'mentees', [menteeRow()]);
      const rows = [{ number: 2, cells: menteeRow() }];
      const { totalRows } = await api().addRegisterRows({
        programmeId: id(),
        importId: sent.importId,
        rows,
      });
      expect(totalRows).to.equal(1);
      await api().dropRegisterImport({ programmeId: id(), importId: sent.importId });
      const read = await rejection(
        api().getRegisterImport({ programmeId: id(), importId: sent.importId }),
      );
      expect(read).to.have.property('code', 'not_found');
      expect(await w.db('register_import_rows').where('import_id', sent.importId)).to.deep.equal(
        [],
      );
    });
  });
});
