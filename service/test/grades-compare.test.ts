import { expect } from 'chai';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { firstOf, gradeWorld } from './support/grade-world.js';
import { type BuiltPerson, buildPair, buildPerson, eachDatabase } from './support/harness.js';

eachDatabase((openDb) => {
  describe('grades and the gradebook', () => {
    const w = gradeWorld(openDb);
    const now = () => new Date(w.service.clock.now()).toISOString();
    const theirs = (person: Pick<BuiltPerson, 'issuer' | 'subject'>, score: number | null) => ({
      issuer: person.issuer,
      subject: person.subject,
      score,
      maximum: 100,
    });
    const compare = (results: ReturnType<typeof theirs>[], more: object = {}) =>
      w.service
        .as(w.coordinator.actor())
        .compareGrades({ programmeId: w.programme.programmeId, readAt: now(), results, ...more });
    const delivery = (person = w.coordinator) =>
      w.service.as(person.actor()).getGradeDelivery({ programmeId: w.programme.programmeId });

    /** A second mentee, both scores sent as 40. */
    async function bothSent(): Promise<BuiltPerson> {
      const other = await buildPerson(w.db, w.programme, { familyName: 'Абрамов' });
      await buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [other] });
      await w.recompute();
      for (const grade of await w.claim()) await w.report(grade, 'sent');
      await w.db('grades').where('programme_id', w.programme.programmeId).update({ score: 40 });
      return other;
    }

    it('are compared by person, and nothing is changed by it', async () => {
      const other = await bothSent();
      const before = await w.db('grades').orderBy('id');
      const journal = await w.db('journal').count({ n: '*' });
      const found = await compare([
        theirs(other, 90),
        theirs(w.mentor, 7),
        theirs({ issuer: other.issuer, subject: 'stranger' }, 1),
      ]);
      expect(found.counts).to.deep.equal({ missing: 1, differs: 1, ungraded: 1, unknown: 1 });
      expect(found.rows.map((r) => [r.kind, r.personId ?? r.subject])).to.deep.equal([
        ['missing', w.mentee.personId],
        ['differs', other.personId],
        ['ungraded', w.mentor.personId],
        ['unknown', 'stranger'],
      ]);
      expect(await w.db('grades').orderBy('id')).to.deep.equal(before);
      expect(await w.db('journal').count({ n: '*' })).to.deep.equal(journal);
    });

    it('agree when they agree, by an earlier account too', async () => {
      const other = await bothSent();
      await w.db('person_accounts').insert({
        id: newId(),
        organisation_id: w.programme.organisationId,
        person_id: other.personId,
        issuer: other.issuer,
        subject: 'a-later-account',
        created_at: 0,
      });
      const found = await compare([theirs(other, 40), theirs(w.mentee, 40)]);
      expect(found).to.include({ equal: 2, pending: 0, total: 0 });
    });

    it('come in pages and by kind', async () => {
      const other = await bothSent();
      const all = { page: 2, pageSize: 1 };
      const second = await compare([theirs(other, 41)], all);
      expect([second.total, second.rows.length, second.rows[0]?.kind]).to.deep.equal([
        2,
        1,
        'differs',
      ]);
      const differing = await compare([theirs(other, 41)], { kind: 'differs' });
      expect([differing.total, differing.counts.missing]).to.deep.equal([1, 1]);
    });

    it('what was sent since the gradebook was read is not held against it', async () => {
      const readAt = now();
      w.service.clock.advance(5000);
      await bothSent();
      expect(await compare([], { readAt })).to.include({ pending: 2, total: 0 });
      expect(await compare([])).to.include({ pending: 0, total: 2 });
    });

    it('tell nothing of another programme of the college', async () => {
      const stranger = await buildPerson(w.db, w.programme, { familyName: 'Чужой' });
      await w.db('members').where('person_id', stranger.personId).delete();
      const found = await compare([theirs(stranger, 5)]);
      expect(found.rows[0]).to.include({ kind: 'unknown', name: null, personId: null });
    });

    it('how far the delivery has come', async () => {
      expect(await delivery()).to.deep.equal({
        total: 1,
        sent: 0,
        refused: 0,
        waiting: 1,
        resendable: 1,
      });
      const grade = firstOf(await w.claim());
      expect(await delivery()).to.include({ waiting: 1, sent: 0 });
      await w.report(grade, 'sent');
      expect(await delivery()).to.include({ waiting: 0, sent: 1, total: 1 });
      await buildPerson(w.db, w.programme);
      await w.recompute();
      expect(await delivery(), 'without a pair nothing is to be sent').to.include({
        total: 1,
        resendable: 1,
      });
      const { queued } = await w.service
        .as(w.coordinator.actor())
        .resendGrades({ programmeId: w.programme.programmeId });
      expect(queued).to.equal(1);
    });

    it('are for the coordinator; the delivery also for curators, of their mentees', async () => {
      const curator = await buildPerson(w.db, w.programme, {
        roles: ['curator'],
        scopeForms: ['employer_student'],
      });
      expect(await delivery(curator)).to.include({ total: 0, resendable: 0 });
      const refused = await w.service
        .as(curator.actor())
        .compareGrades({ programmeId: w.programme.programmeId, readAt: now(), results: [] })
        .catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(AppError).and.include({ code: 'forbidden' });
    });
  });
});
