import { expect } from 'chai';
import { newId } from '../../shared/ids.js';
import { type Form, ROLES } from '../api/index.js';
import { SCHOOL_READERS } from '../api/school.js';
import { type BuiltPerson, buildPair, buildPerson, eachDatabase } from './support/harness.js';
import { rejection } from './support/rejection.js';
import { SESSION } from './support/school-inputs.js';
import { selectionWorld } from './support/selection-world.js';

const REGISTER_READERS: readonly string[] = ['coordinator', 'curator', 'head'];

eachDatabase((openDb) => {
  describe('who may read of mentors', () => {
    const w = selectionWorld(openDb);
    /** Of a pair of students, of a pair of teachers, of both; and one who lacks something, of students. */
    let students: BuiltPerson;
    let teachers: BuiltPerson;
    let both: BuiltPerson;
    let registerId: string;
    let sessionId: string;

    const paired = async (mentor: BuiltPerson, form: Form) => {
      const mentee = await buildPerson(w.db, w.programme);
      await w.db('profiles').insert({
        person_id: mentee.personId,
        organisation_id: w.programme.organisationId,
        birth_date: '2000-01-01',
        created_at: 0,
      });
      const paper = { givenOn: '2026-09-10', originalNumber: '18', originalNote: 'Дело' };
      const consent = { ...paper, kind: 'own' as const, representative: null };
      await w.api().recordPaperConsent({ ...w.of(mentee), ...consent });
      await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [mentee] }, { form });
      return mentee;
    };
    const curator = (scopeForms: Form[] | null) =>
      buildPerson(w.db, w.programme, { roles: ['curator'], scopeForms });
    const names = (people: readonly { personId: string }[]) =>
      people.map(({ personId }) => personId);

    beforeEach(async () => {
      students = await w.ready('Абрамова');
      teachers = await w.ready('Борисов');
      both = await w.ready('Волков');
      await paired(students, 'student_student');
      await paired(teachers, 'teacher_teacher');
      await paired(both, 'student_student');
      await paired(both, 'teacher_teacher');
      await paired(w.mentor, 'student_student');
      const approved = await w.api().approveMentorRegister({
        ...w.here(),
        personIds: names([students, teachers, both]),
        version: 0,
        orderNumber: '58-р',
        orderOn: '2026-10-20',
        basis: 'Решение педсовета',
      });
      registerId = approved.registerId;
      const made = await w.api().createSchoolSession({ ...w.here(), ...SESSION });
      sessionId = made.sessionId;
      for (const mentor of [students, teachers])
        await w.db('school_certificates').insert({
          id: newId(),
          organisation_id: w.programme.organisationId,
          programme_id: w.programme.programmeId,
          person_id: mentor.personId,
          year: 2026,
          number: mentor === students ? 1 : 2,
          issued_on: '2026-10-01',
          name: mentor.name,
          sort_key: mentor.name,
          sessions: 1,
          minutes: 90,
          topics: '[]',
          version: 1,
          created_at: 0,
        });
    });

    const registerFor = (person: BuiltPerson) =>
      w.api(person).getMentorRegister({ ...w.here(), registerId });

    for (const role of ROLES) {
      it(`the approved register and the school: ${role}`, async () => {
        const reader = await w.somebody(role);
        const isReader = REGISTER_READERS.includes(role);
        if (isReader) {
          const seen = await registerFor(reader);
          expect(names(seen.rows)).to.deep.equal(names([students, teachers, both]));
          expect(seen.hidden).to.equal(0);
          expect(names(seen.leftOut)).to.deep.equal([w.mentor.personId]);
        } else {
          expect(await rejection(registerFor(reader))).to.have.property('code', 'forbidden');
        }
        const mentors = w.api(reader).listSchoolMentors(w.here());
        if ((SCHOOL_READERS as readonly string[]).includes(role)) {
          expect((await mentors).counts).to.deep.include({ mentors: 4, certified: 2 });
        } else {
          expect(await rejection(mentors)).to.have.property('code', 'forbidden');
        }
      });
    }

    it('a curator of some forms: the rows of these mentors; of one who is in other pairs too, not these', async () => {
      const seen = await registerFor(await curator(['student_student']));
      expect(seen).to.deep.include({ mentors: 3, hidden: 1 });
      expect(names(seen.rows)).to.deep.equal(names([students, both]));
      expect(
        seen.rows.map(({ position }) => position),
        'numbers of the order',
      ).to.deep.equal([1, 3]);
      expect(seen.rows.map(({ partly }) => partly)).to.deep.equal([false, true]);
      expect(seen.rows[0]?.cells.mentees).not.to.equal('');
      expect(seen.rows[1]?.cells).to.deep.include({ mentees: '', forms: ['student_student'] });
      expect(names(seen.leftOut)).to.deep.equal([w.mentor.personId]);
      expect(JSON.stringify(seen)).not.to.contain(teachers.personId);
      const others = await registerFor(await curator(['employer_student']));
      expect(others).to.deep.include({ hidden: 3, rows: [], leftOut: [], gone: [] });
    });

    it('who is no longer in the register is told only to those who may know of them', async () => {
      await w.api().chooseForRegister({ ...w.of(teachers), included: false, reason: 'Уезжает' });
      const next = await w.api().approveMentorRegister({
        ...w.here(),
        personIds: names([students, both]),
        version: 1,
        orderNumber: '60-р',
        orderOn: '2026-10-21',
        basis: 'Решение педсовета',
      });
      const goneFor = async (scope: Form[] | null) => {
        const reader = w.api(await curator(scope));
        return names((await reader.getMentorRegister({ ...w.here(), ...next })).gone);
      };
      expect(await goneFor(null)).to.deep.equal([teachers.personId]);
      expect(await goneFor(['teacher_teacher'])).to.deep.equal([teachers.personId]);
      expect(await goneFor(['student_student'])).to.deep.equal([]);
    });

    it('the school of a curator of some forms: their mentors, sheets and certificates', async () => {
      const reader = w.api(await curator(['student_student']));
      const { rows, counts } = await reader.listSchoolMentors(w.here());
      expect(names(rows)).to.have.members(names([students, both, w.mentor]));
      expect(counts).to.deep.include({ mentors: 3, certified: 1 });
      const sheet = await reader.getSchoolSession({ ...w.here(), sessionId });
      expect(names(sheet.sheet)).to.have.members(names([students, both, w.mentor]));
      expect(JSON.stringify(sheet)).not.to.contain(teachers.personId);
      const listed = await reader.listSchoolSessions(w.here());
      expect(listed.rows[0]?.people).to.equal(3);
      expect(await rejection(reader.getSchoolRecord(w.of(teachers)))).to.have.property(
        'code',
        'not_found',
      );
      expect(await reader.getSchoolRecord(w.of(students))).to.have.property('sessions', 0);
      const papers = await reader.listSchoolCertificates(w.here());
      expect([names(papers.rows), papers.total]).to.deep.equal([[students.personId], 1]);
      const { rows: all } = await w.api().listSchoolCertificates(w.here());
      const foreign = all.find((one) => one.personId === teachers.personId)?.certificateId ?? '';
      const read = reader.getSchoolCertificate({ ...w.here(), certificateId: foreign });
      expect(await rejection(read)).to.have.property('code', 'not_found');
    });
  });
});
