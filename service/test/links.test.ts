import { expect } from 'chai';
import { consentWorld, MOTHER } from './support/consent-world.js';
import { type BuiltPerson, DAY_MS, eachDatabase } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

eachDatabase((openDb) => {
  describe('links for consents', () => {
    const w = consentWorld(openDb);
    const system = () => w.service.system;
    const refusal = async (call: Promise<unknown>) => problemsOf(await rejection(call));
    const contact = 'petrova@kollezh.example';
    const create = (person: BuiltPerson = w.minor, days = 14) =>
      w.api().createConsentLink({ ...w.at(person), kind: 'parent', contact, days });
    const byYear = (person: BuiltPerson = w.minor) =>
      w.api().createConsentLink({ ...w.at(person), kind: 'parent', confirmation: 'birth_year' });
    const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

    /** Confirms a link by the code that was made for it. */
    async function confirmed(token: string) {
      const { code } = await system().sendLinkCode({ token });
      const { pass } = await system().confirmLink({ token, answer: code });
      return { token, pass };
    }

    /** A link that was confirmed, and the version of the text that was read with it. */
    async function ready() {
      const { token } = await create();
      const held = await confirmed(token);
      const { text } = await system().readConsentByLink(held);
      return { ...held, textVersion: text.version, representative: MOTHER };
    }

    it('the whole way: link, page without names, code, text, consent, its words once more', async () => {
      const { token, linkId } = await create();
      const page = await system().openLink({ token });
      expect(page).to.deep.include({
        scope: 'parent',
        confirmation: 'code',
        organisationName: 'Колледж связи',
        contactHint: 'p•••a@kollezh.example',
      });
      expect(JSON.stringify(page)).to.not.contain(w.minor.name);
      const sent = await system().sendLinkCode({ token });
      expect(sent.contact).to.equal(contact);
      const { pass } = await system().confirmLink({ token, answer: sent.code });
      const { personName, text } = await system().readConsentByLink({ token, pass });
      expect(personName).to.equal(w.minor.name);
      expect(text.paragraphs[0]).to.contain('Я, ____');
      const textVersion = text.version;
      const filled = await system().readConsentByLink({ token, pass, representative: MOTHER });
      await system().giveConsentByLink({ token, pass, textVersion, representative: MOTHER });
      const consents = await w.api().getConsents(w.at(w.minor));
      expect(consents.gaps).to.deep.equal([]);
      expect(consents.entries[0]).to.deep.include({
        way: 'link',
        byWhom: 'representative',
        representative: MOTHER,
        recordedBy: null,
        textVersion,
      });
      expect(consents.links[0]).to.deep.include({ linkId, kind: 'parent', contact, state: 'used' });
      const row = await w.db('consents').where('person_id', w.minor.personId).first();
      const { title, paragraphs } = filled.text;
      expect(row.full_text).to.equal([title, ...paragraphs].join('\n\n'));
      const kept = await system().readGivenByLink({ token, pass });
      expect(kept).to.deep.include({ title, paragraphs, organisationName: 'Колледж связи' });
      const { rows } = await w.api().listJournal({ programmeId: w.programme.programmeId });
      expect(rows.map((one) => [one.action, one.actorRole])).to.deep.equal([
        ['consent.given', 'parent'],
        ['link.created', 'coordinator'],
      ]);
    });

    it('keeps neither token, code nor pass', async () => {
      const { token, linkId } = await create();
      const { code } = await system().sendLinkCode({ token });
      const before = await w.db('personal_links').where('id', linkId).first();
      expect(before.code_hash)
        .to.match(/^[0-9a-f]{64}$/)
        .and.to.not.contain(code);
      const { pass } = await system().confirmLink({ token, answer: code });
      const row = await w.db('personal_links').where('id', linkId).first();
      expect(Object.values(row).join(' ')).to.not.contain(token).and.to.not.contain(pass);
      expect(row.token_hash).to.match(/^[0-9a-f]{64}$/);
    });

    it('an end, a revocation, a new link and a use each end it, and say which', async () => {
      const { token } = await create();
      const second = await create();
      const open = (t: string) => system().openLink({ token: t });
      expect(await refusal(open(token))).to.deep.equal(['token: link.revoked']);
      await w.api().revokeConsentLink({ ...w.at(w.minor), linkId: second.linkId });
      expect(await refusal(open(second.token))).to.deep.equal(['token: link.revoked']);
      const third = await create(w.minor, 1);
      w.service.clock.advance(DAY_MS);
      expect(await refusal(open(third.token))).to.deep.equal(['token: link.expired']);
      const used = await ready();
      await system().giveConsentByLink(used);
      expect(await refusal(system().giveConsentByLink(used))).to.deep.equal(['token: link.used']);
      expect(await refusal(open(used.token))).to.deep.equal(['token: link.used']);
      expect((await rejection(open('x'.repeat(22)))).code).to.equal('not_found');
      expect(await refusal(open('x'))).to.deep.equal(['token: link.unknown']);
    });

    it('a revoked link takes the pass with it', async () => {
      const { token, linkId } = await create();
      const held = await confirmed(token);
      const answer = await w.api().revokeLink({ ...w.at(w.minor), linkId });
      expect(answer.state).to.equal('revoked');
      expect(await refusal(system().readConsentByLink(held))).to.deep.equal([
        'token: link.revoked',
      ]);
    });

    it('a code lives ten minutes and five wrong tries, of any number at once', async () => {
      const { token } = await create();
      const confirm = (answer: string) => system().confirmLink({ token, answer });
      expect(await refusal(confirm('12345'))).to.deep.equal(['answer: code.format']);
      expect(await refusal(confirm('123456'))).to.deep.equal(['answer: code.ended']);
      const first = await system().sendLinkCode({ token });
      w.service.clock.advance(10 * MINUTE);
      expect(await refusal(confirm(first.code))).to.deep.equal(['answer: code.ended']);
      const { code } = await system().sendLinkCode({ token });
      const tries = Array.from({ length: 12 }, () => refusal(confirm(wrong(code))));
      const answers = (await Promise.all(tries)).flat();
      expect(answers.filter((one) => one === 'answer: code.wrong')).to.have.length(5);
      expect(await refusal(confirm(code))).to.deep.equal(['answer: code.ended']);
    });

    it('a code serves once, the pass as often as wanted; the code of another link is wrong', async () => {
      const { token } = await create();
      const { code } = await system().sendLinkCode({ token });
      const { pass } = await system().confirmLink({ token, answer: code });
      expect(await refusal(system().confirmLink({ token, answer: code }))).to.deep.equal([
        'answer: code.ended',
      ]);
      for (let i = 0; i < 3; i += 1) await system().readConsentByLink({ token, pass });
      const { token: foreign } = await create(await w.person('2009-05-05'));
      await system().sendLinkCode({ token: foreign });
      const misplaced = system().confirmLink({ token: foreign, answer: code });
      expect((await refusal(misplaced))[0]).to.be.oneOf(['answer: code.wrong']);
      expect(await refusal(system().readConsentByLink({ token: foreign, pass }))).to.deep.equal([
        'pass: link.passEnded',
      ]);
    });

    it('a pass rests an hour at most, and a new confirmation takes its place', async () => {
      const { token } = await create();
      const held = await confirmed(token);
      w.service.clock.advance(HOUR - MINUTE);
      await system().readConsentByLink(held);
      w.service.clock.advance(HOUR - MINUTE);
      await system().readConsentByLink(held);
      w.service.clock.advance(HOUR);
      const ended = ['pass: link.passEnded'];
      expect(await refusal(system().readConsentByLink(held))).to.deep.equal(ended);
      const again = await confirmed(token);
      const third = await (async () => {
        w.service.clock.advance(MINUTE);
        return confirmed(token);
      })();
      expect(await refusal(system().readConsentByLink(again))).to.deep.equal(ended);
      await system().readConsentByLink(third);
    });

    it('codes are sent once a minute, and ten times at most', async () => {
      const { token } = await create();
      const send = () => system().sendLinkCode({ token });
      await send();
      expect((await rejection(send())).code).to.equal('too_many');
      for (let i = 0; i < 9; i += 1) {
        w.service.clock.advance(MINUTE);
        await send();
      }
      w.service.clock.advance(MINUTE);
      expect((await rejection(send())).code).to.equal('too_many');
    });

    it('without mail the birth year confirms; three wrong ones of any number at once end the link', async () => {
      const { token } = await byYear();
      const confirm = (answer: string) => system().confirmLink({ token, answer });
      expect((await system().openLink({ token })).contactHint).to.equal(null);
      expect(await refusal(system().sendLinkCode({ token }))).to.deep.equal([
        'answer: link.noCode',
      ]);
      expect(await refusal(confirm('09'))).to.deep.equal(['answer: birthYear.format']);
      expect(await refusal(confirm('2008'))).to.deep.equal(['answer: birthYear.wrong']);
      const { pass } = await confirm('2009');
      await system().readConsentByLink({ token, pass });
      await Promise.all(Array.from({ length: 8 }, () => refusal(confirm('2007'))));
      expect(await refusal(confirm('2009'))).to.deep.equal(['token: link.locked']);
      expect(await refusal(system().readConsentByLink({ token, pass }))).to.deep.equal([
        'token: link.locked',
      ]);
      const { links } = await w.api().getLinks(w.at(w.minor));
      expect(links[0]).to.deep.include({ state: 'locked', confirmation: 'birth_year' });
    });

    it('of two who consent by it at once, one does', async () => {
      const link = await ready();
      const give = () => system().giveConsentByLink(link);
      const both = await Promise.allSettled([give(), give()]);
      expect(both.filter((one) => one.status === 'fulfilled')).to.have.length(1);
      expect(await w.db('consents').where('person_id', w.minor.personId)).to.have.length(1);
    });

    it('is made for minors only, and is worth nothing from the 18th birthday on', async () => {
      expect(await refusal(create(w.adult))).to.deep.equal(['kind: consent.parentOfAdult']);
      expect(await refusal(create(await w.person(null)))).to.deep.equal([
        'kind: consent.birthDateUnknown',
      ]);
      const soon = await w.person('2008-11-11');
      const { token } = await create(soon);
      w.service.clock.set('2026-11-10T21:00:00Z');
      const held = await confirmed(token);
      expect(await refusal(system().readConsentByLink(held))).to.deep.equal([
        'kind: consent.parentOfAdult',
      ]);
      const link = { ...held, textVersion: '1', representative: MOTHER };
      expect((await rejection(system().giveConsentByLink(link))).code).to.equal('invalid');
      expect(await w.db('consents').where('person_id', soon.personId)).to.deep.equal([]);
    });

    it('needs an address for a code', async () => {
      const made = w.api().createConsentLink({ ...w.at(w.minor), kind: 'parent' });
      expect(await refusal(made)).to.deep.equal(['contact: required']);
    });

    it('a refused consent leaves the link as it was', async () => {
      const link = await ready();
      const old = system().giveConsentByLink({ ...link, textVersion: 'of-yesterday' });
      expect(await refusal(old)).to.deep.equal(['textVersion: consent.textChanged']);
      await system().giveConsentByLink(link);
    });

    it('a link to somebody who left the programme is as none', async () => {
      const { token } = await create();
      await w.db('members').where('person_id', w.minor.personId).delete();
      expect((await rejection(system().openLink({ token }))).code).to.equal('not_found');
    });

    it('a link for a consent opens no questionnaire', async () => {
      const held = await confirmed((await create()).token);
      expect((await rejection(system().readSurveyByLink(held))).code).to.equal('not_found');
    });

    it('is listed with who made it, for what, and when it was used last', async () => {
      const { token, linkId } = await create();
      w.service.clock.advance(MINUTE);
      await system().openLink({ token });
      const { links, offer } = await w.api().getLinks(w.at(w.minor));
      expect(links[0]).to.deep.include({
        linkId,
        scope: 'parent',
        wave: null,
        contact,
        state: 'open',
        createdBy: w.coordinator.name,
        usedAt: null,
      });
      expect(Date.parse(links[0]?.lastUsedAt ?? '')).to.equal(w.service.clock.now());
      expect(offer).to.deep.include({ consents: ['parent'], waves: [], birthYearKnown: true });
      const adult = await w.api().getLinks(w.at(w.adult));
      expect(adult.offer.consents).to.deep.equal([]);
    });
  });
});
