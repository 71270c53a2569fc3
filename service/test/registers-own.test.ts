import { expect } from 'chai';
import { toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import { REGISTERS } from '../api/registers.js';
import { type BuiltPerson, buildPair, buildPerson, eachDatabase } from './support/harness.js';
import {
  cellsOf,
  checked,
  consentAll,
  registerWorld,
  run,
  sizesOf,
} from './support/register-world.js';

const TODAY = '2026-11-10';

eachDatabase((openDb) => {
  describe('our own register, taken in again', () => {
    const w = registerWorld(openDb);
    const api = () => w.service.as(w.boss.actor());
    const id = () => w.programme.programmeId;
    const person = (role: 'mentor' | 'mentee', familyName: string, more: object = {}) =>
      buildPerson(w.db, w.programme, { roles: [role], familyName, email: null, ...more });
    const profile = async ({ personId }: BuiltPerson, fields: object) => {
      await w.db('profiles').insert({
        person_id: personId,
        organisation_id: w.programme.organisationId,
        ...fields,
        created_at: 0,
      });
    };
    const mentorProfile = async ({ personId }: BuiltPerson, fields: object) => {
      await w.db('mentor_profiles').insert({
        id: newId(),
        person_id: personId,
        organisation_id: w.programme.organisationId,
        capacity: 1,
        ...fields,
        created_at: 0,
      });
    };
    const withdraw = async (people: readonly BuiltPerson[]) => {
      for (const { personId } of people)
        await w.db('consents').where('person_id', personId).delete();
      await w.db('programmes').where('id', id()).increment('revision', 1);
    };

    /** A programme in which every kind of row stands; of some people nothing may be named. */
    async function everything(): Promise<void> {
      const [anna, boris, silent] = [
        await person('mentor', 'Абрамова'),
        await person('mentor', 'Борисов'),
        await person('mentor', 'Тихий'),
      ];
      await profile(anna, { phone: '8 (900) 000-00-01', workplace: 'Депо', position: 'мастер' });
      await mentorProfile(anna, {
        competences: '=Сварка\nи пайка',
        achievements: '+ Призёр',
        interests: '<script>alert(1)</script>',
        preferred_age: '16–18',
        time_resource: 'час; в неделю',
      });
      // A minor who is a mentor: the register of mentors has no year of birth to tell it by.
      const young = await person('mentor', 'Юный', { groupName: 'ЭМ-21' });
      await profile(young, {
        birth_date: '2010-03-05',
        phone: '+7 900 000-00-05',
        representative_contact: '+7 900 000-00-06',
      });
      const [a, b, c, d, alone] = [
        await person('mentee', 'Ааков', { groupName: 'ЭМ-21' }),
        await person('mentee', 'Бобров', { groupName: 'ЭМ-22', email: 'b@college.example' }),
        await person('mentee', 'Власов'),
        await person('mentee', 'Гусев'),
        await person('mentee', 'Дивов'),
      ];
      await profile(a, {
        birth_date: '2010-01-01',
        representative_name: 'Аакова Анна',
        representative_contact: '8 900 000-00-07, anna@mail.example',
      });
      await profile(b, { birth_date: '2000-02-02' });
      const make = (
        mentors: BuiltPerson[],
        mentees: BuiltPerson[],
        more: Parameters<typeof buildPair>[3] = {},
      ) => buildPair(w.db, w.programme, { mentors, mentees }, more);
      const group = await make([anna], [a, b, c]);
      await make([boris], [a], { form: 'teacher_student', startsOn: '2026-09-03' });
      // The same two, over and anew; with one who is named nowhere, twice on the same day.
      await make([boris], [b], {
        state: 'completed',
        startsOn: '2026-09-01',
        endsOn: '2026-10-01',
      });
      await make([boris], [b], { startsOn: '2026-10-05' });
      const first = await make([silent], [d]);
      await make([silent], [b], { state: 'paused' });
      await make([silent], [c], { state: 'terminated', endsOn: '2026-10-20' });
      await make([young], [d], { endsOn: '2027-05-31' });
      // Somebody joined late, somebody has left.
      const late = { joined_on: '2026-09-20' };
      await w
        .db('pair_members')
        .where({ pair_id: group.pairId, person_id: b.personId })
        .update(late);
      const left = { left_on: '2026-10-15', results: 'Ушёл', review_url: 'https://a.example/X' };
      await w
        .db('pair_members')
        .where({ pair_id: group.pairId, person_id: c.personId })
        .update(left);
      await w.db('pairs').where('id', first.pairId).update({ form: 'employer_student' });
      await w
        .db('participations')
        .where('person_id', alone.personId)
        .update({ request: "О'Нил", results: '-1', register_form: 'student_student' });
      // A candidate whom an order has approved is in the register of mentors.
      const approved = await person('mentor', 'Утверждённый', { state: 'candidate' });
      await mentorProfile(approved, { forms: toJson(['employer_student']) });
      const registerId = newId();
      const here = { organisation_id: w.programme.organisationId, programme_id: id() };
      await w.db('mentor_registers').insert({
        id: registerId,
        ...here,
        number: 1,
        order_number: '1',
        order_on: '2026-10-01',
        approved_at: 0,
      });
      await w.db('mentor_register_rows').insert({
        id: newId(),
        ...here,
        register_id: registerId,
        person_id: approved.personId,
        included: true,
        position: 1,
        name: approved.name,
        lacks: '[]',
      });
      // A namesake of whom nobody can be told apart but by the row.
      const namesake = await person('mentee', 'Дивов');
      await make([anna], [namesake], { startsOn: '2026-09-07' });
      await consentAll(w.db, id(), TODAY);
      await withdraw([silent]);
    }

    const state = async () => {
      const rows = [];
      for (const table of [
        'people',
        'members',
        'participations',
        'profiles',
        'mentor_profiles',
        'pairs',
        'pair_members',
      ])
        rows.push(await w.db(table).where('organisation_id', w.programme.organisationId));
      return JSON.stringify(rows);
    };

    for (const register of REGISTERS) {
      for (const group of ['cell', 'rows'] as const) {
        it(`has nothing to change: ${register}, groups by ${group}`, async () => {
          await everything();
          const cells = await cellsOf(api(), id(), register, group);
          expect(cells.length).to.be.greaterThan(6);
          // As the file has it: what begins as a formula would is neutralised.
          const file = cells.map((row) =>
            row.map((text) => (/^[=+\-@]/.test(text) ? `'${text}` : text)),
          );
          const before = await state();
          const ready = await checked(api(), id(), register, file);
          const at = { programmeId: id(), importId: ready.importId };
          const { rows: problems } = await api().listImportProblems(at);
          expect(JSON.stringify(problems)).to.equal('[]');
          const { rows: changes } = await api().listImportChanges(at);
          expect(JSON.stringify(changes)).to.equal('[]');
          const { rows: doubts } = await api().listImportDoubts(at);
          expect(JSON.stringify(doubts)).to.equal('[]');
          expect(ready.counts).to.include({
            rows: cells.length,
            newPeople: 0,
            newPairs: 0,
            filled: 0,
            changes: 0,
          });
          const known = await api().listImportPeople({ ...at, kind: 'known', pageSize: 100 });
          expect(new Set(known.rows.map(({ by }) => by))).to.deep.equal(new Set(['row']));
          const named = cells.flatMap((row) => {
            const others = row[register === 'mentees' ? 6 : 10] ?? '';
            return [row[1], ...others.split('; ').filter(Boolean)];
          });
          expect(new Set(known.rows.map(({ name }) => name))).to.deep.equal(new Set(named));
          expect((await run(api(), id(), ready)).state).to.equal('done');
          expect(await state()).to.equal(before);
          const told = await w.db('journal').where({ programme_id: id(), entity: 'participant' });
          expect(told.map((entry) => entry.action)).to.deep.equal([]);
        });
      }
    }

    it('a row whose other side may not be named is known by form and day; a later end is offered', async () => {
      const mentor = await person('mentor', 'Тихий');
      const mentee = await person('mentee', 'Ааков');
      await profile(mentee, { birth_date: '2000-01-01' });
      await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [mentee] });
      await consentAll(w.db, id(), TODAY);
      await withdraw([mentor]);
      const [row = []] = await cellsOf(api(), id(), 'mentees');
      expect([row[6], row[9]]).to.deep.equal(['', '2027-06-30']);
      const sizes = await sizesOf(w.db, w.programme.organisationId);
      const later = row.map((text, i) => (i === 9 ? '30.07.2027' : text));
      const ready = await checked(api(), id(), 'mentees', [later]);
      expect(ready.counts).to.include({ problems: 0, doubts: 0, changes: 1, newPairs: 0 });
      const { rows } = await api().listImportChanges({
        programmeId: id(),
        importId: ready.importId,
      });
      expect(rows[0]).to.include({ field: 'endsOn', here: '2027-06-30', there: '2027-07-30' });
      expect(await sizesOf(w.db, w.programme.organisationId)).to.deep.equal(sizes);
      const nobodys = row.map((text, i) => (i === 5 ? '02.09.2026' : text));
      const wrong = await checked(api(), id(), 'mentees', [nobodys]);
      const at = { programmeId: id(), importId: wrong.importId };
      const { rows: problems } = await api().listImportProblems(at);
      expect(problems[0]?.problems.map(({ field, code }) => `${field}: ${code}`)).to.deep.equal([
        'endsOn: import.endAlone',
        'mark: import.markAlone',
      ]);
    });
  });
});
