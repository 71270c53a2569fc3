/** Whether a pdf does more than show pages (ISO 32000-2): what would run, start or bring something with it. */

import { promisify } from 'node:util';
import { inflate } from 'node:zlib';

const inflated = promisify(inflate);

export type PdfProblem = 'file.active' | 'file.locked' | 'file.unreadable';

/** Names that stand in each thing of that kind: actions that run or send, files inside, forms of XFA. */
const ACTIVE =
  /\/(?:JavaScript|Launch|EmbeddedFiles?|Filespec|RichMedia|XFA|SubmitForm|ImportData|GoToE|Rendition|Movie)(?![A-Za-z0-9])/;
const LOCKED = /\/Encrypt(?![A-Za-z0-9])/;
const OBJECTS = /\/ObjStm(?![A-Za-z0-9])/g;
/** Of packed objects so many, and unpacked so many bytes, are looked at; a document for reading has fewer. */
const MOST_PACKED = 20_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** A name may be written with its letters in hex (7.3.5). */
const plain = (text: string): string =>
  text.replace(/#([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );

/** Where the bytes of the stream that this place's dictionary describes begin; null: none follows. */
function streamAt(text: string, place: number): { dictionary: string; from: number } | null {
  const word = text.indexOf('stream', place);
  if (word < 0) return null;
  const begun = Math.max(0, text.lastIndexOf('obj', place));
  const end = word + 'stream'.length;
  const from = text[end] === '\r' && text[end + 1] === '\n' ? end + 2 : end + 1;
  return { dictionary: text.slice(begun, word), from };
}

/** The text of packed objects; null: packed in a way that cannot be looked into. */
async function unpacked(bytes: Buffer, text: string, place: number, left: number) {
  const found = streamAt(text, place);
  if (!found) return null;
  const filters = found.dictionary.match(/\/\w+Decode(?!Parms)\w*/g) ?? [];
  // Not packed: it was looked at with the rest.
  if (!/\/Filter/.test(found.dictionary)) return '';
  if (filters.length !== 1 || filters[0] !== '/FlateDecode') return null;
  if (/\/DecodeParms/.test(found.dictionary)) return null;
  const content = await inflated(bytes.subarray(found.from), { maxOutputLength: left }).catch(
    () => null,
  );
  return content?.toString('latin1') ?? null;
}

/**
 * What speaks against a pdf; null: nothing.
 *
 * `file.active`: it runs scripts, starts programs, sends forms or brings files; `file.locked`: it is
 * encrypted, so nobody can look; `file.unreadable`: its objects are packed so that nobody can look, or it
 * has no end.
 */
export async function pdfProblem(bytes: Buffer): Promise<PdfProblem | null> {
  const text = bytes.toString('latin1');
  if (!text.includes('%%EOF')) return 'file.unreadable';
  const named = plain(text);
  if (ACTIVE.test(named)) return 'file.active';
  if (LOCKED.test(named)) return 'file.locked';
  const places = [...text.matchAll(OBJECTS)].map((match) => match.index);
  // Written in hex where it stands: done for no honest reason.
  if (places.length !== [...named.matchAll(OBJECTS)].length) return 'file.active';
  if (places.length > MOST_PACKED) return 'file.unreadable';
  let left = MOST_BYTES;
  for (const place of places) {
    const content = await unpacked(bytes, text, place, left);
    if (content === null) return 'file.unreadable';
    left -= content.length;
    if (left <= 0) return 'file.unreadable';
    if (ACTIVE.test(plain(content))) return 'file.active';
  }
  return null;
}
