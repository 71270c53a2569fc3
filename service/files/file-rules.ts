/** What a file may be: told from its first bytes, never from its name or from what the sender says. */

import type { FileType } from '../api/files.js';

/** The types of files that are taken, with what they begin with. */
const SIGNATURES: readonly { type: FileType; at: number; bytes: readonly number[] }[] = [
  { type: 'application/pdf', at: 0, bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
];

const WEBP_AT = 8;
const isWebp = (head: Uint8Array): boolean => {
  const text = Buffer.from(head.subarray(0, WEBP_AT + 4)).toString('latin1');
  return text.startsWith('RIFF') && text.slice(WEBP_AT) === 'WEBP';
};

/** A photo as some phones make them (ISO/IEC 23008-12): most browsers cannot show it. */
export const isHeic = (head: Uint8Array): boolean =>
  /^ftyp(?:hei[cmxsf]|hev[cmx]|mif1|msf1|avi[fs])/.test(
    Buffer.from(head.subarray(4, 12)).toString('latin1'),
  );

/** So many first bytes tell the type: those of an office document stand behind some parts of its zip. */
export const HEAD_BYTES = 16_384;

const OFFICE = 'application/vnd.openxmlformats-officedocument.';

/** Office documents are zips; which one is told by the folder of its parts (ECMA-376). */
const OFFICE_FOLDERS: readonly { folder: string; type: FileType }[] = [
  { folder: 'word/', type: `${OFFICE}wordprocessingml.document` },
  { folder: 'ppt/', type: `${OFFICE}presentationml.presentation` },
  { folder: 'xl/', type: `${OFFICE}spreadsheetml.sheet` },
];

const ZIP_ENTRY = Buffer.from([0x50, 0x4b, 0x03, 0x04]);
/** Length and place of an entry's name (APPNOTE.TXT 4.3.7). */
const NAME_LENGTH_AT = 26;
const NAME_AT = 30;

/** The kind of office document that a zip's first entries show; null: another zip, or none. */
function officeTypeOf(head: Uint8Array): FileType | null {
  const bytes = Buffer.from(head.buffer, head.byteOffset, head.length);
  if (!bytes.subarray(0, ZIP_ENTRY.length).equals(ZIP_ENTRY)) return null;
  for (let at = 0; at >= 0; at = bytes.indexOf(ZIP_ENTRY, at + 1)) {
    if (at + NAME_AT > bytes.length) return null;
    const length = bytes.readUInt16LE(at + NAME_LENGTH_AT);
    const name = bytes.toString('latin1', at + NAME_AT, at + NAME_AT + length);
    const found = OFFICE_FOLDERS.find(({ folder }) => name.startsWith(folder));
    if (found) return found.type;
  }
  return null;
}

const MEBIBYTE = 1024 * 1024;

/** What is kept for what, how large at most, and of which types. */
export const FILE_PURPOSES = {
  consent_scan: {
    maxBytes: 10 * MEBIBYTE,
    types: ['application/pdf', 'image/jpeg', 'image/png'],
  },
  portfolio: {
    maxBytes: 10 * MEBIBYTE,
    types: ['application/pdf', 'image/jpeg', 'image/png'],
  },
  /** Its size is set (`MEETING_FILE_MB`) and checked before it is kept. */
  meeting_file: {
    maxBytes: 20 * MEBIBYTE,
    types: ['application/pdf', 'image/jpeg', 'image/png', 'image/webp'],
  },
  school_material: {
    maxBytes: 20 * MEBIBYTE,
    types: [
      'application/pdf',
      'image/jpeg',
      'image/png',
      ...OFFICE_FOLDERS.map(({ type }) => type),
    ],
  },
} as const satisfies Record<string, { maxBytes: number; types: readonly FileType[] }>;

export type FilePurpose = keyof typeof FILE_PURPOSES;

/** The type of a file by its first bytes; null: none of those that are taken. */
export function fileTypeOf(head: Uint8Array): FileType | null {
  const found = SIGNATURES.find(({ at, bytes }) => bytes.every((byte, n) => head[at + n] === byte));
  if (found) return found.type;
  return isWebp(head) ? 'image/webp' : officeTypeOf(head);
}

export interface FileProblem {
  code: 'file.empty' | 'file.type' | 'file.tooLarge';
  params?: { megabytes: number };
}

/** What speaks against a file of so many bytes, whose type was told from its head; null: nothing. */
export function fileProblem(
  purpose: FilePurpose,
  size: number,
  type: FileType | null,
): FileProblem | null {
  const { maxBytes, types } = FILE_PURPOSES[purpose];
  if (size === 0) return { code: 'file.empty' };
  if (size > maxBytes) {
    return { code: 'file.tooLarge', params: { megabytes: Math.floor(maxBytes / MEBIBYTE) } };
  }
  const taken: readonly FileType[] = types;
  return type !== null && taken.includes(type) ? null : { code: 'file.type' };
}
