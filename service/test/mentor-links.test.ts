import { expect } from 'chai';
import { pairHandlers } from '../pairs/pair-handlers.js';
import { consentWorld } from './support/consent-world.js';
import { type BuiltPerson, buildPair, buildPerson, eachDatabase } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  describe('links to the pages of mentors without an account', () => {
    const w = consentWorld(openDb, [pairHandlers]);
    let mentor: BuiltPerson;
    const system = () => w.service.system;
    const mentorOf = (familyName: string, more: object = {}) =>
      buildPerson(w.db, w.programme, { roles: ['mentor'], lmsStatus: 'none', familyName, ...more });
    const make = (person: BuiltPerson = mentor, more: object = {}) =>
      w.api().createMentorLink({ ...w.at(person), confirmation: 'told_code', ...more });
    const refusal = async (call: Promise<unknown>) => problemsOf(await rejection(call));
    const inProgramme = () => ({ programmeId: w.programme.programmeId });
    const enter = async ({ token, toldCode }: { token: string; toldCode: string | null }) => {
      const { pass } = await system().confirmLink({ token, answer: toldCode ?? '' });
      return { token, pass };
    };

    beforeEach(async () => {
      mentor = await mentorOf('Мастеров');
    });

    it('lives to the programme’s last day, or to an earlier one, never longer', async () => {
      expect((await make()).lastDay).to.equal('2027-08-31');
      const { lastDay, token } = await make(mentor, { lastDay: '2026-11-10' });
      expect(lastDay).to.equal('2026-11-10');
      expect((await system().openLink({ token })).expiresAt).to.equal('2026-11-10T21:00:00.000Z');
      w.service.clock.set('2026-11-10T21:00:00Z');
      expect(await refusal(system().openLink({ token }))).to.deep.equal(['token: link.expired']);
    });

    const WRONG: [string, object, string][] = [
      ['after the programme', { lastDay: '2027-09-01' }, 'lastDay: link.afterProgramme'],
      ['a day that is over', { lastDay: '2026-11-09' }, 'lastDay: link.pastDay'],
      ['no address for a code by e-mail', { confirmation: 'code' }, 'contact: required'],
      ['a birth year', { confirmation: 'birth_year' }, 'confirmation: required'],
    ];
    for (const [what, more, problem] of WRONG) {
      it(`refused: ${what}`, async () => {
        expect(await refusal(make(mentor, more))).to.deep.equal([problem]);
        expect(await w.db('personal_links').where('person_id', mentor.personId)).to.deep.equal([]);
      });
    }

    it('refused for who has an account, took their consent back, or when the programme is over', async () => {
      const known = await buildPerson(w.db, w.programme, { roles: ['mentor'] });
      expect(await refusal(make(known))).to.deep.equal([': link.hasAccount']);
      expect((await w.api().getMentorLink(w.at(known))).refusal).to.equal('link.hasAccount');
      await w.db('profiles').insert({
        person_id: mentor.personId,
        organisation_id: mentor.organisationId,
        birth_date: '1980-03-05',
        created_at: 0,
      });
      await w.paper(mentor, 'own');
      const back = { withdrawnOn: '2026-11-10', byWhom: 'person', reason: 'Просьба' } as const;
      await w.api().withdrawConsent({ ...w.at(mentor), kind: 'own', ...back });
      expect(await refusal(make())).to.deep.equal([': link.consentWithdrawn']);
      w.service.clock.set('2027-09-01T09:00:00Z');
      expect(await refusal(make(await mentorOf('Поздних')))).to.deep.equal([
        ': link.programmeOver',
      ]);
    });

    it('for mentors alone: anybody else is as unknown', async () => {
      for (const person of [w.adult, w.coordinator]) {
        const error = await rejection(make(person));
        expect(error.code).to.equal('not_found');
      }
    });

    it('a new one ends the old one and what is open by it, in the same moment', async () => {
      const old = await enter(await make());
      expect((await system().enterByLink(old)).personId).to.equal(mentor.personId);
      const made = await make();
      const ended = await rejection(system().enterByLink(old));
      expect(ended.details).to.deep.include({ link: 'revoked', organisationName: 'Колледж связи' });
      const current = await enter(made);
      expect((await system().enterByLink(current)).lastDay).to.equal('2027-08-31');
      const { linkId } = made;
      await w.api().revokeMentorLink({ ...w.at(mentor), linkId });
      expect((await rejection(system().enterByLink(current))).details['link']).to.equal('revoked');
      const again = await w.api().revokeMentorLink({ ...w.at(mentor), linkId });
      expect(again.state).to.equal('revoked');
      const entries = await w.db('journal').where('entity_id', mentor.personId).orderBy('id');
      expect(entries.map(({ action }) => action)).to.deep.equal([
        'link.created',
        'link.created',
        'link.revoked',
      ]);
    });

    it('of many made at once, the last one alone is open', async () => {
      await Promise.all(Array.from({ length: 5 }, () => make()));
      const open = await w
        .db('personal_links')
        .where({ person_id: mentor.personId, scope: 'mentor' })
        .whereNull('revoked_at');
      expect(open).to.have.length(1);
    });

    it('the pass of one link, or of another purpose, is none for another', async () => {
      const one = await enter(await make());
      const two = await enter(await make(await mentorOf('Другой')));
      expect(await refusal(system().enterByLink({ ...one, pass: two.pass }))).to.deep.equal([
        'pass: link.passEnded',
      ]);
      expect((await rejection(system().readSurveyByLink(one))).code).to.equal('not_found');
      expect((await rejection(system().readConsentByLink(one))).code).to.equal('not_found');
    });

    it('a curator makes them for the mentors of their own pairs, and sees no others', async () => {
      const other = await mentorOf('Посторонний');
      const mentee = await buildPerson(w.db, w.programme);
      const form = 'employer_student';
      await buildPair(w.db, w.programme, { mentors: [mentor], mentees: [mentee] }, { form });
      await buildPair(w.db, w.programme, { mentors: [other], mentees: [mentee] });
      const curator = await buildPerson(w.db, w.programme, {
        roles: ['curator'],
        scopeForms: ['employer_student'],
      });
      const { rows, counts } = await w.api(curator).listMentorLinks(inProgramme());
      expect(rows.map(({ personId }) => personId)).to.deep.equal([mentor.personId]);
      expect(counts).to.deep.equal({ mentors: 1, open: 0 });
      const told = { confirmation: 'told_code' } as const;
      await w.api(curator).createMentorLink({ ...w.at(mentor), ...told });
      const theirs = await rejection(w.api(curator).createMentorLink({ ...w.at(other), ...told }));
      expect(theirs.code).to.equal('not_found');
    });

    it('the list has who has no account, by name, in pages, by state and by pair', async () => {
      const second = await mentorOf('Ёлкин');
      await mentorOf('Яковлев');
      await buildPerson(w.db, w.programme, { roles: ['mentor'], familyName: 'Абрамов' });
      const mentee = await buildPerson(w.db, w.programme);
      const { pairId } = await buildPair(w.db, w.programme, {
        mentors: [second],
        mentees: [mentee],
      });
      await make(second);
      const names = async (more: object = {}) =>
        (await w.api().listMentorLinks({ ...inProgramme(), ...more })).rows.map(
          ({ name }) => name.split(' ')[0],
        );
      expect(await names()).to.deep.equal(['Ёлкин', 'Мастеров', 'Яковлев']);
      expect(await names({ page: 2, pageSize: 2 })).to.deep.equal(['Яковлев']);
      expect(await names({ search: 'мастер' })).to.deep.equal(['Мастеров']);
      expect(await names({ state: 'open' })).to.deep.equal(['Ёлкин']);
      expect(await names({ state: 'none' })).to.deep.equal(['Мастеров', 'Яковлев']);
      expect(await names({ pairId })).to.deep.equal(['Ёлкин']);
      const { rows, counts } = await w.api().listMentorLinks(inProgramme());
      expect(counts).to.deep.equal({ mentors: 3, open: 1 });
      expect(rows[0]?.link).to.deep.include({ state: 'open', lastUsedAt: null });
    });
  });
});
