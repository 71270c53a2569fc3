import { expect } from 'chai';
import { inPieces, PDF, wholeOf } from './support/file-shelf.js';
import { buildPair, buildPerson, eachDatabase } from './support/harness.js';
import { rejection } from './support/rejection.js';
import { SchoolWorld, TODAY } from './support/school-world.js';

eachDatabase((openDb) => {
  describe('the school of mentors', () => {
    const w = new SchoolWorld();

    before(async () => {
      w.db = await openDb();
    });
    beforeEach(() => w.build());

    it('sessions stand in the order of the calendar and are found by state, day, form and words', async () => {
      await w.add({ title: 'Вторая встреча', heldOn: '2026-11-20' });
      await w.add({
        title: 'Ёлочка',
        heldOn: '2026-10-01',
        audience: 'forms',
        forms: ['pupil_pupil'],
      });
      const late = await w.add({ heldOn: '2026-11-20', startsAt: '09:00', title: 'Утро' });
      await w.api().setSchoolSessionState({
        ...w.here,
        sessionId: late.sessionId,
        state: 'cancelled',
        reason: 'Карантин',
        version: 1,
      });
      const titles = async (filter = {}) =>
        (await w.api().listSchoolSessions({ ...w.here, ...filter })).rows.map(({ title }) => title);
      expect((await titles())[0]).to.equal('Ёлочка');
      expect(await titles({ state: 'cancelled' })).to.deep.equal(['Утро']);
      expect(await titles({ from: '2026-11-01', state: 'planned' })).to.deep.equal([
        'Вторая встреча',
      ]);
      expect(await titles({ search: 'ёлоч' })).to.deep.equal(['Ёлочка']);
      expect(await titles({ form: 'head_teacher' })).to.not.include('Ёлочка');
      expect(await titles({ form: 'pupil_pupil' })).to.include('Ёлочка');
    });

    it('the sheet is marked, corrected later, and the journal knows what was before', async () => {
      const { sessionId } = await w.add();
      await w.mark(sessionId, [
        [w.mentor, 'present'],
        [w.other, 'absent'],
      ]);
      const held = await w.get(sessionId);
      expect(held).to.deep.include({ state: 'held', people: 2, present: 1, absent: 1 });
      await w.mark(sessionId, [[w.other, 'excused', 1]], w.methodist);
      const { rows } = await w.api().listJournal({ ...w.here, entityId: w.other.personId });
      expect(rows[0]).to.deep.include({
        action: 'school.marked',
        actorRole: 'methodist',
        before: { schoolMark: 'absent' },
      });
      expect(rows[0]?.after).to.deep.include({ schoolMark: 'excused' });
    });

    it('two who mark different people at once stand beside each w.other; of one person, one is told', async () => {
      const { sessionId } = await w.add();
      await Promise.all([
        w.mark(sessionId, [[w.mentor, 'present']]),
        w.mark(sessionId, [[w.other, 'excused']], w.methodist),
      ]);
      expect(await w.get(sessionId)).to.deep.include({ state: 'held', present: 1, excused: 1 });
      const late = await rejection(
        w.mark(sessionId, [
          [w.mentor, 'absent', 0],
          [w.other, 'absent', 1],
        ]),
      );
      expect(late).to.deep.include({ code: 'changed_meanwhile' });
      expect(late.details).to.deep.equal({ personIds: [w.mentor.personId] });
      expect(await w.get(sessionId)).to.deep.include({ present: 1, excused: 1, absent: 0 });
    });

    it('somebody who came besides is added, who became a mentor later is not on the old sheet', async () => {
      const { sessionId } = await w.add({ audience: 'chosen', personIds: [w.mentor.personId] });
      await w.mark(sessionId, [[w.mentor, 'present']]);
      await w.person('mentor', 'Новиков');
      const before = await w.get(sessionId);
      expect(before.sheet.map((row) => row.name)).to.deep.equal([w.mentor.name]);
      expect(before.others).to.have.length(2);
      await w.mark(sessionId, [[w.other, 'present']]);
      expect((await w.get(sessionId)).sheet).to.have.length(2);
    });

    it('a session is not held before its day, and only mentors are marked', async () => {
      const tomorrow = await w.add({ heldOn: '2026-11-11' });
      expect(await w.codes(w.mark(tomorrow.sessionId, [[w.mentor, 'present']]))).to.deep.equal([
        ': school.future',
      ]);
      const today = await w.add({ heldOn: TODAY });
      expect(
        await rejection(w.mark(today.sessionId, [[w.coordinator, 'present']])),
      ).to.have.property('code', 'not_found');
      expect(await w.get(today.sessionId)).to.deep.include({ state: 'planned', present: 0 });
    });

    it('refuses what cannot be, at its field, and writes nothing', async () => {
      expect(await w.codes(w.add({ title: '  ' }))).to.deep.equal(['title: required']);
      expect(await w.codes(w.add({ startsAt: '25:00' }))).to.deep.equal(['startsAt: time.format']);
      expect(await w.codes(w.add({ link: 'javascript:alert(1)' }))).to.deep.equal([
        'link: link.invalid',
      ]);
      expect(await w.codes(w.add({ minutes: 0 }))).to.deep.equal(['minutes: number.range']);
      expect(
        await w.codes(w.add({ audience: 'chosen', personIds: [w.coordinator.personId] })),
      ).to.deep.equal(['personIds: value.invalid']);
      expect(
        await w.db('school_sessions').where({ programme_id: w.programme.programmeId }),
      ).to.deep.equal([]);
    });

    it('a mentor of several forms has the sessions of each, and materials that are meant for them', async () => {
      const mentee = await buildPerson(w.db, w.programme);
      await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [mentee] });
      await w.api(w.mentor).updateMyMentorProfile({
        ...w.here,
        forms: ['employer_student'],
        version: 0,
      });
      const forms = (form: string) => ({ audience: 'forms', forms: [form], title: form });
      await w.add({ ...forms('student_student'), heldOn: '2026-11-01' });
      const second = await w.add({ ...forms('employer_student'), heldOn: '2026-11-02' });
      const foreign = await w.add({ ...forms('pupil_pupil'), heldOn: '2026-11-03' });
      const material = (fields: object) =>
        w.api(w.methodist).createSchoolMaterial({
          ...w.here,
          title: 'Памятка',
          kind: 'guide',
          ...fields,
        });
      const link = 'https://kollezh.example/a';
      await material({ title: 'Всем', link });
      await material({ title: 'К занятию', link, sessionId: second.sessionId });
      const { fileId } = await w.api().keepSchoolFile(w.here, inPieces(PDF));
      const hidden = await material({ title: 'Чужое', fileId, sessionId: foreign.sessionId });
      const mine = await w.api(w.mentor).getMySchool(w.here);
      expect(mine.programme.map(({ title }) => title)).to.deep.equal([
        'student_student',
        'employer_student',
      ]);
      expect(mine.materials.map(({ title }) => title)).to.have.members(['Всем', 'К занятию']);
      const at = { ...w.here, materialId: hidden.materialId };
      expect(await rejection(w.api(w.mentor).getSchoolFile(at))).to.have.property(
        'code',
        'not_found',
      );
      const { bytes, type } = await w.api().getSchoolFile(at);
      expect(type).to.equal('application/pdf');
      expect(PDF.equals(await wholeOf(bytes))).to.equal(true);
    });

    it('a material is a link or a file; its file goes with it', async () => {
      const { fileId } = await w.api().keepSchoolFile(w.here, inPieces(PDF));
      const make = (fields: object) =>
        w.api().createSchoolMaterial({ ...w.here, title: 'Слайды', kind: 'slides', ...fields });
      expect(await w.codes(make({}))).to.deep.equal(['link: school.linkOrFile']);
      expect(await w.codes(make({ fileId, link: 'https://a.example' }))).to.deep.equal([
        'link: school.linkAndFile',
      ]);
      const { materialId } = await make({ fileId });
      // One file belongs to one material.
      expect(await w.codes(make({ fileId }))).to.deep.equal(['file: file.gone']);
      const renamed = await w.api().updateSchoolMaterial({
        ...w.here,
        materialId,
        title: 'Слайды 2',
        kind: 'slides',
        version: 1,
      });
      expect(renamed).to.deep.include({ title: 'Слайды 2', version: 2 });
      expect(renamed.file?.type).to.equal('application/pdf');
      await w.api().removeSchoolMaterial({ ...w.here, materialId, version: 2 });
      const [file] = await w.db('files').where('id', fileId);
      expect(file.attached_at).to.equal(null);
      const txt = w.api().keepSchoolFile(w.here, inPieces(Buffer.from('<html>')));
      expect(await w.codes(txt)).to.deep.equal(['file: school.fileType']);
    });
  });
});
