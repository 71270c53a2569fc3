import { expect } from 'chai';
import { NEEDS_CODE } from '../surveys/templates/mentor-school.js';
import { buildPerson, buildProgramme, eachDatabase, statementsOf } from './support/harness.js';
import { SESSION } from './support/school-inputs.js';
import { SchoolWorld, TODAY } from './support/school-world.js';

eachDatabase((openDb) => {
  describe('training in the school of mentors', () => {
    const w = new SchoolWorld();

    before(async () => {
      w.db = await openDb();
    });
    beforeEach(() => w.build());

    it('trained is told from the rule and from certificates, and shows as a gap', async () => {
      const { sessionId } = await w.add();
      await w.mark(sessionId, [[w.mentor, 'present']]);
      expect((await w.recordOf(w.mentor))?.trained).to.equal(null);
      expect(await w.gapsOf(w.mentor)).to.not.include('not_trained');
      await w.rule({ sessions: 1, minutes: 120 });
      expect(await w.recordOf(w.mentor)).to.deep.include({
        sessions: 1,
        minutes: 90,
        missing: { sessions: 0, minutes: 30 },
        trained: false,
      });
      expect(await w.gapsOf(w.mentor)).to.include('not_trained');
      expect((await w.api().listMentors({ ...w.here, training: 'untrained' })).total).to.equal(2);
      await w.rule({ sessions: 1, minutes: null, version: 1 });
      expect(await w.gapsOf(w.mentor)).to.not.include('not_trained');
      expect(await w.gapsOf(w.other)).to.include('not_trained');
      const { counts } = await w.api().listSchoolMentors(w.here);
      expect(counts).to.deep.equal({ mentors: 2, trained: 1, ready: 1, certified: 0 });
      // The pool that asks for training.
      await w.db('profiles').insert({
        person_id: w.other.personId,
        organisation_id: w.programme.organisationId,
        adult: true,
        created_at: 0,
      });
      await w.rule({ sessions: 1, poolNeedsTraining: true, version: 2 });
      const card = await w.api().getPerson({ ...w.here, personId: w.mentor.personId });
      expect(card.participations[0]?.state).to.equal('trained');
    });

    it('certificates are numbered without gaps in the college and the year, by several at once', async () => {
      await w.rule({ sessions: 1 });
      const { sessionId } = await w.add();
      const people = [w.mentor, w.other];
      for (let n = 0; n < 4; n += 1) people.push(await w.person('mentor', `Наставников${n}`));
      await w.mark(
        sessionId,
        people.map((one) => [one, 'present']),
      );
      // Another programme of the same college reaches for the same numbers.
      const second = await buildProgramme(w.db, { organisationId: w.programme.organisationId });
      const boss = await buildPerson(w.db, second, { roles: ['coordinator'] });
      const theirs = await buildPerson(w.db, second, { roles: ['mentor'] });
      const there = { programmeId: second.programmeId };
      const their = w.service.as(boss.actor());
      await their.updateSchoolRule({ ...there, sessions: 1, version: 0 });
      const session = await their.createSchoolSession({ ...there, ...SESSION });
      const marks = [{ personId: theirs.personId, mark: 'present' as const, version: 0 }];
      await their.markSchoolAttendance({ ...there, sessionId: session.sessionId, marks });
      await Promise.all([
        ...people.map((one) => w.issue([one])),
        w.issue(people.slice(0, 2), TODAY, w.methodist),
        their.issueSchoolCertificates({
          ...there,
          personIds: [theirs.personId],
          issuedOn: TODAY,
        }),
      ]);
      const numbers: number[] = await w
        .db('school_certificates')
        .where({ organisation_id: w.programme.organisationId, year: 2026 })
        .orderBy('number')
        .pluck('number');
      expect(numbers).to.deep.equal([1, 2, 3, 4, 5, 6, 7]);
      expect((await w.api().listSchoolCertificates(w.here)).total).to.equal(6);
    });

    it('a certificate asks for the rule, keeps the name of its day, and is revoked with a reason', async () => {
      expect(await w.codes(w.issue([w.mentor]))).to.deep.equal(['personIds: school.noRule']);
      await w.rule({ sessions: 1 });
      expect(await w.codes(w.issue([w.mentor]))).to.deep.equal(['personIds: school.ruleNotMet']);
      const { sessionId } = await w.add();
      await w.mark(sessionId, [[w.other, 'present']]);
      expect(await w.codes(w.issue([w.other], '2026-11-11'))).to.deep.equal([
        'issuedOn: school.future',
      ]);
      expect(await w.issue([w.other])).to.deep.equal({ issued: 1, unchanged: 0 });
      expect(await w.issue([w.other])).to.deep.equal({ issued: 0, unchanged: 1 });
      await w.db('people').where('id', w.other.personId).update({ name: 'Иначе Зовут' });
      const { rows } = await w.api().listSchoolCertificates(w.here);
      expect(rows[0]).to.deep.include({
        name: w.other.name,
        number: 1,
        year: 2026,
        sessions: 1,
        minutes: 90,
        topics: [SESSION.title],
      });
      const at = { ...w.here, certificateId: rows[0]?.certificateId ?? '' };
      const revoke = (reason: string) =>
        w.api().revokeSchoolCertificate({ ...at, reason, version: 1 });
      expect(await w.codes(revoke(''))).to.deep.equal(['reason: required']);
      expect(await revoke('Ошибка в имени')).to.deep.include({ revokedOn: TODAY });
      expect(await w.codes(revoke('Ещё раз'))).to.deep.equal([': school.revokedAlready']);
      await w.issue([w.other]);
      expect((await w.recordOf(w.other))?.certificate?.number).to.equal(2);
    });

    it('of whoever took their consent back nothing new is written', async () => {
      await w.rule({ sessions: 1 });
      const { sessionId } = await w.add();
      await w.mark(sessionId, [[w.other, 'present']]);
      await w.withdraw(w.mentor);
      await w.withdraw(w.other);
      expect(await w.codes(w.mark(sessionId, [[w.mentor, 'present']]))).to.deep.equal([
        ': school.frozen',
      ]);
      expect(await w.codes(w.issue([w.other]))).to.deep.equal(['personIds: school.frozen']);
      expect((await w.get(sessionId)).sheet.map((row) => row.frozen)).to.deep.equal([true, true]);
      // What was written wrongly can be taken away.
      await w.mark(sessionId, [[w.other, null, 1]]);
      expect((await w.recordOf(w.other))?.sessions).to.equal(0);
    });

    it('what mentors want to learn is summed up, also for the methodist', async () => {
      expect((await w.api(w.methodist).getSchoolNeeds(w.here)).survey).to.equal(null);
      const { questionnaireId } = await w.api().createQuestionnaire({
        ...w.here,
        templateCode: NEEDS_CODE,
      });
      const { waveId } = await w.api().createWave({
        ...w.here,
        questionnaireId,
        startsOn: '2026-11-01',
        endsOn: '2026-11-30',
      });
      await w.api().setWaveState({ ...w.here, waveId, state: 'open', version: 1 });
      await w.api(w.mentor).saveMyAnswers({
        ...w.here,
        waveId,
        answers: {
          experience: true,
          ready: 6,
          topics: ['conflict', 'goals'],
          format: 'online',
          time: 'evening',
        },
        final: true,
        version: 0,
      });
      const { survey } = await w.api(w.methodist).getSchoolNeeds(w.here);
      expect(survey).to.deep.include({ answered: 1, missing: 1, open: true, shown: 'yes' });
      expect(survey?.wishes.map(({ n }) => n)).to.deep.equal([1, 1]);
      expect(survey?.wishes[0]?.text).to.match(/цель/);
    });

    it('of two records of one person, who was there under one was there', async () => {
      await w.rule({ sessions: 1 });
      const { sessionId } = await w.add();
      await w.mark(sessionId, [
        [w.mentor, 'absent'],
        [w.other, 'present'],
      ]);
      await w.issue([w.other]);
      const of = { ...w.here, keptId: w.mentor.personId, mergedId: w.other.personId };
      const preview = await w.api().previewMerge(of);
      expect(preview.moves).to.deep.include({ part: 'school', n: 2 });
      const { keptVersion, mergedVersion } = preview;
      const { mergeId } = await w.api().mergePeople({ ...of, keptVersion, mergedVersion });
      expect(await w.recordOf(w.mentor)).to.deep.include({ sessions: 1, trained: true });
      expect((await w.recordOf(w.mentor))?.certificate?.number).to.equal(1);
      await w.api().undoMerge({ ...w.here, mergeId });
      expect(await w.recordOf(w.mentor)).to.deep.include({ sessions: 0, certificate: null });
      expect((await w.recordOf(w.other))?.certificate?.number).to.equal(1);
    });

    it('lists cost the same statements, whatever the number of mentors and sessions', async () => {
      await w.rule({ sessions: 1 });
      const count = async (call: () => Promise<unknown>) => {
        await w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
        return (await statementsOf(w.db, call)).length;
      };
      const lists = [
        () => w.api().listSchoolSessions(w.here),
        () => w.api().listSchoolMentors(w.here),
        () => w.api().listPeople(w.here),
        () => w.api(w.mentor).getMySchool(w.here),
      ];
      const few = [];
      await w.add();
      for (const list of lists) few.push(await count(list));
      for (let n = 0; n < 8; n += 1) {
        await w.person('mentor', `Ещё${n}`);
        await w.add({ title: `Занятие ${n}` });
      }
      const many = [];
      for (const list of lists) many.push(await count(list));
      expect(many).to.deep.equal(few);
    });
  });
});
