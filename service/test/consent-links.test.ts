import { expect } from 'chai';
import { contactHint, linkState } from '../consents/link-rules.js';
import { consentWorld, MOTHER } from './support/consent-world.js';
import { type BuiltPerson, DAY_MS, eachDatabase } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

const MINUTE = 60_000;

describe('link rules', () => {
  it('a link that was used stays used, whatever came later', () => {
    const times = { expiresAt: 100, revokedAt: null, usedAt: null };
    expect(linkState(times, 99)).to.equal('open');
    expect(linkState(times, 100)).to.equal('expired');
    expect(linkState({ ...times, revokedAt: 50 }, 200)).to.equal('revoked');
    expect(linkState({ ...times, revokedAt: 60, usedAt: 50 }, 200)).to.equal('used');
  });

  const HINTS: [email: string, hint: string][] = [
    ['petrova@kollezh.example', 'p•••a@kollezh.example'],
    ['anna@kollezh.example', 'a•••@kollezh.example'],
    ['ab@kollezh.example', '•••@kollezh.example'],
    ['мама123@почта.example', 'м•••3@почта.example'],
  ];
  for (const [email, hint] of HINTS) {
    it(`${email} is hinted at as ${hint}`, () => expect(contactHint(email)).to.equal(hint));
  }
});

eachDatabase((openDb) => {
  describe('consent links', () => {
    const w = consentWorld(openDb);
    const system = () => w.service.system;
    const refusal = async (call: Promise<unknown>) => problemsOf(await rejection(call));
    const contact = 'petrova@kollezh.example';
    const create = (person: BuiltPerson = w.minor, days = 14) =>
      w.api().createConsentLink({ ...w.at(person), kind: 'parent', contact, days });
    const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

    /** A link with a code, and the version of the text that was read with it. */
    async function ready() {
      const { token, linkId } = await create();
      const { code } = await system().sendConsentCode({ token });
      const { text } = await system().readConsentByLink({ token, code });
      return { linkId, token, code, textVersion: text.version, representative: MOTHER };
    }
    const give = ({ linkId: _linkId, ...input }: Awaited<ReturnType<typeof ready>>) =>
      system().giveConsentByLink(input);

    it('the whole way: link, page without names, code, text, consent', async () => {
      const { token, linkId } = await create();
      const page = await system().exchangeConsentLink({ token });
      expect(page).to.deep.include({
        kind: 'parent',
        organisationName: 'Колледж связи',
        contactHint: 'p•••a@kollezh.example',
      });
      expect(JSON.stringify(page)).to.not.contain(w.minor.name);
      const sent = await system().sendConsentCode({ token });
      expect(sent.contact).to.equal(contact);
      const { code } = sent;
      const { personName, text } = await system().readConsentByLink({ token, code });
      expect(personName).to.equal(w.minor.name);
      expect(text.paragraphs[0]).to.contain('Я, ____');
      const textVersion = text.version;
      const filled = await system().readConsentByLink({ token, code, representative: MOTHER });
      await system().giveConsentByLink({ token, code, textVersion, representative: MOTHER });
      const consents = await w.api().getConsents(w.at(w.minor));
      expect(consents.gaps).to.deep.equal([]);
      expect(consents.entries[0]).to.deep.include({
        way: 'link',
        byWhom: 'representative',
        representative: MOTHER,
        recordedBy: null,
        textVersion,
      });
      expect(consents.links[0]).to.deep.include({ linkId, state: 'used' });
      const row = await w.db('consents').where('person_id', w.minor.personId).first();
      expect(row.full_text).to.contain(`Я, ${MOTHER.name},`).and.to.contain('родитель');
      const { title, paragraphs } = filled.text;
      expect(row.full_text).to.equal([title, ...paragraphs].join('\n\n'));
      const { rows } = await w.api().listJournal({ programmeId: w.programme.programmeId });
      expect(rows.map((one) => [one.action, one.actorRole])).to.deep.equal([
        ['consent.given', 'parent'],
        ['consent.link_created', 'coordinator'],
      ]);
    });

    it('keeps neither token nor code', async () => {
      const { token, linkId } = await create();
      const { code } = await system().sendConsentCode({ token });
      const row = await w.db('consent_links').where('id', linkId).first();
      expect(Object.values(row).join(' ')).to.not.contain(token);
      expect(row.token_hash).to.match(/^[0-9a-f]{64}$/);
      expect(row.code_hash)
        .to.match(/^[0-9a-f]{64}$/)
        .and.to.not.contain(code);
    });

    it('an end, a revocation, a new link and a use each end it, and say which', async () => {
      const { token } = await create();
      const second = await create();
      const exchange = (t: string) => system().exchangeConsentLink({ token: t });
      expect(await refusal(exchange(token))).to.deep.equal(['token: link.revoked']);
      await w.api().revokeConsentLink({ ...w.at(w.minor), linkId: second.linkId });
      expect(await refusal(exchange(second.token))).to.deep.equal(['token: link.revoked']);
      const third = await create(w.minor, 1);
      w.service.clock.advance(DAY_MS);
      expect(await refusal(exchange(third.token))).to.deep.equal(['token: link.expired']);
      const used = await ready();
      await give(used);
      expect(await refusal(give(used))).to.deep.equal(['token: link.used']);
      expect((await rejection(exchange('x'.repeat(22)))).code).to.equal('not_found');
      expect(await refusal(exchange('x'))).to.deep.equal(['token: link.unknown']);
    });

    it('a code lives ten minutes and five wrong tries, of any number at once', async () => {
      const { token } = await create();
      const read = (code: string) => system().readConsentByLink({ token, code });
      expect(await refusal(read('123456'))).to.deep.equal(['code: code.ended']);
      const first = await system().sendConsentCode({ token });
      w.service.clock.advance(10 * MINUTE);
      expect(await refusal(read(first.code))).to.deep.equal(['code: code.ended']);
      const { code } = await system().sendConsentCode({ token });
      const tries = Array.from({ length: 12 }, () => refusal(read(wrong(code))));
      const answers = (await Promise.all(tries)).flat();
      expect(answers.filter((one) => one === 'code: code.wrong')).to.have.length(5);
      expect(await refusal(read(code))).to.deep.equal(['code: code.ended']);
    });

    it('a right code may be shown as often as wanted; the code of another link is wrong', async () => {
      const { token } = await create();
      const other = await w.person('2009-05-05');
      const { token: foreign } = await create(other);
      const { code } = await system().sendConsentCode({ token });
      await system().sendConsentCode({ token: foreign });
      for (let i = 0; i < 8; i += 1) await system().readConsentByLink({ token, code });
      const misplaced = system().readConsentByLink({ token: foreign, code });
      expect(await refusal(misplaced)).to.deep.equal(['code: code.wrong']);
    });

    it('codes are sent once a minute, and ten times at most', async () => {
      const { token } = await create();
      const send = () => system().sendConsentCode({ token });
      await send();
      expect((await rejection(send())).code).to.equal('too_many');
      for (let i = 0; i < 9; i += 1) {
        w.service.clock.advance(MINUTE);
        await send();
      }
      w.service.clock.advance(MINUTE);
      expect((await rejection(send())).code).to.equal('too_many');
    });

    it('of two who consent by it at once, one does', async () => {
      const link = await ready();
      const both = await Promise.allSettled([give(link), give(link)]);
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
      const { code } = await system().sendConsentCode({ token });
      expect(await refusal(system().readConsentByLink({ token, code }))).to.deep.equal([
        'kind: consent.parentOfAdult',
      ]);
      const link = { token, code, textVersion: '1', representative: MOTHER };
      expect((await rejection(system().giveConsentByLink(link))).code).to.equal('invalid');
      expect(await w.db('consents').where('person_id', soon.personId)).to.deep.equal([]);
    });

    it('a refused consent leaves the link as it was', async () => {
      const link = await ready();
      expect(await refusal(give({ ...link, textVersion: 'of-yesterday' }))).to.deep.equal([
        'textVersion: consent.textChanged',
      ]);
      await give(link);
    });
  });
});
