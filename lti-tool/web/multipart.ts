import type { Request, Response } from 'express';
import { drain } from '../../shared/drain.js';
import type { PageContext } from './context.js';

/**
 * A form with a file is as large at most, in bytes: somewhat more than any file that is taken, so that
 * one that is too large comes back as a problem of its field, with all else that was typed.
 */
export const LARGEST_FORM = 24 * 1024 * 1024;

/** An error that the error page shows by its status. */
const httpError = (status: number, message: string): Error =>
  Object.assign(new Error(message), { status });

/** Whether a request brings a form that may hold files. */
export const hasFiles = (req: Request): boolean =>
  req.method === 'POST' && /^multipart\/form-data\s*;/i.test(req.headers['content-type'] ?? '');

async function tooLarge(req: Request): Promise<never> {
  await drain(req);
  throw httpError(413, 'too large');
}

async function wholeBody(req: Request): Promise<Buffer> {
  if (Number(req.headers['content-length'] ?? 0) > LARGEST_FORM) return tooLarge(req);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of req.iterator({ destroyOnReturn: false })) {
    size += (piece as Buffer).length;
    if (size > LARGEST_FORM) return tooLarge(req);
    pieces.push(piece as Buffer);
  }
  return Buffer.concat(pieces);
}

/** Parses by the platform's own parser (Fetch standard, `multipart/form-data`). */
async function parsed(req: Request): Promise<FormData> {
  const body = await wholeBody(req);
  const headers = { 'content-type': req.headers['content-type'] ?? '' };
  return new globalThis.Response(body, { headers }).formData().catch((cause: unknown) => {
    throw Object.assign(httpError(400, 'the form cannot be read'), { cause });
  });
}
/** Reads such a form: its fields into `req.body`, as of any other form, its files for `postedFile`. */
export async function readFiles(req: Request, res: Response): Promise<void> {
  const body: Record<string, string | string[]> = {};
  const files = new Map<string, Buffer>();
  for (const [name, value] of await parsed(req)) {
    if (typeof value !== 'string') {
      // A field in which no file was chosen is sent as one without name and content.
      if (value.size > 0 || value.name !== '')
        files.set(name, Buffer.from(await value.arrayBuffer()));
      continue;
    }
    const before = Object.hasOwn(body, name) ? body[name] : undefined;
    body[name] = before === undefined ? value : [before, value].flat();
  }
  req.body = body;
  res.locals['files'] = files;
}

/** The content of a file that came with the form; null: none was chosen. Its name is the sender's. */
export function postedFile(ctx: PageContext, name: string): Buffer | null {
  const files = ctx.res.locals['files'] as Map<string, Buffer> | undefined;
  return files?.get(name) ?? null;
}
