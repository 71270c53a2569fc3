import { expect } from 'chai';
import type { RegisterImport } from '../api/register-imports.js';
import { REGISTER_COLUMNS, type Register, type RegisterField } from '../api/registers.js';
import { buildPerson, eachDatabase } from './support/harness.js';
import {
  cellsOf,
  checked,
  consentAll,
  menteeRow,
  mentorRow,
  registerWorld,
  run,
} from './support/register-world.js';
import { problemsOf, rejection } from './support/rejection.js';

const TODAY = '2026-11-10';

interface Case {
  register: Register;
  field: RegisterField;
  /** What the file says instead. */
  there: string;
  /** As it is shown beside it, and as the register has it once it was taken. */
  here: string;
  shown?: string;
  after?: string;
}

/** A value of each column that a file may change. */
const CASES: readonly Case[] = [
  {
    register: 'mentees',
    field: 'contacts',
    here: 'Иванова Анна, +7 900 111-22-33',
    there: 'Иванова Ольга, +7 900 999-99-99',
  },
  { register: 'mentees', field: 'request', here: 'Сдать сессию', there: 'Найти практику' },
  { register: 'mentees', field: 'othersWorkplace', here: 'ЭМ-21', there: 'Депо' },
  {
    register: 'mentees',
    field: 'endsOn',
    here: '2027-06-30',
    there: '31.05.2027',
    shown: '2027-05-31',
    after: '2027-05-31',
  },
  { register: 'mentees', field: 'results', here: 'Учится', there: '=Отчислен' },
  {
    register: 'mentees',
    field: 'reviewUrl',
    here: 'https://college.example/a',
    there: 'https://college.example/A',
  },
  {
    register: 'mentors',
    field: 'contacts',
    here: 'sidorov@depo.example',
    there: 'oleg@depo.example',
  },
  { register: 'mentors', field: 'workplace', here: 'Депо', there: 'Завод' },
  { register: 'mentors', field: 'competences', here: 'Сварка', there: '<script>Пайка</script>' },
  { register: 'mentors', field: 'achievements', here: 'Призёр', there: 'Чемпион' },
  { register: 'mentors', field: 'interests', here: 'Шахматы', there: 'Шашки' },
  { register: 'mentors', field: 'preferredAge', here: '16–18 лет', there: '15–17 лет' },
  { register: 'mentors', field: 'timeResource', here: 'час в неделю', there: 'два часа в неделю' },
];

eachDatabase((openDb) => {
  describe('a register that says otherwise of who is known', () => {
    const w = registerWorld(openDb);
    const api = () => w.service.as(w.boss.actor());
    const id = () => w.programme.programmeId;
    const at = ({ importId, version }: RegisterImport) => ({
      programmeId: id(),
      importId,
      version,
    });
    const columnOf = (register: Register, field: RegisterField): number =>
      REGISTER_COLUMNS[register].findIndex((column) => column.field === field);
    const changesOf = async (one: RegisterImport) =>
      (await api().listImportChanges({ ...at(one), pageSize: 100 })).rows;

    /** The first file, and a second one with another word in one cell. */
    async function twice({ register, field, there }: Pick<Case, 'register' | 'field' | 'there'>) {
      const make = register === 'mentees' ? menteeRow : mentorRow;
      const rows = register === 'mentees' ? [make()] : [make({ 12: 'ЭМ-22' })];
      await run(api(), id(), await checked(api(), id(), register, rows));
      await consentAll(w.db, id(), TODAY);
      const before = await cellsOf(api(), id(), register);
      const changed = rows.map((row) =>
        row.map((text, i) => (i === columnOf(register, field) ? there : text)),
      );
      return { before, ready: await checked(api(), id(), register, changed) };
    }

    for (const one of CASES) {
      const { register, field, there, here } = one;
      const taken = one.after ?? there;
      it(`${register}, ${field}: shown before, ours by default, theirs by choice, and back`, async () => {
        const { before, ready } = await twice(one);
        const column = columnOf(register, field);
        expect(ready.counts).to.include({
          problems: 0,
          doubts: 0,
          changes: 1,
          taken: 0,
          filled: 0,
        });
        const [change, ...more] = await changesOf(ready);
        expect(more).to.deep.equal([]);
        expect(change).to.include({
          row: 2,
          field,
          here,
          there: one.shown ?? there,
          obstacle: null,
          taken: false,
        });
        const key = change?.key ?? '';
        const chosen = await api().chooseImportChanges({
          ...at(ready),
          choices: [{ key, take: true }],
        });
        expect(chosen.counts).to.include({ taken: 1 });
        const back = await api().chooseImportChanges({ ...at(chosen), choices: [], all: 'keep' });
        expect(back.counts).to.include({ taken: 0 });
        // Ours: nothing is written, and nothing is said of anybody.
        const again = await api().checkRegisterImport({ ...at(back), mapping: back.mapping });
        const all = await api().chooseImportChanges({ ...at(again), choices: [], all: 'take' });
        const done = await run(api(), id(), all);
        expect(done.state).to.equal('done');
        const [cells] = await cellsOf(api(), id(), register);
        expect(cells?.[column]).to.equal(taken);
        expect((await changesOf(done)).map((row) => [row.field, row.taken])).to.deep.equal([
          [field, true],
        ]);
        const undone = await api().undoRegisterImport(at(done));
        expect(undone.state).to.equal('undone');
        expect(await cellsOf(api(), id(), register)).to.deep.equal(before);
        expect(await changesOf(undone)).to.deep.equal([]);
      });
    }

    it('without a choice ours stays, and nothing is said of anybody', async () => {
      const { before, ready } = await twice({
        register: 'mentees',
        field: 'results',
        there: 'Другое',
      });
      const told = () => w.db('journal').where({ programme_id: id(), entity: 'participant' });
      const entries = (await told()).length;
      const done = await run(api(), id(), ready);
      expect(done.counts).to.include({ changes: 1, taken: 0 });
      expect(await cellsOf(api(), id(), 'mentees')).to.deep.equal(before);
      expect((await told()).length).to.equal(entries);
      expect(await changesOf(done)).to.deep.equal([]);
    });

    it('the history says what was changed, and that it was taken back', async () => {
      const { ready } = await twice({ register: 'mentors', field: 'interests', there: 'Шашки' });
      const named = { organisation_id: w.programme.organisationId, family_name: 'Сидоров' };
      const { id: personId } = await w.db('people').where(named).first('id');
      const history = async () =>
        (await api().listJournal({ programmeId: id(), entityId: personId })).rows.map(
          ({ action, after }) => [action, after?.['profileFields'] ?? null],
        );
      const all = await api().chooseImportChanges({ ...at(ready), choices: [], all: 'take' });
      const done = await run(api(), id(), all);
      expect(await history()).to.deep.equal([
        ['import_filled', ['interests']],
        ['imported', null],
      ]);
      await api().undoRegisterImport(at(done));
      expect((await history())[0]).to.deep.equal(['import_undone', null]);
    });

    it('how a pair began or ended, a whole date, a group: shown, but changed on their own pages', async () => {
      const mentee = await buildPerson(w.db, w.programme, {
        familyName: 'Реестров',
        givenName: 'Олег Львович',
        email: 'oleg@mail.example',
        groupName: 'ЭМ-21',
      });
      await w.db('profiles').insert({
        person_id: mentee.personId,
        organisation_id: w.programme.organisationId,
        birth_date: '2000-05-05',
        phone: '+7 900 000-00-01',
        created_at: 0,
      });
      const row = (more: Record<number, string> = {}) =>
        menteeRow({ 1: mentee.name, 2: '8 (900) 000 00 01', 3: '2000', 12: '', ...more });
      await run(api(), id(), await checked(api(), id(), 'mentees', [row()]));
      const over = { 5: '01.09.2026', 9: '01.11.2026', 12: 'не завершил' };
      const seen = async (more: Record<number, string>) =>
        (await changesOf(await checked(api(), id(), 'mentees', [row(more)]))).map(
          ({ field, here, there, obstacle }) => [field, here, there, obstacle],
        );
      expect(await seen(over)).to.deep.equal([
        ['endsOn', '2027-06-30', '2026-11-01', 'pair'],
        ['mark', 'проходит', 'не завершил', 'pair'],
      ]);
      expect(await seen({ 5: '05.09.2026' })).to.deep.equal([
        ['enteredOn', '2026-09-01', '2026-09-05', 'pair'],
      ]);
      expect(await seen({ 9: '30.06.2030' })).to.deep.equal([
        ['endsOn', '2027-06-30', '2030-06-30', 'dates'],
      ]);
      expect(await seen({ 3: '06.05.2000' })).to.deep.equal([
        ['birthYear', '2000-05-05', '2000-05-06', null],
      ]);
      // The address of the LMS is what the register shows: another one is a changed value, no empty cell.
      expect(await seen({ 2: 'other@mail.example' })).to.deep.equal([
        ['contacts', 'oleg@mail.example', 'other@mail.example', null],
      ]);
      const refused = await checked(api(), id(), 'mentees', [row(over)]);
      const [change] = await changesOf(refused);
      const tried = await api().chooseImportChanges({
        ...at(refused),
        choices: [{ key: change?.key ?? '', take: true }],
      });
      expect(tried.counts).to.include({ taken: 0 });
    });

    it('a day is added to the year of birth that is known, and taken away again', async () => {
      await run(api(), id(), await checked(api(), id(), 'mentees', [menteeRow()]));
      const born = async () => {
        const { rows } = await api().listImportPeople({
          programmeId: id(),
          importId: (await w.db('register_imports').where('programme_id', id()).first('id')).id,
          kind: 'new',
        });
        const mentee = rows.find(({ name }) => name.startsWith('Иванов'));
        const of = { programmeId: id(), personId: mentee?.personId ?? '' };
        const { birthDate, birthYear } = await api().getProfile(of);
        return [birthDate, birthYear];
      };
      expect(await born()).to.deep.equal([null, 2010]);
      const ready = await checked(api(), id(), 'mentees', [menteeRow({ 3: '05.03.2010' })]);
      expect(ready.counts).to.include({ changes: 0, filled: 1 });
      const done = await run(api(), id(), ready);
      expect(await born()).to.deep.equal(['2010-03-05', null]);
      await api().undoRegisterImport(at(done));
      expect(await born()).to.deep.equal([null, 2010]);
    });

    it('what was chosen over a value that has changed since is not written: it is asked again', async () => {
      const { ready } = await twice({ register: 'mentors', field: 'interests', there: 'Шашки' });
      const all = await api().chooseImportChanges({ ...at(ready), choices: [], all: 'take' });
      await w
        .db('mentor_profiles')
        .where('organisation_id', w.programme.organisationId)
        .update({ interests: 'Го' });
      await w.db('programmes').where('id', id()).increment('revision', 1);
      const back = await run(api(), id(), all);
      expect(back).to.include({ state: 'checked', changedSince: true, failed: false });
      expect(back.counts).to.include({ changes: 1, taken: 0 });
      expect((await changesOf(back)).map(({ here, taken }) => [here, taken])).to.deep.equal([
        ['Го', false],
      ]);
      const [row] = await w
        .db('mentor_profiles')
        .where('organisation_id', w.programme.organisationId);
      expect(row.interests).to.equal('Го');
      const done = await run(
        api(),
        id(),
        await api().chooseImportChanges({ ...at(back), choices: [], all: 'take' }),
      );
      expect(done).to.include({ state: 'done', changedSince: false });
    });

    it('two rows of the file that say two things of one person: the first stands, the second is shown', async () => {
      const ready = await checked(api(), id(), 'mentors', [
        mentorRow(),
        mentorRow({ 4: 'Пайка', 9: '05.09.2026', 10: 'Новый Пётр Ильич' }),
      ]);
      expect(ready.counts).to.include({ problems: 0, changes: 1, newPeople: 4 });
      expect(await changesOf(ready)).to.deep.include.members([]);
      const [change] = await changesOf(ready);
      expect(change).to.include({
        row: 3,
        field: 'competences',
        here: 'Сварка',
        there: 'Пайка',
        obstacle: 'row',
        personId: null,
      });
    });

    it('a value that somebody has changed after the import is not put back: undoing is refused', async () => {
      const { ready } = await twice({ register: 'mentors', field: 'interests', there: 'Шашки' });
      const all = await api().chooseImportChanges({ ...at(ready), choices: [], all: 'take' });
      const done = await run(api(), id(), all);
      await w
        .db('mentor_profiles')
        .where('organisation_id', w.programme.organisationId)
        .update({ interests: 'Го' });
      const refused = await rejection(api().undoRegisterImport(at(done)));
      expect(problemsOf(refused)).to.deep.equal([': import.since.filled']);
    });

    it('whom the file names: who is new, by their rows; who was recognised, and by what', async () => {
      const make = (familyName: string, more: object = {}) =>
        buildPerson(w.db, w.programme, { familyName, givenName: 'Олег Львович', ...more });
      const byYear = await make('Годов');
      const byMail = await make('Почтов', { email: 'p@mail.example' });
      const byPhone = await make('Звонков', { email: null });
      const byName = await make('Именов', { roles: ['mentor'] });
      for (const [person, fields] of [
        [byYear, { birth_date: '2000-05-05' }],
        [byPhone, { phone: '8 900 000-00-07', adult: true }],
      ] as const)
        await w.db('profiles').insert({
          person_id: person.personId,
          organisation_id: w.programme.organisationId,
          ...fields,
          created_at: 0,
        });
      const row = (name: string, contacts: string, year: string) =>
        menteeRow({ 1: name, 2: contacts, 3: year, 6: byName.name, 8: '' });
      const ready = await checked(api(), id(), 'mentees', [
        row(byYear.name, '', '2000'),
        row(byMail.name, 'P@mail.example', ''),
        row(byPhone.name, '+7 (900) 000-00-07', ''),
        row('Новый Олег Львович', '', '2001'),
        row('Новый Олег Львович', '', '2001')
          .map((text, i) => (i === 5 ? '02.10.2026' : text))
          .map((text, i) => (i === 7 ? 'Педагог – студент' : text)),
      ]);
      expect(ready.counts).to.include({ problems: 0, doubts: 0, newPeople: 1, knownPeople: 4 });
      const list = async (one: RegisterImport, kind: 'new' | 'known') =>
        (await api().listImportPeople({ ...at(one), kind })).rows;
      expect(
        (await list(ready, 'known')).map((one) => [one.personId, one.by, one.rows, one.rowCount]),
      ).to.deep.equal([
        [byYear.personId, 'name_year', [2], 1],
        [byName.personId, 'name', [2, 3, 4, 5, 6], 5],
        [byMail.personId, 'email', [3], 1],
        [byPhone.personId, 'phone', [4], 1],
      ]);
      const [fresh] = await list(ready, 'new');
      expect(fresh).to.deep.include({ personId: null, name: 'Новый Олег Львович', rows: [5, 6] });
      const done = await run(api(), id(), ready);
      const [made] = await list(done, 'new');
      const person = await api().getParticipant({
        programmeId: id(),
        personId: made?.personId ?? '',
      });
      expect(person.name).to.equal('Новый Олег Львович');
      expect((await list(done, 'known')).map(({ personId }) => personId)).to.deep.equal([
        byYear.personId,
        byName.personId,
        byMail.personId,
        byPhone.personId,
      ]);
      const undone = await api().undoRegisterImport(at(done));
      expect([...(await list(undone, 'new')), ...(await list(undone, 'known'))]).to.deep.equal([]);
    });

    it('the first values of each column, each once, of a file that is not taken in yet', async () => {
      const ready = await checked(api(), id(), 'mentees', [
        menteeRow({ 2: '' }),
        menteeRow({ 2: '', 5: '02.09.2026' }),
        menteeRow({ 2: 'а'.repeat(300), 5: '03.09.2026' }),
        menteeRow({ 5: '04.09.2026' }),
      ]);
      const { columns } = await api().listImportSamples(at(ready));
      expect(columns).to.have.length(13);
      expect(columns[1]).to.deep.equal(['Иванов Иван Петрович']);
      expect(columns[2]).to.deep.equal(['а'.repeat(60), 'Иванова Анна, +7 900 111-22-33']);
      expect(columns[5]).to.deep.equal(['01.09.2026', '02.09.2026', '03.09.2026']);
    });
  });
});
