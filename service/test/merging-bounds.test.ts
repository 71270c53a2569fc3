import { expect } from 'chai';
import { buildMeeting, buildPerson, buildProgramme, eachDatabase } from './support/harness.js';
import { everything, mergeWorld } from './support/merge-world.js';
import { ANSWERS } from './support/survey-world.js';

eachDatabase((openDb) => {
  describe('two records of one person', () => {
    const w = mergeWorld(openDb);

    describe('are found', () => {
      it('by name and year, by e-mail; never those of another college', async () => {
        const stranger = await buildProgramme(w.db);
        await buildPerson(w.db, stranger, { familyName: 'Фёдорова', givenName: 'Алёна' });
        const { rows } = await w.api().listDuplicates(w.here);
        expect(rows).to.have.length(1);
        expect(rows[0]?.reasons).to.deep.equal(['name']);
        expect([rows[0]?.first.personId, rows[0]?.second.personId]).to.have.members([
          w.kept.personId,
          w.merged.personId,
        ]);
        await w.profile(w.kept, { birth_date: '2008-01-01' });
        await w.profile(w.merged, { birth_date: '2008-12-31' });
        await w.db('programmes').where('id', w.programme.programmeId).increment('revision', 1);
        const later = await w.api().listDuplicates(w.here);
        expect(later.rows[0]?.reasons).to.deep.equal(['name_year']);
      });

      it('unless somebody said that they are different, until it is taken back', async () => {
        const pair = { firstId: w.merged.personId, secondId: w.kept.personId };
        await w.api().setDistinct({ ...w.here, ...pair, distinct: true });
        const none = await w.api().listDuplicates(w.here);
        expect(none).to.deep.include({ rows: [], total: 0 });
        expect(none.distinct).to.have.length(1);
        await w.api().setDistinct({ ...w.here, ...pair, distinct: false });
        expect((await w.api().listDuplicates(w.here)).total).to.equal(1);
      });

      it('when somebody added by hand comes from the course: offered, not joined', async () => {
        await w.service.system.syncRoster({
          ...w.here,
          issuer: 'https://lms.example',
          complete: false,
          members: [
            {
              subject: 'new-1',
              familyName: 'Фёдорова',
              givenName: 'Алёна',
              lmsRole: 'mentee',
              status: 'active',
            },
          ],
        });
        expect((await w.api().listDuplicates(w.here)).total).to.equal(3);
      });
    });

    describe('parting is refused', () => {
      it('when a meeting was written down since in a pair that moved', async () => {
        const pair = await w.pairWith(w.merged);
        const { mergeId } = await w.merge();
        await buildMeeting(w.db, { ...pair, menteeIds: [w.kept.personId] });
        const before = await everything(w.db);
        expect(await w.refusal(w.undo(mergeId))).to.deep.equal(['merge.meetingsSince']);
        expect(await everything(w.db)).to.deep.equal(before);
      });

      it('when answers that moved were changed since', async () => {
        const world = w.survey();
        const { waveId } = await world.wave();
        await world.save(w.merged, waveId, ANSWERS);
        const { mergeId } = await w.merge();
        await world.save(w.kept, waveId, { ...ANSWERS, comfort: 1 }, { version: 1 });
        expect(await w.refusal(w.undo(mergeId))).to.deep.equal(['merge.answersSince']);
      });

      it('when the profile or the roles were changed since', async () => {
        await w.profile(w.kept, { birth_date: '2000-05-05' });
        await w.profile(w.merged, { phone: '+7 900 000-00-00' });
        const { mergeId } = await w.merge();
        await w.db('profiles').where('person_id', w.kept.personId).update({ version: 9 });
        expect(await w.refusal(w.undo(mergeId))).to.deep.equal(['merge.profileSince']);
      });

      it('when the one who was w.kept was w.merged on; that one is parted first', async () => {
        const third = await buildPerson(w.db, w.programme, {
          familyName: 'Фёдорова',
          givenName: 'А',
        });
        const { mergeId } = await w.merge();
        const { mergeId: second } = await w.merge(third, w.kept);
        expect(await w.refusal(w.undo(mergeId))).to.deep.equal(['merge.mergedOn']);
        await w.undo(second);
        await w.undo(mergeId);
      });
    });
  });
});
