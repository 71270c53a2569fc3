import { expect } from 'chai';
import fc from 'fast-check';
import { FILE_TYPES } from '../api/files.js';
import { FILE_PURPOSES, fileProblem, fileTypeOf } from '../files/file-rules.js';

const head = (...bytes: number[]) =>
  Uint8Array.from([...bytes, ...Array(12).fill(0)]).subarray(0, 12);
const PDF = head(...Buffer.from('%PDF-1.7'));
const OFFICE = 'application/vnd.openxmlformats-officedocument.';
/** The first bytes of a zip with parts of these names. */
const office = (...names: string[]) =>
  Buffer.concat(
    names.map((name) => {
      const entry = Buffer.alloc(30 + name.length + 5);
      entry.write('PK\u0003\u0004', 'latin1');
      entry.writeUInt16LE(name.length, 26);
      entry.write(name, 30);
      return entry;
    }),
  );
const PNG = head(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const JPEG = head(0xff, 0xd8, 0xff, 0xe0);

describe('the type of a file', () => {
  const cases: [string, Uint8Array, string | null][] = [
    ['a pdf', PDF, 'application/pdf'],
    ['a png', PNG, 'image/png'],
    ['a jpeg of a phone', JPEG, 'image/jpeg'],
    ['a web page', Buffer.from('<!doctype html'), null],
    ['a picture that is text', Buffer.from('<svg xmlns="'), null],
    [
      'a Word document',
      office('[Content_Types].xml', 'word/document.xml'),
      `${OFFICE}wordprocessingml.document`,
    ],
    ['slides', office('ppt/presentation.xml'), `${OFFICE}presentationml.presentation`],
    [
      'a workbook',
      office('_rels/.rels', 'docProps/app.xml', 'xl/workbook.xml'),
      `${OFFICE}spreadsheetml.sheet`,
    ],
    ['a zip of something else', office('word.exe', 'ppt.exe'), null],
    ['a zip that breaks off in a name', office('word/document.xml').subarray(0, 33), null],
    ['a zip that is called pdf', Buffer.from('PK\u0003\u0004%PDF-'), null],
    ['a program', Buffer.from('MZ%PDF-1.7'), null],
    ['a pdf that begins elsewhere', Buffer.from(' %PDF-1.7'), null],
    ['half a png', PNG.subarray(0, 4), null],
    ['nothing', new Uint8Array(), null],
  ];
  for (const [name, bytes, type] of cases) {
    it(`of ${name}: ${type ?? 'none that is taken'}`, () => {
      expect(fileTypeOf(bytes)).to.equal(type);
    });
  }

  it('is told by nothing but its first bytes', () => {
    const tails = fc.uint8Array({ maxLength: 50 });
    fc.assert(
      fc.property(fc.constantFrom(PDF, PNG, JPEG), tails, (begin, tail) => {
        expect(fileTypeOf(Buffer.concat([begin, tail]))).to.equal(fileTypeOf(begin));
      }),
    );
  });

  it('is one of those of the contract, or none', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 20 }), (bytes) => {
        expect(fileTypeOf(bytes)).to.be.oneOf([...FILE_TYPES, null]);
      }),
    );
  });
});

describe('a file that is brought', () => {
  const { maxBytes } = FILE_PURPOSES.consent_scan;
  const cases: [string, number, Parameters<typeof fileProblem>[2], string | null][] = [
    ['is taken up to its limit', maxBytes, 'application/pdf', null],
    ['is refused beyond it', maxBytes + 1, 'application/pdf', 'file.tooLarge'],
    ['is refused when it is empty', 0, null, 'file.empty'],
    ['is refused when its type is not known', 100, null, 'file.type'],
  ];
  for (const [name, size, type, code] of cases) {
    it(name, () => {
      expect(fileProblem('consent_scan', size, type)?.code ?? null).to.equal(code);
    });
  }

  it('too large says how large it may be', () => {
    const problem = fileProblem('consent_scan', maxBytes + 1, 'image/png');
    expect(problem?.params).to.deep.equal({ megabytes: 10 });
  });
});
