import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { fromRoot } from '../../shared/root.js';
import { sha256 } from '../../shared/seal.js';
import { mayUseData } from '../consents/index.js';
import { consentWorld, MOTHER } from './support/consent-world.js';
import { buildPerson, buildProgramme, eachDatabase, statementsOf } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  describe('consents', () => {
    const w = consentWorld(openDb);
    const rowsOf = (personId: string) =>
      w.db('consents').where('person_id', personId).orderBy('id');
    const refusal = async (call: Promise<unknown>) => problemsOf(await rejection(call));
    const withdrawal = (kind: 'own' | 'parent', withdrawnOn = '2026-11-10') => ({
      kind,
      withdrawnOn,
      byWhom: 'person' as const,
      reason: 'Заявление от 10.11.2026',
    });

    it('given by an adult in the tool: the row says who, to what, to when, and to which words', async () => {
      await w.give(w.adult);
      const { entries, ...standing } = await w.api(w.adult).myConsents(w.at(w.adult));
      expect(standing).to.deep.include({
        age: 'adult',
        needed: ['own'],
        valid: ['own'],
        gaps: [],
      });
      const [entry] = entries;
      expect(entry).to.deep.include({
        kind: 'own',
        act: 'given',
        on: '2026-11-10',
        way: 'tool',
        byWhom: 'person',
        recordedBy: w.adult.name,
        validUntil: '2028-08-30',
        valid: true,
      });
      expect(entry?.purpose).to.match(/наставничества/);
      expect(entry?.data).to.include('дата рождения');
      expect(entry?.actions).to.include('уничтожение');
      const [row] = await rowsOf(w.adult.personId);
      expect(row.full_text).to.contain(`Я, ${w.adult.name},`).and.to.contain('Колледж связи');
      const proof = typeof row.proof === 'string' ? JSON.parse(row.proof) : row.proof;
      expect(proof).to.deep.equal({ textHash: sha256(row.full_text) });
    });

    it('on paper, by a parent: with ground, number and place of the original', async () => {
      await w.paper(w.minor, 'parent');
      const { entries, gaps, use } = await w.api().getConsents(w.at(w.minor));
      expect(gaps).to.deep.equal([]);
      expect(use.matching).to.deep.equal({ allowed: true, reasons: [] });
      expect(entries[0]).to.deep.include({
        kind: 'parent',
        on: '2026-09-10',
        way: 'paper',
        byWhom: 'representative',
        representative: MOTHER,
        recordedBy: w.coordinator.name,
        textVersion: null,
        originalNumber: '17',
        originalNote: 'Личное дело, папка 3',
      });
    });

    it('refuses what the law does not know, and writes nothing', async () => {
      const unknown = await w.person(null);
      expect(await refusal(w.paper(w.adult, 'parent'))).to.deep.equal([
        'kind: consent.parentOfAdult',
      ]);
      expect(await refusal(w.give(w.minor))).to.deep.equal(['kind: consent.ownOfMinor']);
      expect(await refusal(w.give(unknown))).to.deep.equal(['kind: consent.birthDateUnknown']);
      expect(await refusal(w.give(w.minor, 'publication'))).to.deep.equal([
        'representative: consent.representativeNeeded',
      ]);
      const input = { ...w.at(w.minor), kind: 'parent', givenOn: '2026-09-10' } as const;
      const nobody = w.api().recordPaperConsent({ ...input, originalNote: 'папка' });
      expect(await refusal(nobody)).to.deep.equal(['representative: consent.representativeNeeded']);
      expect(await refusal(w.paper(w.minor, 'parent', '2026-11-11'))).to.deep.equal([
        'givenOn: consent.future',
      ]);
      const { programmeId } = w.programme;
      const old = { programmeId, kind: 'own', textVersion: 'of-last-year' } as const;
      expect(await refusal(w.api(w.adult).giveConsent(old))).to.deep.equal([
        'textVersion: consent.textChanged',
      ]);
      expect(await w.db('consents').where('programme_id', programmeId)).to.deep.equal([]);
    });

    it('a second one that adds nothing is refused; sent twice with one key, it is written once', async () => {
      const { version } = await w.api(w.adult).getConsentText({ ...w.at(w.adult), kind: 'own' });
      const { programmeId } = w.programme;
      const idempotencyKey = 'consent-0001';
      const input = { programmeId, kind: 'own', textVersion: version, idempotencyKey } as const;
      const [one, other] = await Promise.all([
        w.api(w.adult).giveConsent(input),
        w.api(w.adult).giveConsent(input),
      ]);
      expect(one).to.deep.equal(other);
      expect(await refusal(w.give(w.adult))).to.deep.equal(['kind: consent.alreadyGiven']);
      expect(await rowsOf(w.adult.personId)).to.have.length(1);
    });

    it('of two who consent at the same moment without a key, one is told that it is done', async () => {
      const both = await Promise.allSettled([w.give(w.adult), w.give(w.adult)]);
      expect(both.filter((one) => one.status === 'fulfilled')).to.have.length(1);
      expect(await rowsOf(w.adult.personId)).to.have.length(1);
    });

    it('withdrawn by the person: frozen at once; the rows of before stay as they were', async () => {
      await w.give(w.adult);
      const before = await rowsOf(w.adult.personId);
      const { programmeId } = w.programme;
      await w.api(w.adult).withdrawMyConsent({ programmeId, kind: 'own', reason: 'Передумал' });
      const now = await w.api(w.adult).myConsents({ programmeId });
      expect(now.gaps).to.deep.equal(['consent_withdrawn']);
      expect(now.use.matching.allowed || now.use.register.allowed).to.equal(false);
      expect(now.entries[0]).to.deep.include({
        act: 'withdrawn',
        byWhom: 'person',
        reason: 'Передумал',
        recordedBy: w.adult.name,
        valid: false,
      });
      const after = await rowsOf(w.adult.personId);
      expect(after.filter((row) => row.act === 'given')).to.deep.equal(before);
      const again = w.api(w.adult).withdrawMyConsent({ programmeId, kind: 'own' });
      expect(await refusal(again)).to.deep.equal(['kind: consent.nothingToWithdraw']);
    });

    it('given anew after a withdrawal, it holds; a paper of before it is refused', async () => {
      await w.give(w.adult);
      await w.api().withdrawConsent({ ...w.at(w.adult), ...withdrawal('own') });
      expect(await refusal(w.paper(w.adult, 'own'))).to.deep.equal([
        'givenOn: consent.withdrawnSince',
      ]);
      await w.give(w.adult);
      expect((await w.api(w.adult).myConsents(w.at(w.adult))).gaps).to.deep.equal([]);
    });

    it('withdrawn while the clock of this process is behind: frozen all the same', async () => {
      await w.give(w.adult);
      w.service.clock.advance(-5_000);
      const { programmeId } = w.programme;
      await w.api(w.adult).withdrawMyConsent({ programmeId, kind: 'own' });
      const { gaps } = await w.api(w.adult).myConsents({ programmeId });
      expect(gaps).to.deep.equal(['consent_withdrawn']);
    });

    it('a minor may withdraw what a parent gave', async () => {
      await w.paper(w.minor, 'parent');
      const { programmeId } = w.programme;
      await w.api(w.minor).withdrawMyConsent({ programmeId, kind: 'parent' });
      expect((await w.api().getDataUse(w.at(w.minor))).matching).to.deep.equal({
        allowed: false,
        reasons: ['consent_withdrawn'],
      });
    });

    it('on the 18th birthday a parent’s ends and the own one is asked for', async () => {
      const soon = await w.person('2008-11-11');
      await w.paper(soon, 'parent');
      const uses = async () => (await w.api().getDataUse(w.at(soon))).matching;
      expect(await uses()).to.deep.equal({ allowed: true, reasons: [] });
      expect((await w.api().listConsents(w.at(soon))).counts.complete).to.equal(1);
      w.service.clock.set('2026-11-10T21:00:00Z');
      expect(await uses()).to.deep.equal({ allowed: false, reasons: ['no_own_consent_since_18'] });
      expect((await w.api().listConsents(w.at(soon))).counts.complete).to.equal(0);
      await w.give(soon);
      expect((await uses()).allowed).to.equal(true);
    });

    it('is asked for anew in every programme', async () => {
      await w.give(w.adult);
      const { organisationId } = w.programme;
      const next = await buildProgramme(w.db, { organisationId });
      const of = { programmeId: next.programmeId, today: '2026-11-10' };
      expect([...(await mayUseData(w.db, of, [w.adult.personId]))]).to.deep.equal([]);
    });

    it('leaves kind and way in the journal, and nothing else', async () => {
      await w.paper(w.minor, 'parent');
      await w.api().withdrawConsent({ ...w.at(w.minor), ...withdrawal('parent') });
      const { rows } = await w.api().listJournal({ programmeId: w.programme.programmeId });
      expect(rows.map((row) => [row.action, row.after, row.before])).to.deep.equal([
        ['consent.withdrawn', { consentKind: 'parent', consentWay: 'paper' }, null],
        ['consent.given', { consentKind: 'parent', consentWay: 'paper' }, null],
      ]);
      expect(rows[0]?.about.person?.personId).to.equal(w.minor.personId);
    });

    it('texts are the coordinator’s for all, a person’s own for them, nobody else’s', async () => {
      const text = await w.api().getConsentText({ ...w.at(w.minor), kind: 'parent' });
      expect(text.paragraphs[0]).to.contain(w.minor.name).and.to.contain('Я, ____');
      const foreign = w.api(w.adult).getConsentText({ ...w.at(w.minor), kind: 'parent' });
      expect((await rejection(foreign)).code).to.equal('not_found');
      const mine = await w.api(w.adult).getConsentText({ ...w.at(w.adult), kind: 'publication' });
      expect(mine.paragraphs[0]).to.contain(`Я, ${w.adult.name}, контакты`);
    });

    describe('listConsents', () => {
      const list = (filter: object = {}) =>
        w.api().listConsents({ programmeId: w.programme.programmeId, ...filter });
      const names = async (filter: object = {}) =>
        (await list(filter)).rows.map((row) => row.name.split(' ')[0]);

      beforeEach(async () => {
        await w.person('2009-01-01', ['mentor'], 'Ёлкина');
        await w.person(null, ['mentee'], 'Ежов');
        const done = await w.person('1999-01-01', ['mentor', 'mentee'], 'Абаев');
        await w.give(done);
        await w.person('1980-01-01', ['head'], 'Бабаев');
      });

      it('stands in the order of names, page by page, and counts what is missing', async () => {
        const all = await list();
        expect(all.counts).to.deep.equal({
          people: 5,
          complete: 1,
          byGap: { no_own_consent: 1, no_parent_consent: 2, birth_date_unknown: 1 },
        });
        expect((await names()).slice(0, 3)).to.deep.equal(['Абаев', 'Ежов', 'Ёлкина']);
        expect(await names({ page: 2, pageSize: 2 })).to.deep.equal((await names()).slice(2, 4));
        expect(await names({ page: 9 })).to.deep.equal([]);
      });

      it('filters by role, age, state, gap and name', async () => {
        expect(await names({ role: 'mentor' })).to.deep.equal(['Абаев', 'Ёлкина']);
        expect(await names({ state: 'complete' })).to.deep.equal(['Абаев']);
        expect((await list({ state: 'incomplete' })).total).to.equal(4);
        expect(await names({ gap: 'birth_date_unknown' })).to.deep.equal(['Ежов']);
        expect(await names({ age: 'minor', role: 'mentor' })).to.deep.equal(['Ёлкина']);
        await w.db('members').where('person_id', w.minor.personId).update({ group_name: 'ИС-21' });
        expect((await list({ groupName: 'ИС-21' })).rows.map((row) => row.personId)).to.deep.equal([
          w.minor.personId,
        ]);
        expect(await names({ groupName: 'ИС-2' })).to.deep.equal([]);
        expect(await names({ search: 'елк' })).to.deep.equal(['Ёлкина']);
        expect(await names({ search: '%' })).to.deep.equal([]);
        expect((await list({ search: '%', page: 1 })).counts.people).to.equal(5);
      });

      it('needs as many statements for sixty people as for a few', async () => {
        const measure = async (page: number) =>
          (await statementsOf(w.db, () => list({ page, pageSize: 1000 }))).length;
        const few = await measure(1);
        for (let i = 0; i < 60; i += 1) await w.person('2009-01-01');
        expect(await measure(1)).to.equal(few);
        // Who calls, the people with their roles, the ledger.
        expect(few).to.equal(3);
      });
    });

    it('one question answers for many people, by two statements', async () => {
      await w.give(w.adult);
      const elsewhere = await buildPerson(w.db, await buildProgramme(w.db));
      const of = { programmeId: w.programme.programmeId, today: '2026-11-10' };
      const ids = [w.adult, w.minor, elsewhere].map((one) => one.personId);
      let uses = new Map();
      const asked = await statementsOf(w.db, async () => {
        uses = await mayUseData(w.db, of, ids);
      });
      expect(asked).to.have.length(2);
      expect([...uses].map(([id, use]) => [id, use.matching.allowed])).to.have.deep.members([
        [w.adult.personId, true],
        [w.minor.personId, false],
      ]);
      expect([...(await mayUseData(w.db, of)).keys()]).to.have.members(ids.slice(0, 2));
    });
  });
});

describe('the ledger of consents', () => {
  it('is written by one insert, and changed by nothing', () => {
    const store = readFileSync(fromRoot('service', 'consents', 'consent-store.ts'), 'utf8');
    expect(store.match(/\.(insert|update|delete|del|increment|truncate)\(/g)).to.deep.equal([
      '.insert(',
    ]);
    const others = readdirSync(fromRoot('service'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('test'))
      .filter((name) => !name.endsWith('consent-store.ts'))
      .filter((name) => /\('consents\b/.test(readFileSync(fromRoot('service', name), 'utf8')));
    expect(others).to.deep.equal([]);
  });
});

describe('codes of profiles and consents', () => {
  const sources = ['consents', 'links', 'people', 'api'].flatMap((folder) =>
    readdirSync(fromRoot('service', folder))
      .filter((name) => /^(age|consent|giving|link|making|opening|profile).*\.ts$/.test(name))
      .map((name) => readFileSync(fromRoot('service', folder, name), 'utf8')),
  );
  const codes = sources.flatMap((source) =>
    [...source.matchAll(/'((?:consent|link|code|birthDate|birthYear|phone|email)\.\w+)'/g)].map(
      (m) => m[1],
    ),
  );

  for (const locale of ['ru', 'en']) {
    it(`all have words in ${locale}`, () => {
      const messages = ['profiles', 'consents', 'links', 'mentor-links'].map((name) =>
        readFileSync(fromRoot('lti-tool', 'locales', locale, `${name}.json`), 'utf8'),
      );
      const known = Object.keys(Object.assign({}, ...messages.map((text) => JSON.parse(text))));
      const journal = codes.filter((code) => known.includes(`journal.action.${code}`));
      const errors = codes.filter((code) => known.includes(`errors.${code}`));
      expect(
        codes.filter((code) => !journal.includes(code) && !errors.includes(code)),
      ).to.deep.equal([]);
      expect(errors.length).to.be.greaterThan(20);
    });
  }
});
