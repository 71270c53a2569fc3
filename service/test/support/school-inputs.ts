import type { Db } from '../../../shared/db/connect.js';
import type { MentoringClient } from '../../api/index.js';
import type { BuiltPerson } from './builders.js';
import { inPieces, PDF } from './file-shelf.js';
import type { Ids, Inputs, World } from './permission-world.js';

type Names =
  | 'listSchoolSessions'
  | 'getSchoolSession'
  | 'createSchoolSession'
  | 'updateSchoolSession'
  | 'setSchoolSessionState'
  | 'markSchoolAttendance'
  | 'getSchoolRule'
  | 'updateSchoolRule'
  | 'listSchoolMentors'
  | 'getSchoolRecord'
  | 'getSchoolNeeds'
  | 'getMySchool'
  | 'listSchoolMaterials'
  | 'keepSchoolFile'
  | 'createSchoolMaterial'
  | 'updateSchoolMaterial'
  | 'removeSchoolMaterial'
  | 'getSchoolFile'
  | 'listSchoolCertificates'
  | 'getSchoolCertificate'
  | 'issueSchoolCertificates'
  | 'revokeSchoolCertificate';

/** What a world has of the mentors' school. */
export interface SchoolIds {
  sessionId: string;
  materialId: string;
  certificateId: string;
}

export const SESSION = { title: 'Роль наставника', heldOn: '2026-11-02', minutes: 90 };
const MATERIAL = { title: 'Памятка', kind: 'guide' as const, link: 'https://kollezh.example/p' };

const inProgramme = (w: World) => ({ programmeId: w.programme.programmeId });
const atSession = (w: World, ids: Ids) => ({ ...inProgramme(w), sessionId: ids.sessionId });
const atMaterial = (w: World, ids: Ids) => ({ ...inProgramme(w), materialId: ids.materialId });
const atCertificate = (w: World, ids: Ids) => ({
  ...inProgramme(w),
  certificateId: ids.certificateId,
});
const mentorOf = (ids: Ids) => ids.pair.mentorIds[0] as string;

/** Well-formed inputs of the endpoints of the mentors' school. */
export const SCHOOL_INPUTS: Pick<Inputs, Names> = {
  listSchoolSessions: inProgramme,
  getSchoolSession: atSession,
  createSchoolSession: (w) => ({ ...inProgramme(w), ...SESSION }),
  updateSchoolSession: (w, ids) => ({ ...atSession(w, ids), ...SESSION, version: 2 }),
  setSchoolSessionState: (w, ids) => ({ ...atSession(w, ids), state: 'planned', version: 2 }),
  markSchoolAttendance: (w, ids) => ({
    ...atSession(w, ids),
    marks: [{ personId: mentorOf(ids), mark: 'excused', version: 1 }],
  }),
  getSchoolRule: inProgramme,
  updateSchoolRule: (w) => ({ ...inProgramme(w), sessions: 3, version: 1 }),
  listSchoolMentors: inProgramme,
  getSchoolRecord: (w, ids) => ({ ...inProgramme(w), personId: mentorOf(ids) }),
  getSchoolNeeds: inProgramme,
  getMySchool: inProgramme,
  listSchoolMaterials: (w, ids) => ({ ...inProgramme(w), sessionId: ids.sessionId }),
  keepSchoolFile: inProgramme,
  createSchoolMaterial: (w, ids) => ({
    ...inProgramme(w),
    ...MATERIAL,
    sessionId: ids.sessionId,
  }),
  updateSchoolMaterial: (w, ids) => ({ ...atMaterial(w, ids), ...MATERIAL, version: 1 }),
  removeSchoolMaterial: (w, ids) => ({ ...atMaterial(w, ids), version: 1 }),
  getSchoolFile: atMaterial,
  listSchoolCertificates: inProgramme,
  getSchoolCertificate: atCertificate,
  issueSchoolCertificates: (w, ids) => ({
    ...inProgramme(w),
    personIds: [mentorOf(ids)],
    issuedOn: '2026-11-03',
  }),
  revokeSchoolCertificate: (w, ids) => ({ ...atCertificate(w, ids), reason: 'Ошибка', version: 1 }),
};

/** Tables of the school that have a programme, for comparing before and after. */
export const SCHOOL_TABLES = [
  'school_sessions',
  'school_attendance',
  'school_materials',
  'school_certificates',
] as const;

/** A session that was held with the mentor there, a material with a file, and the mentor's certificate. */
export async function buildSchool(
  db: Db,
  coordinator: MentoringClient,
  programmeId: string,
  mentor: BuiltPerson,
): Promise<SchoolIds> {
  await coordinator.updateSchoolRule({ programmeId, sessions: 1, version: 0 });
  const { sessionId } = await coordinator.createSchoolSession({ programmeId, ...SESSION });
  const { personId } = mentor;
  const marks = [{ personId, mark: 'present' as const, version: 0 }];
  await coordinator.markSchoolAttendance({ programmeId, sessionId, marks });
  const { fileId } = await coordinator.keepSchoolFile({ programmeId }, inPieces(PDF));
  const { materialId } = await coordinator.createSchoolMaterial({
    programmeId,
    ...MATERIAL,
    link: null,
    fileId,
  });
  const issuedOn = '2026-11-03';
  await coordinator.issueSchoolCertificates({ programmeId, personIds: [personId], issuedOn });
  const row = await db('school_certificates').where('programme_id', programmeId).first('id');
  return { sessionId, materialId, certificateId: row.id };
}
