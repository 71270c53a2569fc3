import { randomInt } from 'node:crypto';
import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid } from '../../shared/errors.js';
import { recordChange } from '../audit/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readProgrammeSettings } from '../programmes/index.js';
import { askable } from './askable.js';
import { readVersion } from './asked-wave.js';
import { enterSheet } from './enter-sheet.js';
import { rankable } from './rankable.js';
import { typedCode } from './sheet-code-rules.js';
import { freshCodes, orderProblems } from './sheet-rules.js';
import { type StoredSheet, sheetStore } from './sheet-store.js';
import { readWave } from './wave-handlers.js';
import { waveStateOn } from './wave-rules.js';
import type { StoredWave } from './wave-store.js';

type Names = 'getPaper' | 'makeSheets' | 'listSheets' | 'findSheet' | 'enterSheet';

/** People of one programme who hold a role, and groups that they are of. */
const MOST_PEOPLE = 5000;
const MOST_GROUPS = 500;

/** Forms or groups for which blank sheets of a wave are printed; null: it has no breakdown. */
async function partsOf(db: Db, wave: StoredWave): Promise<string[] | null> {
  const { anonymous, breakdown, programmeId } = wave;
  if (!anonymous || breakdown === 'none') return null;
  if (breakdown === 'group')
    return wave.groups !== null
      ? [...wave.groups]
      : sheetStore(db).groupsOf(programmeId, wave.role, MOST_GROUPS);
  if (wave.form !== null) return [wave.form];
  return [...(await readProgrammeSettings(db, programmeId)).forms];
}

/** What the sheets of a wave ask. */
async function askedBy(deps: ServiceDeps, wave: StoredWave, timeZone: string) {
  const { definition } = await readVersion(deps.db, wave);
  return {
    waveId: wave.waveId,
    title: wave.title,
    role: wave.role,
    endsOn: wave.endsOn,
    anonymous: wave.anonymous,
    state: waveStateOn(wave, todayIn(timeZone, deps.clock)),
    definition,
    people: await rankable(deps.db, wave, { definition, personId: '' }),
  };
}

async function getPaper(deps: ServiceDeps, { authority, input }: Call<'getPaper'>) {
  const wave = await readWave(deps.db, authority, input.waveId);
  const store = sheetStore(deps.db);
  const counts = await store.counts(wave.programmeId, wave.waveId);
  const today = todayIn(authority.timeZone, deps.clock);
  const [asking = wave] = await askable(deps.db, [wave], today);
  const without = wave.anonymous ? [] : await store.without(asking, MOST_PEOPLE);
  return {
    ...(await askedBy(deps, wave, authority.timeZone)),
    printed: counts.printed + counts.entered,
    entered: counts.entered,
    without: without.length,
    withoutGuests: without.filter((one) => !one.hasAccount).length,
    parts: await partsOf(deps.db, wave),
  };
}

const view = ({ personId, name, sheetId: _id, ...sheet }: StoredSheet) => ({
  code: sheet.code,
  person: personId === null ? null : { personId, name: name ?? '' },
  groupName: sheet.groupName,
  part: sheet.part,
  state: sheet.state,
  online: sheet.online,
});

async function listSheets(deps: ServiceDeps, { authority, input }: Call<'listSheets'>) {
  const { state, page, pageSize } = input;
  const { programmeId, waveId } = await readWave(deps.db, authority, input.waveId);
  const store = sheetStore(deps.db);
  const counts = await store.counts(programmeId, waveId);
  return {
    rows: (await store.list(programmeId, waveId, input)).map(view),
    total: state === undefined ? counts.printed + counts.entered : counts[state],
    page,
    pageSize,
  };
}

/** The sheet of a wave by the code that was typed off it. Throws `invalid` by `code`. */
export async function readSheet(db: Db, wave: StoredWave, typed: string): Promise<StoredSheet> {
  const wrong = (code: string) => invalid([{ path: 'code', code }]);
  const code = typedCode(typed);
  if (code === null) throw wrong('sheet.code');
  const sheet = await sheetStore(db).find(wave.programmeId, code);
  if (!sheet) throw wrong('sheet.unknown');
  if (sheet.waveId !== wave.waveId) throw wrong('sheet.otherWave');
  return sheet;
}

async function findSheet(deps: ServiceDeps, { authority, input }: Call<'findSheet'>) {
  const wave = await readWave(deps.db, authority, input.waveId);
  const sheet = await readSheet(deps.db, wave, input.code);
  return { ...(await askedBy(deps, wave, authority.timeZone)), sheet: view(sheet) };
}

/** Sheets are for a wave that is announced and not over. */
function checkPrintable(wave: StoredWave, today: string): void {
  const state = waveStateOn(wave, today);
  const code = { draft: 'sheet.draft', closed: 'wave.closed', planned: null, open: null }[state];
  if (code !== null) throw new AppError('conflict', code, { problems: [{ path: '', code }] });
}

async function makeSheets(deps: ServiceDeps, { actor, authority, input }: Call<'makeSheets'>) {
  const { programmeId } = authority;
  const key = {
    organisationId: authority.organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `makeSheets ${programmeId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, async (trx) => {
    const wave = await readWave(trx, authority, input.waveId);
    const today = todayIn(authority.timeZone, deps.clock);
    checkPrintable(wave, today);
    const [asking = wave] = await askable(trx, [wave], today);
    const parts = await partsOf(trx, wave);
    const problems = orderProblems(
      { anonymous: wave.anonymous, parts },
      { ...input, blank: input.blank },
    );
    if (problems.length > 0) throw invalid(problems);
    return once(trx, deps.clock, key, async () => {
      const store = sheetStore(trx);
      const owners: (string | null)[] = wave.anonymous
        ? Array.from({ length: input.blank ?? 0 }, () => null)
        : (await store.without(asking, MOST_PEOPLE))
            .filter((one) => !(input.guestsOnly && one.hasAccount))
            .map((one) => one.personId);
      const codes = freshCodes(owners.length, await store.codes(programmeId), randomInt);
      const sheets = codes.map((code, i) => ({
        code,
        personId: owners[i] ?? null,
        part: input.part,
      }));
      try {
        await store.insert(authority, wave.waveId, sheets);
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        const again = { problems: [{ path: '', code: 'wave.changed' }], cause: error };
        throw new AppError('conflict', 'somebody else is making sheets', again);
      }
      await recordChange(trx, deps.clock, authority, {
        action: 'survey_wave.sheets',
        entity: 'survey_wave',
        entityId: wave.waveId,
        after: { sheets: sheets.length },
      });
      return { made: sheets.length };
    });
  });
}

/** A wave on paper: sheets with codes, and what comes back on them. */
export function sheetHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    getPaper: (call) => getPaper(deps, call),
    makeSheets: (call) => makeSheets(deps, call),
    listSheets: (call) => listSheets(deps, call),
    findSheet: (call) => findSheet(deps, call),
    enterSheet: (call) => enterSheet(deps, call),
  };
}
