import { createHash } from 'node:crypto';
import type { Knex } from 'knex';
import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { FileType } from '../api/files.js';
import { type MeetingFile, MOST_MEETING_FILES } from '../api/meeting-files.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { attachFile, cleanFile, detachFile, keepFile, openFile } from '../files/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { lockPair } from '../pairs/index.js';
import { mayRemoveFile, shownName } from './meeting-file-rules.js';
import { meetingFileStore, type StoredMeetingFile } from './meeting-file-store.js';
import { frozenProblems, isOpen, PAIR_CLOSED, WITHDRAWN } from './meeting-rules.js';
import { meetingStore } from './meeting-store.js';
import { readVisibleMeeting } from './meeting-view.js';

type Names = 'listMeetingFiles' | 'addMeetingFile' | 'getMeetingFile' | 'removeMeetingFile';

const view = (file: StoredMeetingFile): MeetingFile => ({
  meetingFileId: file.meetingFileId,
  name: file.name,
  type: file.type,
  size: Number(file.size),
  authorName: file.authorName ?? '',
  createdAt: toIso(Number(file.createdAt)),
});

/** Which kept file is meant: those of meetings show several people, so they are about none alone. */
const keptFile = (programmeId: string, fileId: string) => ({
  fileId,
  programmeId,
  personId: null,
  purpose: 'meeting_file' as const,
});

/** Who came and has withdrawn their consent since. */
async function withdrawnWhoCame(
  deps: ServiceDeps,
  db: Db,
  { programmeId, timeZone }: Authority,
  meetingId: string,
): Promise<string[]> {
  const attendance = await meetingStore(db).attendance(meetingId);
  const came = attendance.filter((one) => one.came).map((one) => one.personId);
  const today = todayIn(timeZone, deps.clock);
  const withdrawn = await withdrawnAmong(db, { programmeId, today }, came);
  return came.filter((personId) => withdrawn.has(personId));
}

async function list(deps: ServiceDeps, { authority, input }: Call<'listMeetingFiles'>) {
  const { programmeId, meetingId } = input;
  await readVisibleMeeting(deps.db, authority, meetingId, true);
  const rows = await meetingFileStore(deps.db).list(programmeId, meetingId);
  const frozen =
    rows.length > 0 && (await withdrawnWhoCame(deps, deps.db, authority, meetingId)).length > 0;
  return { rows: rows.map(view), frozen, megabytes: deps.meetingFileMb };
}

/** Files are added as records are corrected: while the pair is at work, and of nobody who withdrew. */
async function checkAddable(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  meetingId: string,
): Promise<void> {
  const { stored, pair } = await readVisibleMeeting(trx, authority, meetingId);
  if (stored.withdrawnAt !== null) throw invalid([WITHDRAWN]);
  if (!isOpen(pair.state)) throw invalid([PAIR_CLOSED]);
  const { programmeId } = authority;
  const today = todayIn(authority.timeZone, deps.clock);
  const mentorIds = pair.mentors.map((one) => one.personId);
  const mentors = await withdrawnAmong(trx, { programmeId, today }, mentorIds);
  const frozen = frozenProblems([], mentorIds, mentors);
  if (frozen.length > 0) throw invalid(frozen);
  if ((await withdrawnWhoCame(deps, trx, authority, meetingId)).length > 0)
    throw invalid([{ path: 'file', code: 'file.frozen' }]);
}

/** What the journal has of a file: not its name, which may name somebody. */
const forJournal = (file: { type: FileType; size: number }) => ({
  fileType: file.type,
  fileSize: Number(file.size),
});

async function add(deps: ServiceDeps, { authority, input, bytes }: Call<'addMeetingFile'>) {
  const { organisationId, programmeId, personId: createdBy } = authority;
  const { meetingId } = input;
  // Before anything is read: who may not write here sends in vain.
  await inTransaction(deps.db, (trx) => checkAddable(trx, deps, authority, meetingId));
  const { sent, kept } = await cleanFile(bytes, deps.meetingFileMb);
  const sentSha256 = createHash('sha256').update(sent).digest('hex');
  const purpose = 'meeting_file' as const;
  const keeping = { organisationId, programmeId, personId: null, purpose, createdBy };
  const { fileId, type, size } = await keepFile(
    deps,
    keeping,
    (async function* whole() {
      yield kept;
    })(),
  );
  return inTransaction(deps.db, async (trx) => {
    const found = await readVisibleMeeting(trx, authority, meetingId);
    await lockPair(trx, found.pair.pairId);
    await checkAddable(trx, deps, authority, meetingId);
    const store = meetingFileStore(trx);
    const before = await store.sentBefore(programmeId, meetingId, sentSha256);
    // The one that was kept now is swept away: nothing refers to it.
    if (before) return view(before);
    if ((await store.list(programmeId, meetingId)).length >= MOST_MEETING_FILES)
      throw invalid([{ path: 'file', code: 'file.many', params: { most: MOST_MEETING_FILES } }]);
    const now = deps.clock.now();
    if (!(await attachFile(trx, keptFile(programmeId, fileId), now)))
      throw invalid([{ path: 'file', code: 'file.gone' }]);
    const name = shownName(input.name);
    const file = { meetingId, fileId, name, sentSha256 };
    const meetingFileId = await store.insert(authority, file, now);
    await recordChange(trx, deps.clock, authority, {
      action: 'meeting.file_added',
      entity: 'meeting',
      entityId: meetingId,
      after: forJournal({ type, size }),
    });
    const stored = await store.find(programmeId, meetingId, meetingFileId);
    if (!stored) throw notFound('file');
    return view(stored);
  });
}

async function get(deps: ServiceDeps, { authority, input }: Call<'getMeetingFile'>) {
  const { programmeId, meetingId, meetingFileId } = input;
  await readVisibleMeeting(deps.db, authority, meetingId, true);
  const stored = await meetingFileStore(deps.db).find(programmeId, meetingId, meetingFileId);
  if (!stored) throw notFound('file');
  if (
    authority.role !== 'coordinator' &&
    (await withdrawnWhoCame(deps, deps.db, authority, meetingId)).length > 0
  )
    throw new AppError('forbidden', 'a consent was withdrawn', {
      problems: [{ path: '', code: 'file.frozen' }],
    });
  const { file, bytes } = await openFile(deps, keptFile(programmeId, stored.fileId));
  return { name: stored.name, type: file.type, size: file.size, bytes };
}

async function remove(deps: ServiceDeps, { authority, input }: Call<'removeMeetingFile'>) {
  const { programmeId, meetingId, meetingFileId } = input;
  return inTransaction(deps.db, async (trx) => {
    await readVisibleMeeting(trx, authority, meetingId);
    const store = meetingFileStore(trx);
    const stored = await store.find(programmeId, meetingId, meetingFileId);
    if (!stored) return { ok: true as const };
    if (!mayRemoveFile(authority, stored.authorId))
      throw new AppError('forbidden', 'only for the mentor who added the file, and staff');
    if (await store.remove(meetingFileId)) {
      await detachFile(trx, keptFile(programmeId, stored.fileId));
      await recordChange(trx, deps.clock, authority, {
        action: 'meeting.file_removed',
        entity: 'meeting',
        entityId: meetingId,
        before: forJournal(stored),
      });
    }
    return { ok: true as const };
  });
}

/** Photos and documents of meetings. */
export function meetingFileHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listMeetingFiles: (call) => list(deps, call),
    addMeetingFile: (call) => add(deps, call),
    getMeetingFile: (call) => get(deps, call),
    removeMeetingFile: (call) => remove(deps, call),
  };
}
