import { inTransaction } from '../../shared/db/transaction.js';
import { type FieldProblem, invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { recordChange } from '../audit/index.js';
import { callerOf, once } from '../db/once.js';
import { attachFile, findFile } from '../files/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { annotationStore } from './annotation-store.js';
import { consentStore } from './consent-store.js';
import { placeOf, refuse, scanFile } from './consent-writes.js';

/** What is missing or too much of an addition. */
export function annotationProblems(
  added: { scanId: string | null; note: string | null; reason: string | null },
  hasScan: boolean,
): FieldProblem[] {
  if (added.scanId === null && !added.note) return [{ path: 'scan', code: 'consent.nothingAdded' }];
  if (added.scanId !== null && hasScan && !added.reason)
    return [{ path: 'reason', code: 'consent.replaceReason' }];
  return [];
}

/**
 * Adds a scan or a note to a consent on paper that stands in the ledger already. A scan takes the place
 * of the one before, which stays where it was; the journal keeps the hashes of both (decision 0013).
 */
export async function annotateConsent(
  deps: ServiceDeps,
  { actor, authority, input }: Call<'annotateConsent'>,
) {
  const { organisationId, programmeId, personId: actorId } = authority;
  const { personId, consentId, scanId, note, reason } = input;
  const scan = scanId === null ? null : scanFile(input, scanId);
  const found = scan === null ? null : await findFile(deps.db, scan);
  const key = {
    organisationId,
    actorId: callerOf(actor, authority),
    endpoint: 'annotateConsent',
    key: input.idempotencyKey,
    input: { ...input, scanId: found?.sha256 ?? scanId },
  };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => {
      // After others who write of this person: two scans at once come one after the other.
      await placeOf(trx, deps, programmeId, personId);
      const store = annotationStore(trx);
      const of = { programmeId, personId, consentId };
      const consent = await consentStore(trx).row(of);
      if (!consent) throw notFound('consent');
      if (consent.act !== 'given' || consent.way !== 'paper')
        throw invalid([{ path: '', code: 'consent.notPaper' }]);
      const added = await store.lastScan(of, consentId);
      const before = added ?? (consent.scanId === null ? null : consent);
      refuse(annotationProblems({ scanId, note, reason }, before !== null));
      if (scan !== null && !(await attachFile(trx, scan, deps.clock.now())))
        throw invalid([{ path: 'scan', code: 'file.gone' }]);
      const annotationId = newId();
      const scanHash = found?.sha256 ?? null;
      const replaces = scanId !== null && before !== null;
      await store.append({
        annotationId,
        organisationId,
        ...of,
        scanId,
        scanHash,
        note: note || null,
        reason: replaces ? reason : null,
        actorId,
        at: deps.clock.now(),
      });
      await recordChange(trx, deps.clock, authority, {
        action: replaces ? 'consent.scan_replaced' : 'consent.annotated',
        entity: 'participant',
        entityId: personId,
        before: replaces ? { scanHash: before.scanHash } : null,
        after: { consentKind: consent.kind, ...(scanHash === null ? {} : { scanHash }) },
      });
      return { annotationId };
    }),
  );
}
