import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Bytes } from '../../service/api/endpoint.js';
import type { FileType } from '../../service/api/files.js';
import type { PageContext } from './context.js';

/** The endings of kept files by their type. */
export const ENDINGS: Readonly<Record<FileType, string>> = {
  'application/pdf': 'pdf',
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/webp': 'webp',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'docx',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'pptx',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'xlsx',
};

export interface Attachment {
  /** In any script, with its ending. */
  name: string;
  type: string;
  bytes: Bytes;
}

/** A file's name in a header (RFC 8187): any script, nothing that would end the value. */
const encoded = (name: string): string =>
  encodeURIComponent(name.replace(/\p{Cs}/gu, '\ufffd')).replace(
    /['()*]/g,
    (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`,
  );

const isClosedByReader = (error: unknown): boolean =>
  (error as NodeJS.ErrnoException | null)?.code === 'ERR_STREAM_PREMATURE_CLOSE';

/**
 * Answers with a file to be saved: never shown in our pages' place, never taken for another type. When
 * its bytes fail on the way the connection breaks off, so that a half is never taken for the whole.
 */
export async function sendAttachment(
  ctx: PageContext,
  { name, type, bytes }: Attachment,
): Promise<void> {
  const ending = name.slice(name.lastIndexOf('.') + 1);
  ctx.res
    .status(200)
    .setHeader('Content-Type', type)
    .setHeader('Cache-Control', 'no-store')
    .setHeader('X-Content-Type-Options', 'nosniff')
    // Also where a browser shows it all the same: nothing in it runs, and nothing is fetched.
    .setHeader('Content-Security-Policy', "sandbox; default-src 'none'")
    .setHeader(
      'Content-Disposition',
      // RFC 6266: the plain name is for who cannot read the other; Cyrillic would be question marks.
      `attachment; filename="nastavnik-${ctx.fmt.today}.${ending}"; filename*=UTF-8''${encoded(name)}`,
    );
  try {
    await pipeline(Readable.from(bytes), ctx.res);
  } catch (error) {
    if (!isClosedByReader(error)) throw error;
  }
}
