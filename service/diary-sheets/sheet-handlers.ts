import { randomInt } from 'node:crypto';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { DIARY_ROWS, type DiarySheet } from '../api/diary-sheets.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readPairForMember, type VisiblePair } from '../pairs/index.js';
import { freshCodes, typedCode } from '../surveys/index.js';
import { diarySheetStore, type StoredSheet } from './sheet-store.js';

type Names = 'makeDiarySheets' | 'getDiarySheets' | 'findDiarySheet';

const view = (sheet: StoredSheet, pair: VisiblePair): DiarySheet => ({
  code: sheet.code,
  pairId: sheet.pairId,
  pairTitle: pair.title,
  mentors: pair.mentors,
  mentees: pair.mentees,
  rowCount: Number(sheet.rowCount),
});

/**
 * The sheet of a code that was typed off it.
 * @throws AppError `invalid` at `code`: `sheet.code` where a digit is wrong or two changed places,
 *   `diary.unknown` where there is none, or of a pair that the caller does not see
 */
export async function readDiarySheet(
  db: Db,
  authority: Authority,
  typed: string,
): Promise<{ sheet: StoredSheet; pair: VisiblePair }> {
  const wrong = (code: string) => invalid([{ path: 'code', code }]);
  const code = typedCode(typed);
  if (code === null) throw wrong('sheet.code');
  const sheet = await diarySheetStore(db).find(authority.programmeId, code);
  if (!sheet) throw wrong('diary.unknown');
  try {
    return { sheet, pair: await readPairForMember(db, authority, sheet.pairId) };
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') throw wrong('diary.unknown');
    throw error;
  }
}

async function make(deps: ServiceDeps, { actor, authority, input }: Call<'makeDiarySheets'>) {
  const { programmeId } = authority;
  const key = {
    organisationId: authority.organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `makeDiarySheets ${programmeId}`,
    key: input.idempotencyKey,
    input,
  };
  const pairIds = [...new Set(input.pairIds)];
  return inTransaction(deps.db, async (trx) => {
    for (const pairId of pairIds) await readPairForMember(trx, authority, pairId);
    return once(trx, deps.clock, key, async () => {
      const store = diarySheetStore(trx);
      const codes = freshCodes(pairIds.length, await store.codes(programmeId), randomInt);
      const batchId = newId();
      const sheets = pairIds.map((pairId, n) => ({
        pairId,
        code: codes[n] ?? '',
        rowCount: DIARY_ROWS,
      }));
      try {
        await store.insert(authority, batchId, sheets, deps.clock.now());
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        // Somebody else drew the same number at this moment.
        throw new AppError('conflict', 'a code was taken meanwhile', {
          problems: [{ path: '', code: 'form.tryAgain' }],
          cause: error,
        });
      }
      await recordChange(trx, deps.clock, authority, {
        action: 'diary.sheets',
        entity: 'programme',
        entityId: programmeId,
        after: { sheets: sheets.length },
      });
      return { batchId };
    });
  });
}

async function print(deps: ServiceDeps, { authority, input }: Call<'getDiarySheets'>) {
  const stored = await diarySheetStore(deps.db).batch(authority.programmeId, input.batchId);
  if (stored.length === 0) throw notFound('sheets');
  const sheets: DiarySheet[] = [];
  for (const sheet of stored) {
    // Somebody else's sheets, and those of a pair that was left since, are none.
    sheets.push(view(sheet, await readPairForMember(deps.db, authority, sheet.pairId)));
  }
  return { sheets };
}

async function find(deps: ServiceDeps, { authority, input }: Call<'findDiarySheet'>) {
  const { sheet, pair } = await readDiarySheet(deps.db, authority, input.code);
  const entered = await diarySheetStore(deps.db).entered(sheet.sheetId);
  return {
    ...view(sheet, pair),
    pairState: pair.state,
    entered: entered.map((one) => ({ ...one, row: Number(one.row) })),
  };
}

/** The diary of meetings on paper: sheets with codes. What comes back on them the log takes. */
export function diarySheetHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    makeDiarySheets: (call) => make(deps, call),
    getDiarySheets: (call) => print(deps, call),
    findDiarySheet: (call) => find(deps, call),
  };
}
