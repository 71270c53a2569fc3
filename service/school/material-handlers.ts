import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, type FieldProblem, invalid, notFound } from '../../shared/errors.js';
import type { SchoolMaterial, SchoolMaterialFields } from '../api/school-materials.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import { attachFile, detachFile, keepFile, openFile } from '../files/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { materialStore, type StoredMaterial } from './material-store.js';
import { mySessions } from './my-school.js';
import { changedMeanwhile } from './session-handlers.js';
import { sessionStore } from './session-store.js';
import { readSession } from './session-views.js';
import { isMaterialFor } from './training-rules.js';

type Names =
  | 'listSchoolMaterials'
  | 'keepSchoolFile'
  | 'createSchoolMaterial'
  | 'updateSchoolMaterial'
  | 'removeSchoolMaterial'
  | 'getSchoolFile';

/** As readers see a material: its file by its facts alone. */
export const shown = ({ fileId: _fileId, ...material }: StoredMaterial): SchoolMaterial => material;

/** Which kept file is meant: those of materials are about nobody. */
const schoolFile = (programmeId: string, fileId: string) => ({
  fileId,
  programmeId,
  personId: null,
  purpose: 'school_material' as const,
});

const forJournal = (fields: SchoolMaterialFields) => ({
  title: fields.title,
  materialKind: fields.kind,
  link: fields.link,
  forms: fields.forms,
});

function fieldsOf(input: SchoolMaterialFields): SchoolMaterialFields {
  const { title, kind, fileId, sessionId } = input;
  const link = input.link || null;
  const forms = sessionId === null ? [...new Set(input.forms)] : [];
  return { title, kind, link, fileId, sessionId, forms };
}

/** A material is a link or a file; a file that it has stays where nothing else is given. */
async function check(
  trx: Db,
  programmeId: string,
  fields: SchoolMaterialFields,
  hasFile: boolean,
): Promise<void> {
  const problems: FieldProblem[] = [];
  if (fields.link !== null && fields.fileId !== null) {
    problems.push({ path: 'link', code: 'school.linkAndFile' });
  }
  if (fields.link === null && fields.fileId === null && !hasFile) {
    problems.push({ path: 'link', code: 'school.linkOrFile' });
  }
  if (fields.sessionId !== null && !(await sessionStore(trx).find(programmeId, fields.sessionId))) {
    problems.push({ path: 'sessionId', code: 'value.invalid' });
  }
  if (problems.length > 0) throw invalid(problems);
}

async function attach(
  deps: ServiceDeps,
  trx: Knex.Transaction,
  programmeId: string,
  fileId: string | null,
): Promise<void> {
  if (fileId === null) return;
  if (!(await attachFile(trx, schoolFile(programmeId, fileId), deps.clock.now())))
    throw invalid([{ path: 'file', code: 'file.gone' }]);
}

async function view(db: Db, programmeId: string, materialId: string): Promise<StoredMaterial> {
  const found = await materialStore(db).find(programmeId, materialId);
  if (!found) throw notFound('material');
  return found;
}

function create(deps: ServiceDeps, { actor, authority, input }: Call<'createSchoolMaterial'>) {
  const { organisationId, programmeId } = authority;
  const fields = fieldsOf(input);
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `createSchoolMaterial ${programmeId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, async (trx) => {
    const { materialId } = await once(trx, deps.clock, key, async () => {
      await check(trx, programmeId, fields, false);
      await attach(deps, trx, programmeId, fields.fileId);
      const made = await materialStore(trx).insert(authority, fields, deps.clock.now());
      await recordChange(trx, deps.clock, authority, {
        action: 'created',
        entity: 'school_material',
        entityId: made,
        after: forJournal(fields),
      });
      return { materialId: made };
    });
    return shown(await view(trx, programmeId, materialId));
  });
}

function update(deps: ServiceDeps, { authority, input }: Call<'updateSchoolMaterial'>) {
  const { programmeId } = authority;
  const { materialId, version } = input;
  const given = fieldsOf(input);
  return inTransaction(deps.db, async (trx) => {
    const before = await view(trx, programmeId, materialId);
    await check(trx, programmeId, given, before.fileId !== null);
    const keeps = given.link === null && given.fileId === null;
    const fields = { ...given, fileId: keeps ? before.fileId : given.fileId };
    if (!(await materialStore(trx).update({ programmeId, materialId }, version, fields)))
      throw changedMeanwhile('material');
    if (fields.fileId !== before.fileId) {
      await attach(deps, trx, programmeId, fields.fileId);
      await release(trx, programmeId, before.fileId);
    }
    await recordChange(trx, deps.clock, authority, {
      action: 'changed',
      entity: 'school_material',
      entityId: materialId,
      ...changedFields(forJournal({ ...before, fileId: before.fileId }), forJournal(fields)),
    });
    return shown(await view(trx, programmeId, materialId));
  });
}

async function release(trx: Knex.Transaction, programmeId: string, fileId: string | null) {
  if (fileId !== null) await detachFile(trx, schoolFile(programmeId, fileId));
}

function remove(deps: ServiceDeps, { authority, input }: Call<'removeSchoolMaterial'>) {
  const { programmeId } = authority;
  const { materialId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const before = await view(trx, programmeId, materialId);
    if (!(await materialStore(trx).remove({ programmeId, materialId }, version)))
      throw changedMeanwhile('material');
    await release(trx, programmeId, before.fileId);
    await recordChange(trx, deps.clock, authority, {
      action: 'removed',
      entity: 'school_material',
      entityId: materialId,
      before: forJournal({ ...before, fileId: before.fileId }),
    });
    return { ok: true as const };
  });
}

/** What is said of a file here: a scan is another matter. */
function ofMaterial(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'invalid') return error;
  const own: Readonly<Record<string, string>> = {
    'file.type': 'school.fileType',
    'file.tooLarge': 'school.fileTooLarge',
  };
  const problems = error.problems.map((one) => ({ ...one, code: own[one.code] ?? one.code }));
  return new AppError('invalid', error.message, { problems, cause: error });
}

async function keep(deps: ServiceDeps, { authority, bytes }: Call<'keepSchoolFile'>) {
  const { organisationId, programmeId, personId: createdBy } = authority;
  const purpose = 'school_material' as const;
  const keeping = { organisationId, programmeId, personId: null, purpose, createdBy };
  try {
    const { fileId, type, size } = await keepFile(deps, keeping, bytes);
    return { fileId, type, size };
  } catch (error) {
    throw ofMaterial(error);
  }
}

/** A mentor opens the files of what is meant for them; any other does not exist for them. */
async function mayOpen(deps: ServiceDeps, authority: Authority, material: StoredMaterial) {
  if (authority.role !== 'mentor') return true;
  const { mentor, sessions } = await mySessions(deps.db, authority);
  return isMaterialFor(material, mentor.forms, new Set(sessions.map((one) => one.sessionId)));
}

async function open(deps: ServiceDeps, { authority, input }: Call<'getSchoolFile'>) {
  const { programmeId } = authority;
  const material = await view(deps.db, programmeId, input.materialId);
  if (material.fileId === null || !(await mayOpen(deps, authority, material)))
    throw new AppError('not_found', 'no such file');
  const { file, bytes } = await openFile(deps, schoolFile(programmeId, material.fileId));
  return { title: material.title, type: file.type, size: file.size, bytes };
}

/** The handlers of the materials of the mentors' school. */
export function materialHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listSchoolMaterials: async ({ input }) => {
      const { programmeId, sessionId } = input;
      if (sessionId !== undefined) await readSession(deps.db, programmeId, sessionId);
      const rows = await materialStore(deps.db).list(programmeId, sessionId);
      return { rows: rows.map(shown) };
    },
    keepSchoolFile: (call) => keep(deps, call),
    createSchoolMaterial: (call) => create(deps, call),
    updateSchoolMaterial: (call) => update(deps, call),
    removeSchoolMaterial: (call) => remove(deps, call),
    getSchoolFile: (call) => open(deps, call),
  };
}
