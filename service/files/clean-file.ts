import { invalid } from '../../shared/errors.js';
import type { Bytes } from '../api/endpoint.js';
import type { FileType } from '../api/files.js';
import { pdfProblem } from './check-pdf.js';
import { cleanImage } from './clean-image.js';
import { fileTypeOf, HEAD_BYTES, isHeic } from './file-rules.js';

const MEBIBYTE = 1024 * 1024;
const wrong = (code: string, params?: Record<string, number>) =>
  invalid([{ path: 'file', code, ...(params ? { params } : {}) }]);

/** All of a file, as long as it is no larger than that; `invalid` as soon as it is. */
async function gathered(bytes: Bytes, megabytes: number): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of bytes) {
    size += piece.length;
    if (size > megabytes * MEBIBYTE) throw wrong('file.large', { megabytes });
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

/**
 * Reads a photo or a pdf to be kept: what it is, its content tells; of a picture nothing but the picture is
 * left, a pdf that does more than show pages is refused.
 * @param megabytes its greatest size
 * @returns the bytes as they were sent and as they are to be kept
 * @throws AppError `invalid` on `file`: `file.empty`, `file.large`, `file.kind`, `file.heic`,
 *   `file.unreadable`, `file.active`, `file.locked`
 */
export async function cleanFile(
  bytes: Bytes,
  megabytes: number,
): Promise<{ sent: Buffer; kept: Buffer; type: FileType }> {
  const sent = await gathered(bytes, megabytes);
  if (sent.length === 0) throw wrong('file.empty');
  const head = sent.subarray(0, HEAD_BYTES);
  const type = fileTypeOf(head);
  if (type === 'application/pdf') {
    const problem = await pdfProblem(sent);
    if (problem) throw wrong(problem);
    return { sent, kept: sent, type };
  }
  if (type === null || !type.startsWith('image/')) {
    throw wrong(isHeic(head) ? 'file.heic' : 'file.kind');
  }
  const kept = cleanImage(type, sent);
  if (kept === null) throw wrong('file.unreadable');
  return { sent, kept, type };
}
