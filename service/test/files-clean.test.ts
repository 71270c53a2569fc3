import { expect } from 'chai';
import type { FileType } from '../api/files.js';
import { cleanFile } from '../files/clean-file.js';
import { cleanImage } from '../files/clean-image.js';
import { inPieces, PDF } from './support/file-shelf.js';
import { errorOf } from './support/meeting-world.js';
import { packed, pdf, photo, SECRETS, screenshot, webPicture } from './support/picture-files.js';

const CATALOG = '<< /Type /Catalog /Pages 2 0 R >>';
const codeOf = async (bytes: Buffer): Promise<string> =>
  (await errorOf(cleanFile(inPieces(bytes, 4096), 10))).problems[0]?.code ?? '';

describe('a file of a meeting', () => {
  describe('that is a picture', () => {
    for (const [type, bytes] of [
      ['image/jpeg', photo()],
      ['image/png', screenshot()],
      ['image/webp', webPicture()],
    ] as [FileType, Buffer][]) {
      it(`is kept without place, device, texts and what is behind its end: ${type}`, async () => {
        for (const secret of SECRETS) expect(bytes.toString('latin1')).to.contain(secret);
        const found = await cleanFile(inPieces(bytes, 100), 10);
        expect(found.type).to.equal(type);
        const text = found.kept.toString('latin1');
        for (const secret of [
          ...SECRETS,
          '<script',
          '<svg',
          'PK\u0003\u0004',
          'EXIF',
          'XMP ',
          'eXIf',
        ])
          expect(text).not.to.contain(secret);
        // What is clean stays as it is.
        expect(cleanImage(type, found.kept)?.equals(found.kept)).to.equal(true);
      });

      it(`is refused where it breaks off: ${type}`, async () => {
        const half = bytes.subarray(0, Math.floor(bytes.length / 2));
        expect(await codeOf(half)).to.equal('file.unreadable');
      });
    }

    it('is held as it was: which way up stays, and nothing else of Exif', async () => {
      const { kept } = await cleanFile(inPieces(photo(6)), 10);
      const at = kept.indexOf('Exif');
      expect(at).to.be.greaterThan(0);
      expect(kept.readUInt16BE(at + 6 + 18)).to.equal(6);
      const upright = await cleanFile(inPieces(photo(1)), 10);
      expect(upright.kept.includes('Exif')).to.equal(false);
    });

    it('never fails on bytes that are wrong anywhere', () => {
      for (const bytes of [photo(), screenshot(), webPicture()]) {
        for (let at = 2; at < bytes.length; at += 1) {
          for (const value of [0, 0xff, (bytes[at] ?? 0) ^ 0x40]) {
            const wrong = Buffer.from(bytes);
            wrong[at] = value;
            for (const type of ['image/jpeg', 'image/png', 'image/webp'] as const)
              cleanImage(type, wrong);
          }
        }
      }
    });
  });

  describe('that is a pdf', () => {
    for (const [what, bytes] of [
      ['without anything', PDF],
      ['that opens at a page', pdf(`${CATALOG.slice(0, -2)} /OpenAction [3 0 R /Fit] >>`)],
      ['with a link', pdf(CATALOG, '<< /S /URI /URI (https://kollezh.example) >>')],
      ['with packed objects', pdf(CATALOG, packed('1 0 << /Type /Page >>'))],
      ['with JS in the middle of other letters', pdf(CATALOG, '<< /JSX 1 /JavaScripting 2 >>')],
    ] as [string, Buffer][])
      it(`is taken: ${what}`, async () => {
        const found = await cleanFile(inPieces(bytes, 4096), 10);
        expect(found.type).to.equal('application/pdf');
        expect(found.kept.equals(bytes)).to.equal(true);
      });

    const hidden = '1 0 << /S /JavaScript /JS (app.alert(1)) >>';
    for (const [what, code, bytes] of [
      ['a script', 'file.active', pdf(CATALOG, '<< /S /JavaScript /JS (app.alert(1)) >>')],
      ['a script, its name in hex', 'file.active', pdf(CATALOG, '<< /S /J#61vaScript /JS (1) >>')],
      ['a script in packed objects', 'file.active', pdf(CATALOG, packed(hidden))],
      ['a start of a program', 'file.active', pdf(CATALOG, '<< /S /Launch /F (cmd.exe) >>')],
      ['a file inside', 'file.active', pdf('<< /Names << /EmbeddedFiles 3 0 R >> >>')],
      ['a form that is sent', 'file.active', pdf(CATALOG, '<< /S /SubmitForm >>')],
      ['a form of XFA', 'file.active', pdf('<< /AcroForm << /XFA 4 0 R >> >>')],
      ['a password', 'file.locked', pdf(CATALOG, '<< /Encrypt 5 0 R >>')],
      [
        'objects packed twice',
        'file.unreadable',
        pdf(CATALOG, packed(hidden, '/Filter [/ASCIIHexDecode /FlateDecode]')),
      ],
      [
        'packed objects, the filter elsewhere',
        'file.unreadable',
        pdf(packed(hidden, '/Filter 9 0 R')),
      ],
      [
        'packed objects, their name in hex',
        'file.active',
        pdf(Buffer.from(packed(hidden).toString('latin1').replace('ObjStm', 'Obj#53tm'), 'latin1')),
      ],
      ['no end', 'file.unreadable', Buffer.from('%PDF-1.4\nnothing')],
    ] as [string, string, Buffer][])
      it(`is refused: ${what}`, async () => {
        expect(await codeOf(bytes)).to.equal(code);
      });
  });

  for (const [what, code, bytes] of [
    ['a program called a photo', 'file.kind', Buffer.from('MZ\u0090\u0000\u0003 This program')],
    ['an svg with a script', 'file.kind', Buffer.from('<svg xmlns="…"><script>1</script></svg>')],
    ['a page', 'file.kind', Buffer.from('<!doctype html><script>alert(1)</script>')],
    ['an archive', 'file.kind', Buffer.from('PK\u0003\u0004')],
    ['a page before a pdf', 'file.kind', Buffer.concat([Buffer.from('<html>'), PDF])],
    ['a photo of a phone', 'file.heic', Buffer.from('\0\0\0\u0018ftypheic\0\0\0\0mif1heic')],
    ['nothing', 'file.empty', Buffer.alloc(0)],
  ] as [string, string, Buffer][])
    it(`is told by its content: ${what}`, async () => {
      expect(await codeOf(bytes)).to.equal(code);
    });

  it('that is too large is refused while it streams, without waiting for its end', async () => {
    let given = 0;
    async function* endless() {
      for (; given < 40; given += 1) yield Buffer.alloc(1024 * 1024, 0xff);
    }
    const error = await errorOf(cleanFile(endless(), 10));
    expect(error.problems).to.deep.equal([
      { path: 'file', code: 'file.large', params: { megabytes: 10 } },
    ]);
    expect(given).to.equal(10);
  });
});
