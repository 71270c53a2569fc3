import { expect } from 'chai';
import { REGISTER_COLUMNS } from '../api/registers.js';
import { readMentorCells } from '../registers/index.js';
import { type BuiltPerson, buildPair, buildPerson, eachDatabase } from './support/harness.js';
import { cellsOf, consentAll, registerWorld } from './support/register-world.js';
import { problemsOf, rejection } from './support/rejection.js';

const TODAY = '2026-11-10';

eachDatabase((openDb) => {
  describe('registers', () => {
    const w = registerWorld(openDb);
    const api = (person = w.boss) => w.service.as(person.actor());
    const here = () => ({ programmeId: w.programme.programmeId });
    const person = (role: 'mentor' | 'mentee', familyName: string, more: object = {}) =>
      buildPerson(w.db, w.programme, { roles: [role], familyName, email: null, ...more });
    const profile = async ({ personId }: BuiltPerson, fields: object) => {
      await w.db('profiles').insert({
        person_id: personId,
        organisation_id: w.programme.organisationId,
        ...fields,
        created_at: 0,
      });
      await w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
    };

    it('the official columns, 13 and 16, as the methodology has them', () => {
      expect(REGISTER_COLUMNS.mentees).to.have.length(13);
      expect(REGISTER_COLUMNS.mentors).to.have.length(16);
    });

    it('a row of each side of a pair, with all that is known', async () => {
      const mentor = await person('mentor', 'Кузнецова');
      const mentee = await person('mentee', 'Иванов');
      const pair = await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [mentee] });
      await profile(mentor, {
        birth_date: '1980-01-01',
        phone: '+7 900 000-00-01',
        workplace: 'Депо',
        position: 'мастер',
      });
      await profile(mentee, {
        birth_date: '2010-01-01',
        phone: '+7 900 000-00-02',
        representative_name: 'Иванова Анна',
        representative_contact: '+7 900 000-00-03',
      });
      await w.db('mentor_profiles').insert({
        id: mentor.personId,
        person_id: mentor.personId,
        organisation_id: w.programme.organisationId,
        competences: 'Сварка',
        achievements: 'Призёр',
        interests: 'Шахматы',
        preferred_age: '16–18',
        time_resource: 'час',
        capacity: 1,
        created_at: 0,
      });
      await consentAll(w.db, w.programme.programmeId, TODAY);
      const entry = {
        ...here(),
        personId: mentee.personId,
        role: 'mentee' as const,
        pairId: pair.pairId,
      };
      await api().updateRegisterEntry({
        ...entry,
        request: 'Сессия',
        results: 'Сдал',
        reviewUrl: 'https://college.example/case',
        version: 0,
      });
      expect(await cellsOf(api(), w.programme.programmeId, 'mentees')).to.deep.equal([
        [
          '1',
          'Иванов Иван Петрович',
          'Иванова Анна, +7 900 000-00-03',
          '2010',
          'Сессия',
          '2026-09-01',
          'Кузнецова Иван Петрович',
          'Студент – студент',
          'Депо, мастер',
          '2027-06-30',
          'Сдал',
          'https://college.example/case',
          'проходит',
        ],
      ]);
      expect(await cellsOf(api(), w.programme.programmeId, 'mentors')).to.deep.equal([
        [
          '1',
          'Кузнецова Иван Петрович',
          'тел. +7 900 000-00-01',
          'Депо, мастер',
          'Сварка',
          'Призёр',
          'Шахматы',
          '16–18',
          'час',
          '2026-09-01',
          'Иванов Иван Петрович',
          'Студент – студент',
          '',
          '2027-06-30',
          '',
          '',
        ],
      ]);
    });

    it('a group in one cell or a row each; each pairing a row of its own', async () => {
      const mentor = await person('mentor', 'Кузнецова');
      const [a, b] = [await person('mentee', 'Ааков'), await person('mentee', 'Бобров')];
      await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [b, a] });
      await buildPair(
        w.db,
        w.programme,
        { mentors: [mentor], mentees: [a] },
        { state: 'completed', startsOn: '2026-08-01', endsOn: '2026-08-20' },
      );
      await consentAll(w.db, w.programme.programmeId, TODAY);
      const others = (cells: string[][]) => cells.map((row) => [row[10], row[9], row[13]]);
      expect(others(await cellsOf(api(), w.programme.programmeId, 'mentors'))).to.deep.equal([
        ['Ааков Иван Петрович', '2026-08-01', '2026-08-20'],
        ['Ааков Иван Петрович; Бобров Иван Петрович', '2026-09-01', '2027-06-30'],
      ]);
      expect(
        others(await cellsOf(api(), w.programme.programmeId, 'mentors', 'rows')).map(
          ([name]) => name,
        ),
      ).to.deep.equal(['Ааков Иван Петрович', 'Ааков Иван Петрович', 'Бобров Иван Петрович']);
      const marks = await cellsOf(api(), w.programme.programmeId, 'mentees');
      expect(marks.map((row) => row[12])).to.deep.equal(['прошёл', 'проходит', 'проходит']);
    });

    it('nobody without a consent is in it, nor named beside others; how many and why is said', async () => {
      const mentor = await person('mentor', 'Кузнецова');
      const mentee = await person('mentee', 'Иванов');
      await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [mentee] });
      await consentAll(w.db, w.programme.programmeId, TODAY);
      await w.db('consents').where('person_id', mentor.personId).delete();
      await w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
      const mentors = await api().listRegister({ ...here(), register: 'mentors' });
      expect(mentors.rows).to.deep.equal([]);
      expect(mentors.leftOut).to.deep.equal({
        people: 1,
        byGap: [{ gap: 'no_own_consent', people: 1 }],
      });
      const mentees = await api().listRegister({ ...here(), register: 'mentees' });
      expect(mentees.rows.map((row) => row.others)).to.deep.equal(['']);
      expect(mentees.withoutContacts).to.equal(1);
      const where = { ...here(), timeZone: 'Europe/Moscow', today: TODAY };
      const frozen = await readMentorCells(w.db, where);
      expect(frozen.mayBeUsed(mentor.personId)).to.equal(false);
    });

    it('candidates are not in it; somebody without a pair is, with the day of joining', async () => {
      await person('mentee', 'Кандидатов', { state: 'candidate' });
      const mentee = await person('mentee', 'Иванов');
      await consentAll(w.db, w.programme.programmeId, TODAY);
      await api().updateRegisterEntry({
        ...here(),
        personId: mentee.personId,
        role: 'mentee',
        enteredOn: '2026-10-02',
        results: 'Ждёт',
        version: 0,
      });
      const [row, ...more] = await cellsOf(api(), w.programme.programmeId, 'mentees');
      expect(more).to.deep.equal([]);
      expect(row).to.deep.equal([
        '1',
        'Иванов Иван Петрович',
        '',
        '',
        '',
        '2026-10-02',
        '',
        '',
        '',
        '',
        'Ждёт',
        '',
        '',
      ]);
    });

    it('a search, a form, a period; a curator’s forms alone', async () => {
      const mentor = await person('mentor', 'Кузнецова');
      const [a, b] = [await person('mentee', 'Ааков'), await person('mentee', 'Бобров')];
      await buildPair(
        w.db,
        w.programme,
        { mentors: [mentor], mentees: [a] },
        { form: 'teacher_student', endsOn: '2026-10-01' },
      );
      await buildPair(
        w.db,
        w.programme,
        { mentors: [mentor], mentees: [b] },
        { startsOn: '2026-10-10' },
      );
      await consentAll(w.db, w.programme.programmeId, TODAY);
      const names = async (filter: object, who = w.boss) =>
        (await api(who).listRegister({ ...here(), register: 'mentees', ...filter })).rows.map(
          (row) => row.name.split(' ')[0],
        );
      expect(await names({})).to.deep.equal(['Ааков', 'Бобров']);
      expect(await names({ search: 'бобр' })).to.deep.equal(['Бобров']);
      expect(await names({ search: 'кузнец' })).to.deep.equal(['Ааков', 'Бобров']);
      expect(await names({ form: 'teacher_student' })).to.deep.equal(['Ааков']);
      expect(await names({ to: '2026-09-30' })).to.deep.equal(['Ааков']);
      expect(await names({ from: '2026-10-02' })).to.deep.equal(['Бобров']);
      const curator = await buildPerson(w.db, w.programme, {
        roles: ['curator'],
        scopeForms: ['teacher_student'],
      });
      expect(await names({}, curator)).to.deep.equal(['Ааков']);
      const entry = {
        ...here(),
        personId: b.personId,
        role: 'mentee' as const,
        results: 'Нет',
        version: 0,
      };
      const { rows } = await api().listRegisterEntries({ ...here(), personId: b.personId });
      const foreign = api(curator).updateRegisterEntry({
        ...entry,
        pairId: rows[0]?.pairId ?? null,
      });
      expect(await rejection(foreign)).to.have.property('code', 'not_found');
    });

    it('notes: a link that runs is refused, the second of two is told, a closed pair ends on its day', async () => {
      const mentor = await person('mentor', 'Кузнецова');
      const mentee = await person('mentee', 'Иванов');
      const { pairId } = await buildPair(w.db, w.programme, {
        mentors: [mentor],
        mentees: [mentee],
      });
      const entry = { ...here(), personId: mentee.personId, role: 'mentee' as const, pairId };
      const wrong = api().updateRegisterEntry({
        ...entry,
        reviewUrl: 'javascript:alert(1)',
        version: 0,
      });
      expect(problemsOf(await rejection(wrong))).to.deep.equal(['reviewUrl: link.invalid']);
      await api().updateRegisterEntry({ ...entry, results: 'Первый', version: 0 });
      const late = api().updateRegisterEntry({ ...entry, results: 'Второй', version: 0 });
      expect(await rejection(late)).to.have.property('code', 'changed_meanwhile');
      await api().setPairState({ ...here(), pairId, state: 'completed', version: 1 });
      const { rows } = await api().listRegisterEntries({ ...here(), personId: mentee.personId });
      expect(rows[0]).to.include({ endsOn: TODAY, mark: 'passed', results: 'Первый' });
    });
  });
});
