import { expect } from 'chai';
import { consentHandlers } from '../consents/consent-handlers.js';
import { mayUseData } from '../consents/index.js';
import { consentWorld, MOTHER } from './support/consent-world.js';
import { inPieces, PDF, wholeOf } from './support/file-shelf.js';
import {
  buildPerson,
  buildProgramme,
  eachDatabase,
  statementsOf,
  withService,
} from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

eachDatabase((openDb) => {
  describe('scans of paper consents', () => {
    const w = consentWorld(openDb);
    const keep = (content: Uint8Array = PDF, person = w.minor) =>
      w.api().keepConsentScan(w.at(person), inPieces(content));
    const paper = (scanId: string | null, more: object = {}) =>
      w.api().recordPaperConsent({
        ...w.at(w.minor),
        kind: 'parent',
        givenOn: '2026-09-10',
        representative: MOTHER,
        originalNote: 'Личное дело, папка 3',
        scanId,
        ...more,
      });
    const open = (consentId: string, person = w.minor) =>
      w.api().getConsentScan({ ...w.at(person), consentId });
    const unattached = async () =>
      (await w.db('files').where('programme_id', w.programme.programmeId).whereNull('attached_at'))
        .length;

    it('are told in the ledger and open byte by byte, and the journal notes it', async () => {
      const { scanId, ...facts } = await keep();
      expect(facts).to.deep.equal({ type: 'application/pdf', size: PDF.length });
      const { consentId } = await paper(scanId);
      const { entries } = await w.api().getConsents(w.at(w.minor));
      expect(entries[0]?.scan).to.deep.equal(facts);
      const { bytes, ...told } = await open(consentId);
      expect(told).to.deep.equal({ ...facts, kind: 'parent', on: '2026-09-10' });
      expect((await wholeOf(bytes)).equals(PDF)).to.equal(true);
      const { rows } = await w.api().listJournal({ programmeId: w.programme.programmeId });
      expect(rows[0]).to.deep.include({
        action: 'consent.scan_opened',
        after: { consentKind: 'parent' },
        before: null,
      });
    });

    it('leave their hash with the row, as its proof', async () => {
      const { scanId } = await keep();
      const { consentId } = await paper(scanId);
      const row = await w.db('consents').where('id', consentId).first('proof');
      const file = await w.db('files').where('id', scanId).first('sha256');
      const proof = typeof row.proof === 'string' ? JSON.parse(row.proof) : row.proof;
      expect(proof).to.deep.equal({ scanHash: file.sha256 });
    });

    it('that are no pdf, jpeg or png are refused at their field', async () => {
      const error = await rejection(keep(Buffer.from('<html>not a scan</html>')));
      expect(problemsOf(error)).to.deep.equal(['scan: file.type']);
    });

    it('of another person, of nobody, or used before are none', async () => {
      const { scanId: foreign } = await keep(PDF, w.adult);
      expect(problemsOf(await rejection(paper(foreign)))).to.deep.equal(['scan: file.gone']);
      const { scanId } = await keep();
      await paper(scanId);
      expect(problemsOf(await rejection(paper(scanId)))).to.deep.equal(['scan: file.gone']);
      const consents = await w.db('consents').where('person_id', w.minor.personId);
      expect(consents).to.have.length(1);
    });

    it('stay for the next try of a form that was refused', async () => {
      const { scanId } = await keep();
      const refused = paper(scanId, { givenOn: '2026-11-11' });
      expect(problemsOf(await rejection(refused))).to.deep.equal(['givenOn: consent.future']);
      expect(await unattached()).to.equal(1);
      await paper(scanId);
      expect(await unattached()).to.equal(0);
    });

    it('sent twice with one form are one consent, though the file came twice', async () => {
      const key = { idempotencyKey: 'paper-with-scan-1' };
      const [one, other] = [await keep(), await keep()];
      const first = await paper(one.scanId, key);
      expect(await paper(other.scanId, key)).to.deep.equal(first);
      expect(await paper(one.scanId, key)).to.deep.equal(first);
      const another = await keep(Buffer.concat([PDF, Buffer.from('other')]));
      expect((await rejection(paper(another.scanId, key))).code).to.equal('conflict');
    });

    it('open for nobody but the coordinator of the programme, and only where they belong', async () => {
      const { consentId } = await paper((await keep()).scanId);
      const input = { ...w.at(w.minor), consentId };
      expect((await rejection(w.api(w.minor).getConsentScan(input))).code).to.equal('forbidden');
      expect((await rejection(open(consentId, w.adult))).code).to.equal('not_found');
      const elsewhere = await buildPerson(w.db, await buildProgramme(w.db), {
        roles: ['coordinator'],
      });
      expect((await rejection(w.api(elsewhere).getConsentScan(input))).code).to.equal('not_found');
      const bare = await paper(null);
      expect((await rejection(open(bare.consentId))).code).to.equal('not_found');
    });
  });

  describe('a withdrawal', () => {
    const w = consentWorld(openDb);
    const gapsOf = async (api = w.api()) => {
      const { programmeId, personId } = w.at(w.minor);
      return (await api.findConsentGaps({ programmeId, personIds: [personId] })).people;
    };

    it('freezes at once whatever asks, in another process and on remembered lists too', async () => {
      await w.paper(w.minor, 'parent');
      const other = withService(w.db, [consentHandlers], w.service.clock);
      const apis = [w.api(), other.as(w.coordinator.actor())];
      const { programmeId, personId } = w.at(w.minor);
      const of = { programmeId, today: '2026-11-10' };
      for (const api of apis) {
        expect((await api.listConsents({ programmeId, state: 'complete' })).total).to.equal(1);
        expect(await gapsOf(api)).to.deep.equal([]);
      }
      await w.api().withdrawConsent({
        ...w.at(w.minor),
        kind: 'parent',
        withdrawnOn: '2026-11-10',
        byWhom: 'representative',
        reason: 'Заявление',
      });
      for (const api of apis) {
        expect((await api.listConsents({ programmeId, state: 'complete' })).total).to.equal(0);
        expect(await gapsOf(api)).to.deep.equal([{ personId, gaps: ['consent_withdrawn'] }]);
        const use = await api.getDataUse(w.at(w.minor));
        expect(
          [use.matching, use.register, use.publication].map((one) => one.allowed),
        ).to.deep.equal([false, false, false]);
      }
      expect((await mayUseData(w.db, of, [personId])).get(personId)?.matching.allowed).to.equal(
        false,
      );
      expect((await w.api(w.minor).myConsents({ programmeId })).gaps).to.deep.equal([
        'consent_withdrawn',
      ]);
    });

    it('of a moment before is seen by the same person’s next page', async () => {
      await w.give(w.adult);
      const { programmeId } = w.programme;
      const mine = () => w.api(w.adult).myConsents({ programmeId });
      expect((await mine()).valid).to.deep.equal(['own']);
      await w.api(w.adult).withdrawMyConsent({ programmeId, kind: 'own' });
      expect((await mine()).valid).to.deep.equal([]);
    });
  });

  describe('marks beside names', () => {
    const w = consentWorld(openDb);

    it('tell of those who lack something, by as many statements for sixty as for one', async () => {
      await w.give(w.adult);
      const { programmeId } = w.programme;
      const people = [w.adult, w.minor, w.coordinator];
      for (let n = 0; n < 60; n += 1) people.push(await w.person('2009-01-01'));
      const ask = (count: number) =>
        w.api().findConsentGaps({
          programmeId,
          personIds: people.slice(0, count).map((one) => one.personId),
        });
      expect((await ask(3)).people).to.deep.equal([
        { personId: w.minor.personId, gaps: ['no_parent_consent'] },
      ]);
      const [one, all] = [
        await statementsOf(w.db, () => ask(1)),
        await statementsOf(w.db, () => ask(people.length)),
      ];
      expect(all).to.have.length(one.length);
      expect((await ask(people.length)).people).to.have.length(61);
    });
  });

  describe('the printed text', () => {
    const w = consentWorld(openDb);

    it('of a minor names the representative of the profile, and leaves the ground to be written in', async () => {
      await w.api().updateProfile({
        ...w.at(w.minor),
        birthDate: '2009-03-05',
        representativeName: 'Петрова Анна Ивановна',
        version: 1,
      });
      const text = await w.api().getConsentText({ ...w.at(w.minor), kind: 'parent' });
      expect(text.paragraphs[0]).to.match(/^Я, Петрова Анна Ивановна,.*основание: _+\)/);
    });
  });
});
