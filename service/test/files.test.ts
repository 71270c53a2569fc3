import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { fileHandlers } from '../files/file-handlers.js';
import { FILE_PURPOSES } from '../files/file-rules.js';
import { attachFile, keepFile, openFile } from '../files/index.js';
import { inPieces, PDF, temporaryShelf, wholeOf } from './support/file-shelf.js';
import { DAY_MS, eachDatabase, type TestService, withService } from './support/harness.js';
import { problemsOf, rejection } from './support/rejection.js';

const filesBelow = (folder: string): string[] =>
  (readdirSync(folder, { recursive: true, encoding: 'utf8' }) as string[])
    .filter((name) => statSync(join(folder, name)).isFile())
    .sort();

eachDatabase((openDb) => {
  describe('kept files', () => {
    let db: Db;
    let service: TestService;
    let kept: ReturnType<typeof temporaryShelf>;
    let keeping: Parameters<typeof keepFile>[1];

    before(async () => {
      db = await openDb();
    });
    beforeEach(async () => {
      await db('files').delete();
      kept = temporaryShelf();
      service = withService(db, [fileHandlers], undefined, kept.shelf);
      keeping = {
        organisationId: newId(),
        programmeId: newId(),
        personId: newId(),
        purpose: 'consent_scan',
        createdBy: null,
      };
    });

    const keep = (content: Uint8Array = PDF) => keepFile(service.deps, keeping, inPieces(content));
    const which = (fileId: string) => {
      const { programmeId, personId, purpose } = keeping;
      return { fileId, programmeId, personId, purpose };
    };
    const rows = () => db('files').select();

    it('come back byte by byte, with type, size and hash told from what they are', async () => {
      const content = Buffer.concat([PDF, randomBytes(200_000)]);
      const file = await keep(content);
      expect(file).to.deep.include({ type: 'application/pdf', size: content.length });
      expect(file.sha256).to.equal(createHash('sha256').update(content).digest('hex'));
      const { bytes } = await openFile(service.deps, which(file.fileId));
      expect((await wholeOf(bytes)).equals(content)).to.equal(true);
    });

    it('lie under random names that say nothing, for the owner of the process alone', async () => {
      const { storageKey } = await keep();
      const { storageKey: other } = await keep();
      expect(storageKey)
        .to.match(/^[0-9a-f]{2}\/[0-9a-f]{62}$/)
        .and.not.to.equal(other);
      const path = join(kept.folder, storageKey);
      expect(statSync(path).mode & 0o777).to.equal(0o600);
      expect(filesBelow(kept.folder)).to.have.members([storageKey, other]);
    });

    it('told in whatever pieces they come, are the same', async () => {
      const one = await keepFile(service.deps, keeping, inPieces(PDF, 1));
      const other = await keepFile(service.deps, keeping, inPieces(PDF, 100_000));
      expect(one.sha256).to.equal(other.sha256);
    });

    const { maxBytes } = FILE_PURPOSES.consent_scan;
    const refused: [string, Uint8Array, string][] = [
      ['empty', Buffer.alloc(0), 'file.empty'],
      [
        'a web page called scan.pdf',
        Buffer.from('<html><script>alert(1)</script></html>'),
        'file.type',
      ],
      ['shorter than any head', Buffer.from('%PD'), 'file.type'],
      ['too large', Buffer.concat([PDF, Buffer.alloc(maxBytes)]), 'file.tooLarge'],
    ];
    for (const [name, content, code] of refused) {
      it(`are not taken when ${name}, and leave nothing`, async () => {
        const error = await rejection(keepFile(service.deps, keeping, inPieces(content, 65_536)));
        expect(problemsOf(error)).to.deep.equal([`file: ${code}`]);
        expect(await rows()).to.deep.equal([]);
        expect(filesBelow(kept.folder)).to.deep.equal([]);
      });
    }

    it('whose row cannot be written leave no bytes', async () => {
      const nobodys = { ...keeping, organisationId: null as unknown as string };
      let failed = false;
      await keepFile(service.deps, nobodys, inPieces(PDF)).catch(() => {
        failed = true;
      });
      expect(failed).to.equal(true);
      expect(filesBelow(kept.folder)).to.deep.equal([]);
    });

    it('whose sender went away half-way leave nothing', async () => {
      async function* broken(): AsyncGenerator<Uint8Array> {
        yield PDF;
        throw new Error('aborted');
      }
      let failed = '';
      await keepFile(service.deps, keeping, broken()).catch((error: Error) => {
        failed = error.message;
      });
      expect(failed).to.equal('aborted');
      expect(filesBelow(kept.folder)).to.deep.equal([]);
    });

    it('are found only for their own programme, person and purpose', async () => {
      const { fileId } = await keep();
      for (const change of [{ programmeId: newId() }, { personId: newId() }, { fileId: newId() }]) {
        const call = openFile(service.deps, { ...which(fileId), ...change });
        expect((await rejection(call)).code).to.equal('not_found');
      }
    });

    it('belong to one record: a second one does not get them', async () => {
      const { fileId } = await keep();
      const both = await Promise.all(
        [1, 2].map(() => db.transaction((trx) => attachFile(trx, which(fileId), 5))),
      );
      expect(both.sort()).to.deep.equal([false, true]);
    });

    it('that were altered on the disk break off instead of passing for what was kept', async () => {
      const file = await keep();
      writeFileSync(join(kept.folder, file.storageKey), Buffer.concat([PDF, Buffer.from('!')]));
      const { bytes } = await openFile(service.deps, which(file.fileId));
      let failed = false;
      await wholeOf(bytes).catch(() => {
        failed = true;
      });
      expect(failed).to.equal(true);
    });

    it('to which no record refers are swept after a day, others stay', async () => {
      service.clock.set(new Date().toISOString());
      const [abandoned, tied] = [await keep(), await keep()];
      await db.transaction((trx) => attachFile(trx, which(tied.fileId), service.clock.now()));
      expect(await service.system.sweepFiles({})).to.deep.equal({ removed: 0 });
      service.clock.advance(DAY_MS + 60_000);
      expect(await service.system.sweepFiles({})).to.deep.equal({ removed: 1 });
      expect((await rows()).map((row) => row.id)).to.deep.equal([tied.fileId]);
      expect(filesBelow(kept.folder)).to.deep.equal([tied.storageKey]);
      expect(abandoned.storageKey).to.not.equal(tied.storageKey);
    });

    it('without a row, and leftovers of broken writes, are swept after a day too', async () => {
      service.clock.set(new Date().toISOString());
      const file = await keep();
      await db.transaction((trx) => attachFile(trx, which(file.fileId), service.clock.now()));
      const orphan = await kept.shelf.put(inPieces(PDF));
      const broken = join(kept.folder, 'incoming', 'f'.repeat(64));
      writeFileSync(broken, PDF);
      const old = (Date.now() - 2 * DAY_MS) / 1000;
      for (const path of [join(kept.folder, orphan), broken, join(kept.folder, file.storageKey)])
        utimesSync(path, old, old);
      const young = await kept.shelf.put(inPieces(PDF));
      expect(await service.system.sweepFiles({})).to.deep.equal({ removed: 1 });
      expect(filesBelow(kept.folder)).to.have.members([file.storageKey, young]);
    });

    it('cannot be asked for by a path', async () => {
      for (const key of ['../x', 'ab/../../etc/passwd', 'AB/x', '']) {
        expect((await rejection(kept.shelf.open(key))).code).to.equal('not_found');
      }
    });
  });
});
