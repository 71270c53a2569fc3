import { Router } from 'express';
import {
  type MeetingFile,
  MOST_MEETING_FILE_MB,
  MOST_MEETING_FILES,
} from '../../../service/api/meeting-files.js';
import type { Meeting } from '../../../service/api/meetings.js';
import { AppError, invalid } from '../../../shared/errors.js';
import { ENDINGS, sendAttachment } from '../../web/attachment.js';
import { type PageContext, type PageWrapper, requireRole } from '../../web/context.js';
import { createForm, type FormView, submitForm } from '../../web/forms.js';
import { type PostedFile, postedFiles, tooLargeFile } from '../../web/multipart.js';
import { idParam } from './path-ids.js';

const WRITERS = ['mentor', 'coordinator', 'curator'] as const;
const MEBIBYTE = 1024 * 1024;
const KIBIBYTE = 1024;
/** Told to the browser, so that no file is sent in vain that no setting takes. */
export const LARGEST_BYTES = MOST_MEETING_FILE_MB * MEBIBYTE;

/** «1,4 МБ», «320 КБ». */
function sizeWords(ctx: PageContext, size: number): string {
  const large = size >= MEBIBYTE;
  const n = large ? Math.round((size / MEBIBYTE) * 10) / 10 : Math.ceil(size / KIBIBYTE);
  return ctx.t(large ? 'meetings.files.mb' : 'meetings.files.kb', { n });
}

const nameOf = (ctx: PageContext, file: Pick<MeetingFile, 'name' | 'type'>): string =>
  `${file.name || ctx.t('meetings.files.unnamed')}.${ENDINGS[file.type]}`;

/** What `meetings/files-part.ejs` shows; null: there are none, and none can be added. */
export interface FilesPart {
  path: string;
  rows: { href: string; name: string; facts: string; removePath: string | null }[];
  frozen: boolean;
  /** Null: nothing can be added now. */
  form: FormView | null;
  help: string;
  maxBytes: number;
  tooLarge: string;
}

/** The files of a meeting on its page. @param form what could not be taken */
export async function filesPart(
  ctx: PageContext,
  meeting: Meeting,
  form?: FormView,
): Promise<FilesPart | null> {
  const { meetingId } = meeting;
  const { rows, frozen, megabytes } = await ctx.api.listMeetingFiles({
    programmeId: ctx.programmeId,
    meetingId,
  });
  const writer = (WRITERS as readonly string[]).includes(ctx.role);
  const open = meeting.withdrawn === null && meeting.pairState === 'active' && !frozen;
  const canAdd = writer && open && rows.length < MOST_MEETING_FILES;
  if (rows.length === 0 && !canAdd) return null;
  const path = `meetings/${meetingId}/files`;
  return {
    path,
    rows: rows.map((file) => ({
      href: ctx.url(`${path}/${file.meetingFileId}`),
      name: nameOf(ctx, file),
      facts: [sizeWords(ctx, file.size), file.authorName].filter(Boolean).join(', '),
      removePath: writer ? `${path}/${file.meetingFileId}/remove` : null,
    })),
    frozen,
    form: canAdd ? (form ?? createForm(ctx.t, {})) : null,
    help: ctx.t('meetings.files.help', { megabytes, most: MOST_MEETING_FILES }),
    maxBytes: megabytes * MEBIBYTE,
    tooLarge: ctx.t('errors.file.large', { megabytes }),
  };
}

const wholeOf = (bytes: Buffer) =>
  (async function* whole() {
    yield bytes;
  })();

async function addOne(ctx: PageContext, meetingId: string, file: PostedFile): Promise<void> {
  if (file.bytes === null) throw tooLargeFile('file');
  const at = { programmeId: ctx.programmeId, meetingId };
  await ctx.api.addMeetingFile({ ...at, name: file.name.slice(-200) }, wholeOf(file.bytes));
}

/** Refuses the whole form at its field, before anything is written: too large, or too many. */
export function checkPosted(ctx: PageContext, field: string): void {
  const files = postedFiles(ctx, field);
  if (files.some((file) => file.bytes === null)) throw tooLargeFile(field);
  if (files.length > MOST_MEETING_FILES)
    throw invalid([{ path: field, code: 'file.many', params: { most: MOST_MEETING_FILES } }]);
}

/** Adds what came with the form of a meeting that is written by now; codes of what was not taken. */
export async function addPosted(
  ctx: PageContext,
  meetingId: string,
  field: string,
): Promise<string[]> {
  const refused: string[] = [];
  for (const file of postedFiles(ctx, field)) {
    try {
      await addOne(ctx, meetingId, file);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      refused.push(error.problems[0]?.code ?? 'form.tryAgain');
    }
  }
  return refused;
}

/** Adds the chosen files; the first that is refused is said at the field, those before it are there. */
async function add(
  ctx: PageContext,
  again: (meeting: Meeting, form: FormView) => Promise<void>,
): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const meetingId = idParam(ctx, 'meetingId');
  await submitForm(ctx, {
    labels: { file: ctx.t('meetings.files.add') },
    attempt: async () => {
      const files = postedFiles(ctx, 'file');
      if (files.length === 0) throw invalid([{ path: 'file', code: 'required' }]);
      checkPosted(ctx, 'file');
      for (const file of files) await addOne(ctx, meetingId, file);
      return files.length;
    },
    done: (n) =>
      ctx.redirect(`meetings/${meetingId}`, {
        kind: 'success',
        key: 'meetings.files.added',
        params: { n },
      }),
    again: async (form) =>
      again(await ctx.api.getMeeting({ programmeId: ctx.programmeId, meetingId }), form),
  });
}

async function open(ctx: PageContext): Promise<void> {
  const { name, type, bytes } = await ctx.api.getMeetingFile({
    programmeId: ctx.programmeId,
    meetingId: idParam(ctx, 'meetingId'),
    meetingFileId: idParam(ctx, 'fileId'),
  });
  await sendAttachment(ctx, { name: nameOf(ctx, { name, type }), type, bytes });
}

async function remove(ctx: PageContext): Promise<void> {
  requireRole(ctx, ...WRITERS);
  const meetingId = idParam(ctx, 'meetingId');
  await ctx.api.removeMeetingFile({
    programmeId: ctx.programmeId,
    meetingId,
    meetingFileId: idParam(ctx, 'fileId'),
  });
  ctx.redirect(`meetings/${meetingId}`, { kind: 'success', key: 'meetings.files.removed' });
}

/** Photos and documents of a meeting. */
export function fileRoutes(
  page: PageWrapper,
  again: (ctx: PageContext, meeting: Meeting, form: FormView) => Promise<void>,
): Router {
  const router = Router({ mergeParams: true });
  router.post(
    '/meetings/:meetingId/files',
    page((ctx) => add(ctx, (meeting, form) => again(ctx, meeting, form))),
  );
  router.get('/meetings/:meetingId/files/:fileId', page(open));
  router.post('/meetings/:meetingId/files/:fileId/remove', page(remove));
  return router;
}
