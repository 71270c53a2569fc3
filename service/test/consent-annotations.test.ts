import { expect } from 'chai';
import { annotationProblems } from '../consents/annotating.js';
import { fileHandlers } from '../files/file-handlers.js';
import { consentWorld, MOTHER } from './support/consent-world.js';
import { inPieces, PDF, wholeOf } from './support/file-shelf.js';
import { DAY_MS, eachDatabase, withService } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

describe('what is added to a consent', () => {
  const cases: [string, Parameters<typeof annotationProblems>, string[]][] = [
    ['nothing', [{ scanId: null, note: null, reason: null }, false], ['consent.nothingAdded']],
    ['a note alone', [{ scanId: null, note: 'x', reason: null }, true], []],
    ['the first scan', [{ scanId: 'f', note: null, reason: null }, false], []],
    ['another', [{ scanId: 'f', note: null, reason: null }, true], ['consent.replaceReason']],
    ['another, with why', [{ scanId: 'f', note: null, reason: 'x' }, true], []],
  ];
  for (const [what, given, expected] of cases) {
    it(what, () => expect(annotationProblems(...given).map((p) => p.code)).to.deep.equal(expected));
  }
});

eachDatabase((openDb) => {
  describe('scans and notes that come later', () => {
    const w = consentWorld(openDb);
    const OTHER = Buffer.concat([PDF, Buffer.from('%other')]);
    const keep = async (content: Uint8Array = PDF, person = w.minor) =>
      (await w.api().keepConsentScan(w.at(person), inPieces(content))).scanId;
    const paper = (scanId: string | null) =>
      w.api().recordPaperConsent({
        ...w.at(w.minor),
        kind: 'parent',
        givenOn: '2026-09-10',
        representative: MOTHER,
        originalNote: 'Личное дело, папка 3',
        scanId,
      });
    const annotate = (consentId: string, more: object, person = w.minor) =>
      w.api().annotateConsent({ ...w.at(person), consentId, ...more });
    const entry = async () => (await w.api().getConsents(w.at(w.minor))).entries[0];
    const open = async (consentId: string, annotationId?: string) => {
      const { bytes } = await w.api().getConsentScan({ ...w.at(w.minor), consentId, annotationId });
      return wholeOf(bytes);
    };
    const rowsOf = () => w.db('consents').where('person_id', w.minor.personId);

    it('lie beside the row, which stays as it was', async () => {
      const { consentId } = await paper(null);
      const before = await rowsOf();
      const { annotationId } = await annotate(consentId, {
        scanId: await keep(),
        note: 'Принесла мама',
      });
      expect(await rowsOf()).to.deep.equal(before);
      const one = await entry();
      expect(one?.scan).to.equal(null);
      expect(one?.annotations).to.have.length(1);
      expect(one?.annotations[0]).to.deep.include({
        annotationId,
        by: w.coordinator.name,
        note: 'Принесла мама',
        reason: null,
        scan: { type: 'application/pdf', size: PDF.length },
      });
      expect((await open(consentId, annotationId)).equals(PDF)).to.equal(true);
      expect((await w.api().getConsents(w.at(w.minor))).gaps).to.deep.equal([]);
    });

    it('a wrong scan is replaced with a reason; the earlier is kept, its hash in the journal', async () => {
      const { consentId } = await paper(await keep());
      const scanId = await keep(OTHER);
      const without = annotate(consentId, { scanId });
      expect(problemsOf(await rejection(without))).to.deep.equal(['reason: consent.replaceReason']);
      const { annotationId } = await annotate(consentId, { scanId, reason: 'Чужой паспорт' });
      expect((await open(consentId, annotationId)).equals(OTHER)).to.equal(true);
      expect((await open(consentId)).equals(PDF)).to.equal(true);
      const { rows } = await w.api().listJournal({ programmeId: w.programme.programmeId });
      const replaced = rows.find((one) => one.action === 'consent.scan_replaced');
      const files = await w.db('files').where('person_id', w.minor.personId).select('id', 'sha256');
      const hash = (id: string) => files.find((one) => one.id === id)?.sha256;
      expect(replaced?.after?.['scanHash']).to.equal(hash(scanId));
      expect(replaced?.before?.['scanHash']).to.be.a('string').and.to.not.equal(hash(scanId));
      w.service.clock.advance(3 * DAY_MS);
      const { clock, deps } = w.service;
      const service = withService(w.db, [fileHandlers], clock, deps.files);
      await service.system.sweepFiles({});
      expect((await open(consentId)).equals(PDF)).to.equal(true);
    });

    it('only to paper, only to who it is of, only files of theirs, once for a form', async () => {
      const { consentId } = await paper(null);
      const foreign = annotate(consentId, { note: 'x' }, w.adult);
      expect((await rejection(foreign)).code).to.equal('not_found');
      const file = await keep(PDF, w.adult);
      expect(problemsOf(await rejection(annotate(consentId, { scanId: file })))).to.deep.equal([
        'scan: file.gone',
      ]);
      const { consentId: inTool } = await w.give(w.adult);
      const click = annotate(inTool, { note: 'x' }, w.adult);
      expect(problemsOf(await rejection(click))).to.deep.equal([': consent.notPaper']);
      const key = { idempotencyKey: 'annotate-once', note: 'Дважды' };
      const both = await Promise.all([annotate(consentId, key), annotate(consentId, key)]);
      expect(both[0]).to.deep.equal(both[1]);
      expect((await entry())?.annotations).to.have.length(1);
    });
  });
});
