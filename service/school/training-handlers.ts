import { inTransaction } from '../../shared/db/transaction.js';
import { notFound } from '../../shared/errors.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { visibleMentors } from '../mentors/index.js';
import { meetsSearch } from '../names/index.js';
import { readNeeds } from '../surveys/index.js';
import { certificateStore } from './certificate-store.js';
import { readMentors } from './mentor-facts.js';
import { mySchool } from './my-school.js';
import { ruleStore } from './rule-store.js';
import { changedMeanwhile } from './session-handlers.js';
import { sheetStore } from './sheet-store.js';
import { isReady, recordOf } from './training-rules.js';

type Names =
  | 'getSchoolRule'
  | 'updateSchoolRule'
  | 'listSchoolMentors'
  | 'getSchoolRecord'
  | 'getSchoolNeeds'
  | 'getMySchool';

function updateRule(deps: ServiceDeps, { authority, input }: Call<'updateSchoolRule'>) {
  const { programmeId } = authority;
  const { sessions, minutes, poolNeedsTraining, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = ruleStore(trx);
    const { version: _version, ...before } = await store.find(programmeId);
    const fields = { sessions, minutes, poolNeedsTraining };
    if (!(await store.write(authority, version, fields, deps.clock.now())))
      throw changedMeanwhile('rule');
    await recordChange(trx, deps.clock, authority, {
      action: 'changed',
      entity: 'school_rule',
      entityId: programmeId,
      ...changedFields({ ...before }, { ...fields }),
    });
    return store.find(programmeId);
  });
}

/** Every mentor with their record: five statements, whatever their number. */
export async function readRecords(db: ServiceDeps['db'], programmeId: string) {
  const [mentors, rule, attended, certificates] = await Promise.all([
    readMentors(db, programmeId),
    ruleStore(db).find(programmeId),
    sheetStore(db).attended(programmeId),
    certificateStore(db).valid(programmeId),
  ]);
  const rows = mentors.map((mentor) => {
    const been = attended.get(mentor.personId) ?? { sessions: 0, minutes: 0 };
    const certificate = certificates.get(mentor.personId) ?? null;
    return {
      mentor,
      record: recordOf(rule, been, certificate),
      ready: isReady(rule, been, certificate !== null),
    };
  });
  return { rule, rows };
}

/** The record of one mentor; `not_found` for who is none, or none whom the caller may see. */
async function readRecord(db: ServiceDeps['db'], reader: Authority, personId: string) {
  const { programmeId } = reader;
  const [mentors, isSeen, rule, attended, certificates] = await Promise.all([
    readMentors(db, programmeId, personId),
    visibleMentors(db, reader),
    ruleStore(db).find(programmeId),
    sheetStore(db).attended(programmeId, personId),
    certificateStore(db).valid(programmeId, personId),
  ]);
  if (mentors.length === 0 || !isSeen(personId)) throw notFound('mentor');
  const been = attended.get(personId) ?? { sessions: 0, minutes: 0 };
  return { ...recordOf(rule, been, certificates.get(personId) ?? null), rule };
}

type Row = Awaited<ReturnType<typeof readRecords>>['rows'][number];

function meets({ mentor, record, ready }: Row, filter: Call<'listSchoolMentors'>['input']) {
  const { training, search } = filter;
  if (training === 'ready' && !ready) return false;
  if (training === 'trained' && record.trained !== true) return false;
  if (training === 'untrained' && record.trained === true) return false;
  return meetsSearch(search, mentor.sortKey);
}

/** A curator with forms given sees, and has counted, the mentors of these. */
async function listMentors(deps: ServiceDeps, { authority, input }: Call<'listSchoolMentors'>) {
  const { programmeId, page, pageSize } = input;
  const { rule, rows: all } = await readRecords(deps.db, programmeId);
  const isSeen = await visibleMentors(deps.db, authority);
  const rows = all.filter(({ mentor }) => isSeen(mentor.personId));
  const found = rows.filter((row) => meets(row, input));
  return {
    rows: found
      .slice((page - 1) * pageSize, page * pageSize)
      .map(({ mentor: { personId, name, groupName }, record, ready }) => ({
        personId,
        name,
        groupName,
        ...record,
        ready,
      })),
    total: found.length,
    page,
    pageSize,
    rule,
    counts: {
      mentors: rows.length,
      trained: rows.filter(({ record }) => record.trained === true).length,
      ready: rows.filter(({ ready }) => ready).length,
      certified: rows.filter(({ record }) => record.certificate !== null).length,
    },
  };
}

/** The handlers of who is trained, by which rule, and what mentors want to learn. */
export function trainingHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    getSchoolRule: ({ input }) => ruleStore(deps.db).find(input.programmeId),
    updateSchoolRule: (call) => updateRule(deps, call),
    listSchoolMentors: remembered<'listSchoolMentors'>(deps, (call) => listMentors(deps, call)),
    getSchoolRecord: ({ authority, input }) => readRecord(deps.db, authority, input.personId),
    getSchoolNeeds: async ({ authority }) => ({ survey: await readNeeds(deps, authority) }),
    getMySchool: remembered<'getMySchool'>(deps, ({ authority }) => mySchool(deps, authority)),
  };
}
