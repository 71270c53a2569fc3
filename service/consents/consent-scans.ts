import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import { recordChange } from '../audit/index.js';
import { keepFile, openFile } from '../files/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { annotationStore } from './annotation-store.js';
import { consentStore } from './consent-store.js';
import { scanFile } from './consent-writes.js';

/** The form calls the file a scan. */
function atScan(error: unknown): unknown {
  if (!(error instanceof AppError) || error.code !== 'invalid') return error;
  const problems = error.problems.map((problem) => ({ ...problem, path: 'scan' }));
  return new AppError('invalid', error.message, { problems, cause: error });
}

/**
 * Keeps the scan of a paper consent for the form that is being filled in. Nothing refers to it yet, so
 * nothing of it stands in the journal.
 */
export async function keepConsentScan(
  deps: ServiceDeps,
  { authority, input, bytes }: Call<'keepConsentScan'>,
) {
  const { programmeId, personId } = input;
  const [member] = await consentStore(deps.db).membersByIds(programmeId, [personId]);
  if (!member) throw notFound('participant');
  const { organisationId, personId: createdBy } = authority;
  const keeping = {
    organisationId,
    programmeId,
    personId,
    purpose: 'consent_scan',
    createdBy,
  } as const;
  try {
    const { fileId, type, size } = await keepFile(deps, keeping, bytes);
    return { scanId: fileId, type, size };
  } catch (error) {
    throw atScan(error);
  }
}

/** Opens the scan of a consent. It holds a passport's data: the journal notes who looked. */
export async function getConsentScan(
  deps: ServiceDeps,
  { authority, input }: Call<'getConsentScan'>,
) {
  const { personId, annotationId } = input;
  const entry = await consentStore(deps.db).row(input);
  const scanId =
    annotationId === undefined
      ? (entry?.scanId ?? null)
      : await annotationStore(deps.db).scanOf(input, annotationId);
  if (!entry || scanId === null) throw notFound('scan');
  const { file, bytes } = await openFile(deps, scanFile(input, scanId));
  await inTransaction(deps.db, (trx) =>
    recordChange(trx, deps.clock, authority, {
      action: 'consent.scan_opened',
      entity: 'participant',
      entityId: personId,
      after: { consentKind: entry.kind },
    }),
  );
  return { type: file.type, size: file.size, kind: entry.kind, on: entry.on, bytes };
}
