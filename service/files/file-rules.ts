/** What a file may be: told from its first bytes, never from its name or from what the sender says. */

import type { FileType } from '../api/files.js';

/** The types of files that are taken, with what they begin with. */
const SIGNATURES: readonly { type: FileType; at: number; bytes: readonly number[] }[] = [
  { type: 'application/pdf', at: 0, bytes: [0x25, 0x50, 0x44, 0x46, 0x2d] },
  { type: 'image/jpeg', at: 0, bytes: [0xff, 0xd8, 0xff] },
  { type: 'image/png', at: 0, bytes: [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a] },
];

/** So many first bytes tell the type. */
export const HEAD_BYTES = 12;

const MEBIBYTE = 1024 * 1024;

/** What is kept for what, how large at most, and of which types. */
export const FILE_PURPOSES = {
  consent_scan: {
    maxBytes: 10 * MEBIBYTE,
    types: ['application/pdf', 'image/jpeg', 'image/png'],
  },
} as const satisfies Record<string, { maxBytes: number; types: readonly FileType[] }>;

export type FilePurpose = keyof typeof FILE_PURPOSES;

/** The type of a file by its first bytes; null: none of those that are taken. */
export function fileTypeOf(head: Uint8Array): FileType | null {
  const found = SIGNATURES.find(({ at, bytes }) => bytes.every((byte, n) => head[at + n] === byte));
  return found?.type ?? null;
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
  return type !== null && types.includes(type) ? null : { code: 'file.type' };
}
