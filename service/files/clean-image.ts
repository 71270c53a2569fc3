/**
 * Pictures without what else stands in their files: place and time of the photo, the device, texts, and
 * what was hung behind them. They show minors; and a picture that is two files at once is one no more.
 */

import { crc32 } from 'node:zlib';
import type { FileType } from '../api/files.js';
import { cleanJpeg } from './clean-jpeg.js';

const PNG_HEAD = 8;
/** What of a png is picture (W3C PNG, 3rd edition, 11.2 and 11.3.1–11.3.5). */
const PNG_CHUNKS = new Set([
  'IHDR',
  'PLTE',
  'IDAT',
  'IEND',
  'tRNS',
  'cHRM',
  'gAMA',
  'iCCP',
  'sBIT',
  'sRGB',
  'cICP',
  'bKGD',
  'pHYs',
]);

function cleanPng(bytes: Buffer): Buffer | null {
  const kept = [bytes.subarray(0, PNG_HEAD)];
  let hasPicture = false;
  for (let at = PNG_HEAD; at + 12 <= bytes.length; ) {
    const end = at + 12 + bytes.readUInt32BE(at);
    if (end > bytes.length) return null;
    const type = bytes.toString('latin1', at + 4, at + 8);
    if (crc32(bytes.subarray(at + 4, end - 4)) !== bytes.readUInt32BE(end - 4)) return null;
    if (at === PNG_HEAD && type !== 'IHDR') return null;
    if (PNG_CHUNKS.has(type)) kept.push(bytes.subarray(at, end));
    if (type === 'IDAT') hasPicture = true;
    if (type === 'IEND') return hasPicture ? Buffer.concat(kept) : null;
    at = end;
  }
  return null;
}

/** What of a webp is picture (RFC 9649). */
const WEBP_CHUNKS = new Set(['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP', 'ANIM', 'ANMF']);
/** Flags of VP8X that say that Exif and XMP follow. */
const WEBP_SAYS_METADATA = 0x0c;

function cleanWebp(bytes: Buffer): Buffer | null {
  const whole = 8 + bytes.readUInt32LE(4);
  if (whole > bytes.length) return null;
  const kept: Buffer[] = [];
  let hasPicture = false;
  for (let at = 12; at + 8 <= whole; ) {
    const size = bytes.readUInt32LE(at + 4);
    const end = at + 8 + size + (size % 2);
    if (at + 8 + size > whole) return null;
    const type = bytes.toString('latin1', at, at + 4);
    const chunk = Buffer.from(bytes.subarray(at, Math.min(end, whole)));
    if (type === 'VP8X' && size >= 1) chunk[8] = (chunk[8] ?? 0) & ~WEBP_SAYS_METADATA;
    if (['VP8 ', 'VP8L', 'ANMF'].includes(type)) hasPicture = true;
    if (WEBP_CHUNKS.has(type)) kept.push(chunk);
    at = end;
  }
  if (!hasPicture) return null;
  const head = Buffer.from(bytes.subarray(0, 12));
  const content = Buffer.concat(kept);
  head.writeUInt32LE(content.length + 4, 4);
  return Buffer.concat([head, content]);
}

const CLEANERS: Partial<Record<FileType, (bytes: Buffer) => Buffer | null>> = {
  'image/jpeg': cleanJpeg,
  'image/png': cleanPng,
  'image/webp': cleanWebp,
};

/**
 * The picture alone, which way up it is held included.
 * @param type as `fileTypeOf` told it from the content
 * @returns null: it cannot be read to its end as what it says that it is
 */
export function cleanImage(type: FileType, bytes: Buffer): Buffer | null {
  return CLEANERS[type]?.(bytes) ?? null;
}
