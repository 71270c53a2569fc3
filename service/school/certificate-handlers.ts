import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import type { Certificate } from '../api/school-certificates.js';
import { recordChange, recordChanges } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnAmong } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readMentors, visibleMentors } from '../mentors/index.js';
import { certificateStore } from './certificate-store.js';
import { changedMeanwhile } from './session-handlers.js';
import { sheetStore } from './sheet-store.js';
import { readRecords } from './training-handlers.js';
import { asksTraining } from './training-rules.js';

type Names =
  | 'listSchoolCertificates'
  | 'getSchoolCertificate'
  | 'issueSchoolCertificates'
  | 'revokeSchoolCertificate';

/** Other programmes of the college take numbers too: so often is another one tried. */
const TRIES = 10;

async function read(db: Db, programmeId: string, certificateId: string): Promise<Certificate> {
  const found = await certificateStore(db).find(programmeId, certificateId);
  if (!found) throw notFound('certificate');
  return found;
}

/** The same, of a mentor whom the caller may see: a curator with forms given, of these. */
async function readSeen(db: Db, reader: Authority, certificateId: string): Promise<Certificate> {
  const found = await read(db, reader.programmeId, certificateId);
  const isSeen = await visibleMentors(db, reader);
  if (!isSeen(found.personId)) throw notFound('certificate');
  return found;
}

async function list(deps: ServiceDeps, { authority, input }: Call<'listSchoolCertificates'>) {
  const { programmeId, page, pageSize } = input;
  const { scopeForms } = authority;
  const mentors = scopeForms === null ? null : await readMentors(deps.db, authority);
  const personIds = mentors?.map(({ personId }) => personId) ?? null;
  const found = await certificateStore(deps.db).page(programmeId, { ...input, personIds });
  return { ...found, page, pageSize };
}

/** Those whose certificates are to be issued, in the order of names; all of them must meet the rule. */
async function entitled(
  trx: Knex.Transaction,
  { programmeId, today }: { programmeId: string; today: string },
  personIds: readonly string[],
): Promise<{ personId: string; name: string; sessions: number; minutes: number }[]> {
  const { rule, rows } = await readRecords(trx, programmeId);
  if (!asksTraining(rule)) throw invalid([{ path: 'personIds', code: 'school.noRule' }]);
  const chosen = rows.filter(({ mentor }) => personIds.includes(mentor.personId));
  if (chosen.length !== personIds.length) throw notFound('mentor');
  const holders = await certificateStore(trx).holders(programmeId, personIds);
  const without = chosen.filter(({ mentor }) => !holders.has(mentor.personId));
  const unmet = without.filter(({ record: { missing } }) =>
    missing === null ? true : missing.sessions > 0 || missing.minutes > 0,
  );
  if (unmet.length > 0) {
    const problem = { path: 'personIds', code: 'school.ruleNotMet', params: { n: unmet.length } };
    throw invalid([problem]);
  }
  const ids = without.map(({ mentor }) => mentor.personId);
  const withdrawn = await withdrawnAmong(trx, { programmeId, today }, ids);
  if (withdrawn.size > 0) throw invalid([{ path: 'personIds', code: 'school.frozen' }]);
  return without.map(({ mentor: { personId, name }, record: { sessions, minutes } }) => ({
    personId,
    name,
    sessions,
    minutes,
  }));
}

function issueOnce(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'issueSchoolCertificates'>,
) {
  const { organisationId, programmeId } = authority;
  const personIds = [...new Set(input.personIds)];
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `issueSchoolCertificates ${programmeId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => {
      const store = certificateStore(trx);
      await store.lock(programmeId);
      const today = todayIn(authority.timeZone, deps.clock);
      const people = await entitled(trx, { programmeId, today }, personIds);
      const made: string[] = [];
      for (const person of people) {
        const topics = await sheetStore(trx).titlesOf(programmeId, person.personId);
        const fields = {
          ...person,
          topics,
          issuedOn: input.issuedOn,
          issuedBy: authority.personId,
        };
        made.push(await store.insert(authority, fields, deps.clock.now()));
      }
      if (made.length > 0) {
        await recordChanges(
          trx,
          deps.clock,
          authority,
          people.map(({ personId }, n) => ({
            action: 'school.certified',
            entity: 'participant' as const,
            entityId: personId,
            after: { issuedOn: input.issuedOn, certificateId: made[n] },
          })),
        );
      }
      return { issued: made.length, unchanged: personIds.length - made.length };
    }),
  );
}

/**
 * Issues certificates, all or nobody. Two programmes of a college at once may reach for one number: the
 * one that is refused begins again, so that there is neither a gap nor a number twice.
 */
async function issue(deps: ServiceDeps, call: Call<'issueSchoolCertificates'>) {
  const today = todayIn(call.authority.timeZone, deps.clock);
  if (call.input.issuedOn > today) throw invalid([{ path: 'issuedOn', code: 'school.future' }]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await issueOnce(deps, call);
    } catch (error) {
      if (attempt >= TRIES || !isDuplicate(error)) throw error;
    }
  }
}

function revoke(deps: ServiceDeps, { authority, input }: Call<'revokeSchoolCertificate'>) {
  const { programmeId } = authority;
  const { certificateId, reason, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const before = await read(trx, programmeId, certificateId);
    if (before.revokedOn !== null) throw invalid([{ path: '', code: 'school.revokedAlready' }]);
    const on = todayIn(authority.timeZone, deps.clock);
    const said = { on, reason, by: authority.personId };
    const store = certificateStore(trx);
    if (!(await store.revoke({ programmeId, certificateId }, version, said)))
      throw changedMeanwhile('certificate');
    await recordChange(trx, deps.clock, authority, {
      action: 'revoked',
      entity: 'school_certificate',
      entityId: certificateId,
      after: { certificateNumber: `${before.number}/${before.year}`, reason },
    });
    return read(trx, programmeId, certificateId);
  });
}

/** The handlers of the certificates of the mentors' school. */
export function certificateHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listSchoolCertificates: (call) => list(deps, call),
    getSchoolCertificate: ({ authority, input }) =>
      readSeen(deps.db, authority, input.certificateId),
    issueSchoolCertificates: (call) => issue(deps, call),
    revokeSchoolCertificate: (call) => revoke(deps, call),
  };
}
