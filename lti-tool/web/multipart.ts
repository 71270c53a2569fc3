import { Busboy, type BusboyFileStream, type BusboyHeaders } from '@fastify/busboy';
import type { Request, Response } from 'express';
import { drain } from '../../shared/drain.js';
import { invalid } from '../../shared/errors.js';
import type { PageContext } from './context.js';

const MEBIBYTE = 1024 * 1024;
/**
 * Of a file so much is held at most: somewhat more than any file that is taken. Of a larger one nothing is,
 * while it still streams; all else of its form is, and it comes back as a problem of its field.
 */
const LARGEST_FILE = 24 * MEBIBYTE;
/** All files of a form together. */
const LARGEST_FILES = 64 * MEBIBYTE;
const MOST_FILES = 10;
/** Who sends more than this is not listened to any longer, whatever it is. */
export const LARGEST_FORM = 160 * MEBIBYTE;
const LARGEST_FIELD = 2 * MEBIBYTE;
const MOST_FIELDS = 5000;

/** A file as it came; its name is the sender's. */
export interface PostedFile {
  name: string;
  /** Null: it is larger than any that is taken. */
  bytes: Buffer | null;
}

/** An error that the error page shows by its status. */
const httpError = (status: number, message: string, cause?: unknown): Error =>
  Object.assign(new Error(message, { cause }), { status });

/** Whether a request brings a form that may hold files. */
export const hasFiles = (req: Request): boolean =>
  req.method === 'POST' && /^multipart\/form-data\s*;/i.test(req.headers['content-type'] ?? '');

type Fields = Record<string, string | string[]>;

function addField(fields: Fields, name: string, value: string): void {
  const before = Object.hasOwn(fields, name) ? fields[name] : undefined;
  fields[name] = before === undefined ? value : [before, value].flat();
}

/** Gathers the files of a form, none of them beyond its measure. */
function gatherFiles() {
  const files = new Map<string, PostedFile[]>();
  let held = 0;
  const take = (field: string, stream: BusboyFileStream, name: string | undefined) => {
    let pieces: Buffer[] | null = [];
    let size = 0;
    const letGo = () => {
      held -= size;
      size = 0;
      pieces = null;
    };
    stream.on('data', (piece: Buffer) => {
      if (pieces === null) return;
      size += piece.length;
      held += piece.length;
      pieces.push(piece);
      if (held > LARGEST_FILES) letGo();
    });
    stream.once('limit', letGo);
    stream.once('end', () => {
      // A field in which no file was chosen is sent as one without name and content.
      if (pieces?.length === 0 && !name) return;
      const bytes = pieces === null ? null : Buffer.concat(pieces);
      files.set(field, [...(files.get(field) ?? []), { name: name ?? '', bytes }]);
    });
  };
  return { files, take };
}

async function parsed(req: Request): Promise<{ fields: Fields; files: Map<string, PostedFile[]> }> {
  const fields: Fields = {};
  const { files, take } = gatherFiles();
  let parser: ReturnType<typeof Busboy>;
  try {
    parser = new Busboy({
      headers: req.headers as BusboyHeaders,
      limits: {
        fileSize: LARGEST_FILE,
        files: MOST_FILES,
        fieldSize: LARGEST_FIELD,
        fields: MOST_FIELDS,
      },
    });
  } catch (cause) {
    throw httpError(400, 'the form cannot be read', cause);
  }
  parser.on('file', take);
  let cut = false;
  parser.on('field', (name, value, _nameCut, valueCut) => {
    cut ||= valueCut;
    addField(fields, name, value);
  });
  parser.on('fieldsLimit', () => {
    cut = true;
  });
  await new Promise<void>((resolve, reject) => {
    let size = 0;
    parser.once('finish', resolve);
    parser.once('error', (cause) => reject(httpError(400, 'the form cannot be read', cause)));
    req.once('aborted', () => reject(httpError(400, 'the form broke off')));
    req.on('data', (piece: Buffer) => {
      size += piece.length;
      if (size > LARGEST_FORM) reject(httpError(413, 'too large'));
    });
    req.pipe(parser);
  }).finally(() => req.unpipe(parser));
  if (cut) throw httpError(413, 'too large');
  return { fields, files };
}

/** Reads such a form: its fields into `req.body`, as of any other form, its files for `postedFiles`. */
export async function readFiles(req: Request, res: Response): Promise<void> {
  if (Number(req.headers['content-length'] ?? 0) > LARGEST_FORM) {
    await drain(req);
    throw httpError(413, 'too large');
  }
  const { fields, files } = await parsed(req);
  req.body = fields;
  res.locals['files'] = files;
}

/** The files that came with the form in this field, in their order. */
export function postedFiles(ctx: PageContext, name: string): PostedFile[] {
  const files = ctx.res.locals['files'] as Map<string, PostedFile[]> | undefined;
  return files?.get(name) ?? [];
}

/** The problem of a file of which nothing was held. */
export const tooLargeFile = (path: string) =>
  invalid([
    { path, code: 'file.tooLarge', params: { megabytes: Math.floor(LARGEST_FILE / MEBIBYTE) } },
  ]);

/**
 * The content of a file that came with the form; null: none was chosen.
 * @throws AppError `invalid` at the field: it is larger than any that is taken
 */
export function postedFile(ctx: PageContext, name: string): Buffer | null {
  const last = postedFiles(ctx, name).at(-1);
  if (last === undefined) return null;
  if (last.bytes === null) throw tooLargeFile(name);
  return last.bytes;
}
