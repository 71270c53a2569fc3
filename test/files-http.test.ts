import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import { ANSWER_HEADER, httpApi } from '../service/api/http-client.js';
import type { MentoringClient } from '../service/api/index.js';
import { serviceTokenKey, signActor } from '../service/api/token.js';
import { createServiceApp } from '../service/app.js';
import { createMentoring } from '../service/index.js';
import { inPieces, PDF, temporaryShelf, wholeOf } from '../service/test/support/file-shelf.js';
import {
  type BuiltPerson,
  buildPerson,
  buildProgramme,
  eachDatabase,
  silentLogger,
  testClock,
} from '../service/test/support/harness.js';
import { problemsOf, rejection } from '../service/test/support/rejection.js';
import { listen, type RunningServer } from '../shared/server.js';

const KEY = serviceTokenKey('a secret of the tests, long enough for the configuration');
const MIB = 1024 * 1024;

eachDatabase((openDb) => {
  describe('files over HTTP', () => {
    let server: RunningServer;
    let api: MentoringClient;
    let coordinator: BuiltPerson;
    let of: { programmeId: string; personId: string };
    const origin = () => `http://127.0.0.1:${server.port}`;

    before(async () => {
      const db = await openDb();
      const files = temporaryShelf().shelf;
      const mentoring = createMentoring({ db, clock: testClock(), logger: silentLogger, files });
      const app = createServiceApp({ db, logger: silentLogger, mentoring, tokenKeys: [KEY] });
      server = await listen(app, 0, '127.0.0.1');
      const programme = await buildProgramme(db);
      coordinator = await buildPerson(db, programme, { roles: ['coordinator'] });
      const { personId } = await buildPerson(db, programme);
      of = { programmeId: programme.programmeId, personId };
      await db('profiles').insert({
        person_id: personId,
        organisation_id: programme.organisationId,
        birth_date: '2009-03-05',
        created_at: 0,
      });
      api = httpApi(origin(), KEY).as(coordinator.actor());
    });
    after(() => server.close());

    const keep = (content: Uint8Array) => api.keepConsentScan(of, inPieces(content, 65_536));
    const paper = async (content: Uint8Array) =>
      api.recordPaperConsent({
        ...of,
        kind: 'parent',
        givenOn: '2026-09-10',
        representative: { name: 'Петрова Анна', ground: 'parent' },
        originalNote: 'Папка 3',
        scanId: (await keep(content)).scanId,
      });
    const address = (consentId: string) =>
      `${origin()}/api/v1/programmes/${of.programmeId}/participants/${of.personId}/consents/${consentId}/scan`;
    const bearer = async () => ({
      authorization: `Bearer ${await signActor(coordinator.actor(), KEY)}`,
    });

    it('go in and come out as streams, whole', async () => {
      const content = Buffer.concat([PDF, randomBytes(5 * MIB)]);
      const { consentId } = await paper(content);
      const { bytes, ...told } = await api.getConsentScan({ ...of, consentId });
      expect(told).to.deep.equal({
        type: 'application/pdf',
        size: content.length,
        kind: 'parent',
        on: '2026-09-10',
      });
      expect((await wholeOf(bytes)).equals(content)).to.equal(true);
    });

    it('come out to be saved, of no type that a browser would show', async () => {
      const { consentId } = await paper(PDF);
      const answer = await fetch(address(consentId), { headers: await bearer() });
      expect((await answer.arrayBuffer()).byteLength).to.equal(PDF.length);
      const header = (name: string) => answer.headers.get(name);
      expect(header('content-type')).to.equal('application/octet-stream');
      expect(header('content-disposition')).to.equal('attachment');
      expect(header('x-content-type-options')).to.equal('nosniff');
      expect(header('cache-control')).to.equal('no-store');
      const told = Buffer.from(header(ANSWER_HEADER) ?? '', 'base64url').toString();
      expect(JSON.parse(told)).to.deep.include({ type: 'application/pdf' });
    });

    it('that are refused half-way are answered with the reason', async () => {
      const large = await rejection(keep(Buffer.concat([PDF, Buffer.alloc(11 * MIB)])));
      expect(problemsOf(large)).to.deep.equal(['scan: file.tooLarge']);
      const page = await rejection(keep(Buffer.concat([Buffer.from('<html>'), Buffer.alloc(MIB)])));
      expect(problemsOf(page)).to.deep.equal(['scan: file.type']);
      expect(problemsOf(await rejection(keep(Buffer.alloc(0))))).to.deep.equal([
        'scan: file.empty',
      ]);
    });

    it('are not read for whoever is not known', async () => {
      const path = `${origin()}/api/v1/programmes/${of.programmeId}/participants/${of.personId}/consent-scans`;
      const answer = await fetch(path, { method: 'POST', body: PDF });
      expect(answer.status).to.equal(401);
      const unknown = await fetch(`${path}?name=x`, {
        method: 'POST',
        body: PDF,
        headers: await bearer(),
      });
      expect(unknown.status).to.equal(422);
    });
  });
});
