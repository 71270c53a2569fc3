import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import type { Form } from '../api/index.js';
import { consentHandlers } from '../consents/consent-handlers.js';
import { noteHandlers } from '../notes/note-handlers.js';
import {
  type BuiltPair,
  type BuiltPerson,
  type BuiltProgramme,
  buildPair,
  buildPerson,
  buildProgramme,
  eachDatabase,
  type TestService,
  withService,
} from './support/harness.js';
import { consentAll } from './support/register-world.js';
import { rejection } from './support/rejection.js';

const SECRET = 'Мать просит звонить после шести';

eachDatabase((openDb) => {
  describe('notes of curators and coordinators', () => {
    let db: Db;
    let service: TestService;
    let programme: BuiltProgramme;
    let coordinator: BuiltPerson;
    let curator: BuiltPerson;
    let mentee: BuiltPerson;
    let pair: BuiltPair;

    before(async () => {
      db = await openDb();
      service = withService(db, [noteHandlers, consentHandlers]);
    });
    beforeEach(async () => {
      programme = await buildProgramme(db);
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      curator = await staff(['student_student']);
      mentee = await buildPerson(db, programme);
      const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
      pair = await buildPair(db, programme, { mentors: [mentor], mentees: [mentee] });
    });

    const staff = (scopeForms: Form[] | null) =>
      buildPerson(db, programme, { roles: ['curator'], scopeForms });
    const as = (of: BuiltPerson) => service.as(of.actor());
    const at = () => ({ programmeId: programme.programmeId, pairId: pair.pairId });
    const write = (of: BuiltPerson, more: object = {}) =>
      as(of).addNote({ ...at(), text: SECRET, ...more });
    const texts = async (of: BuiltPerson, where: object = at()) =>
      (await as(of).listNotes({ programmeId: programme.programmeId, ...where })).rows.map(
        ({ text }) => text,
      );

    it('are the author’s alone until they share them, and again when they do not', async () => {
      const { noteId } = await write(curator);
      const other = await staff(null);
      expect(await texts(curator)).to.deep.equal([SECRET]);
      expect(await texts(coordinator)).to.deep.equal([]);
      expect(await texts(other)).to.deep.equal([]);
      const id = { programmeId: programme.programmeId, noteId };
      await as(curator).changeNote({ ...id, text: SECRET, shared: true, version: 1 });
      expect(await texts(coordinator)).to.deep.equal([SECRET]);
      expect(await texts(other)).to.deep.equal([SECRET]);
      await as(curator).changeNote({ ...id, text: SECRET, shared: false, version: 2 });
      expect(await texts(coordinator)).to.deep.equal([]);
    });

    it('are changed by their author over the version that they saw, and by nobody else', async () => {
      const { noteId } = await write(curator, { shared: true });
      const id = { programmeId: programme.programmeId, noteId };
      const change = (of: BuiltPerson, version: number) =>
        as(of).changeNote({ ...id, text: 'Иначе', shared: true, version });
      expect((await rejection(change(coordinator, 1))).code).to.equal('not_found');
      await change(curator, 1);
      expect((await rejection(change(curator, 1))).code).to.equal('changed_meanwhile');
      const { rows } = await as(coordinator).listNotes(at());
      expect(rows[0]).to.include({ text: 'Иначе', mine: false, version: 2 });
      expect(rows[0]?.changedAt).to.be.a('string');
    });

    it('leave no word in the journal, and none in the table when they are taken away', async () => {
      const { noteId } = await write(curator, { idempotencyKey: 'note-12345678' });
      await write(curator, { idempotencyKey: 'note-12345678' });
      expect(await texts(curator)).to.have.length(1);
      await as(curator).withdrawNote({ programmeId: programme.programmeId, noteId, version: 1 });
      expect(await texts(curator)).to.deep.equal([]);
      expect(JSON.stringify(await db('staff_notes').where('id', noteId))).not.to.contain('Мать');
      const journal = await db('journal').where('entity_id', noteId);
      expect(journal.map(({ action }) => action)).to.deep.equal(['note.written', 'note.withdrawn']);
      expect(JSON.stringify(journal)).not.to.contain('Мать').and.not.to.contain(pair.pairId);
    });

    it('of an author who is a curator no more: what they shared stays, what they kept nobody reads', async () => {
      await write(curator, { text: 'Общее', shared: true });
      await write(curator, { text: 'Только моё' });
      await db('participations').where('person_id', curator.personId).delete();
      await db('programmes').where('id', programme.programmeId).increment('revision', 1);
      expect((await rejection(texts(curator))).code).to.be.oneOf(['forbidden', 'not_found']);
      expect(await texts(coordinator)).to.deep.equal(['Общее']);
    });

    it('of a person are not for that person, and stop with their consent', async () => {
      const of = { programmeId: programme.programmeId, personId: mentee.personId };
      await as(curator).addNote({ ...of, text: SECRET, shared: true });
      expect(await texts(coordinator, of)).to.deep.equal([SECRET]);
      const both = { programmeId: programme.programmeId, personId: curator.personId };
      expect((await rejection(texts(curator, both))).code).to.equal('not_found');
      await consentAll(db, programme.programmeId, '2026-09-01');
      await as(coordinator).withdrawConsent({
        ...of,
        kind: 'own',
        withdrawnOn: '2026-11-10',
        byWhom: 'person',
        reason: 'Заявление',
      });
      const now = await as(coordinator).listNotes(of);
      expect(now).to.deep.equal({ rows: [], frozen: true });
      expect((await as(coordinator).listNotes(at())).frozen).to.equal(true);
      const error = await rejection(as(curator).addNote({ ...of, text: SECRET }));
      expect(error.problems[0]?.code).to.equal('note.frozen');
    });

    it('name a pair or a person, not both, and what is in the programme', async () => {
      const both = { ...at(), personId: mentee.personId };
      expect((await rejection(as(curator).listNotes(both))).code).to.equal('invalid');
      const other = await staff(['teacher_student']);
      expect((await rejection(write(other))).code).to.equal('not_found');
    });
  });
});
