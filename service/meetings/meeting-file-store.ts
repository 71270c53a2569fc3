import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import type { FileType } from '../api/files.js';
import type { Authority } from '../authorise.js';

export interface StoredMeetingFile {
  meetingFileId: string;
  fileId: string;
  name: string;
  type: FileType;
  size: number;
  authorId: string | null;
  authorName: string | null;
  createdAt: number;
}

const COLUMNS = {
  meetingFileId: 'f.id',
  fileId: 'f.file_id',
  name: 'f.name',
  type: 'k.type',
  size: 'k.size',
  authorId: 'f.author_id',
  authorName: 'a.name',
  createdAt: 'f.created_at',
};

/** The SQL of the files of meetings; on a transaction: `meetingFileStore(trx)`. */
export function meetingFileStore(db: Db) {
  const ofMeeting = (programmeId: string, meetingId: string) =>
    db('meeting_files as f')
      .join('files as k', 'k.id', 'f.file_id')
      .leftJoin('people as a', 'a.id', 'f.author_id')
      .where({ 'f.programme_id': programmeId, 'f.meeting_id': meetingId });

  return {
    /** In the order in which they came. */
    async list(programmeId: string, meetingId: string): Promise<StoredMeetingFile[]> {
      return ofMeeting(programmeId, meetingId).orderBy('f.id').select(COLUMNS);
    },

    async find(
      programmeId: string,
      meetingId: string,
      meetingFileId: string,
    ): Promise<StoredMeetingFile | null> {
      return (
        (await ofMeeting(programmeId, meetingId).where('f.id', meetingFileId).first(COLUMNS)) ??
        null
      );
    },

    /** The file that was sent with the same bytes before. */
    async sentBefore(
      programmeId: string,
      meetingId: string,
      sha256: string,
    ): Promise<StoredMeetingFile | null> {
      const found = await ofMeeting(programmeId, meetingId)
        .where('f.sent_sha256', sha256)
        .first(COLUMNS);
      return found ?? null;
    },

    async insert(
      { organisationId, programmeId, personId }: Authority,
      file: { meetingId: string; fileId: string; name: string; sentSha256: string },
      now: number,
    ): Promise<string> {
      const meetingFileId = newId();
      await db('meeting_files').insert({
        id: meetingFileId,
        organisation_id: organisationId,
        programme_id: programmeId,
        meeting_id: file.meetingId,
        file_id: file.fileId,
        name: file.name,
        sent_sha256: file.sentSha256,
        author_id: personId,
        created_at: now,
      });
      return meetingFileId;
    },

    /** False: it is gone already. */
    async remove(meetingFileId: string): Promise<boolean> {
      return (await db('meeting_files').where('id', meetingFileId).delete()) === 1;
    },
  };
}
