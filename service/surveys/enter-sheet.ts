import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid } from '../../shared/errors.js';
import type { Answers, Definition } from '../api/questionnaire-definition.js';
import { recordChange } from '../audit/index.js';
import { isConsentWithdrawn } from '../consents/index.js';
import { callerOf, once } from '../db/once.js';
import type { Call, ServiceDeps } from '../handler.js';
import { answerProblems, keptAnswers } from './answer-rules.js';
import { readVersion } from './asked-wave.js';
import { responseStore, type Saved } from './response-store.js';
import { checkOpen, claim, knownPeople } from './save-answers.js';
import { readSheet } from './sheet-handlers.js';
import { entryProblem } from './sheet-rules.js';
import { sheetStore } from './sheet-store.js';
import { readWave } from './wave-handlers.js';
import type { StoredWave } from './wave-store.js';

type Entry = Call<'enterSheet'>;

/** Throws `invalid` by `answers.<code>`; what a sheet leaves out may be missing where that is said. */
async function checkAnswers(
  trx: Knex.Transaction,
  wave: StoredWave,
  definition: Definition,
  { answers, incomplete }: { answers: Answers; incomplete: boolean },
  personId: string | null,
): Promise<void> {
  const people = await knownPeople(trx, wave, definition, answers, personId ?? '');
  const problems = answerProblems(definition, answers, { final: true, people }).filter(
    ({ code }) => !(incomplete && code === 'answer.required'),
  );
  if (problems.length > 0) throw invalid(problems);
}

const meanwhile = (cause?: unknown) =>
  new AppError('conflict', 'the sheet or the answers changed meanwhile', {
    problems: [{ path: '', code: 'wave.changed' }],
    ...(cause === undefined ? {} : { cause }),
  });

/** Writes the answers of a person, over those that are there. True: there were some. */
async function writeNamed(
  trx: Knex.Transaction,
  { authority }: Entry,
  wave: StoredWave,
  personId: string,
  saved: Saved,
): Promise<boolean> {
  const store = responseStore(trx);
  const found = await store.find(wave, personId);
  if (!found) {
    await store.insert(authority, wave, personId, saved);
    return false;
  }
  if (!(await store.update(wave, personId, found, saved))) throw meanwhile();
  return true;
}

async function write(deps: ServiceDeps, trx: Knex.Transaction, call: Entry) {
  const { authority, input } = call;
  const today = todayIn(authority.timeZone, deps.clock);
  const wave = await readWave(trx, authority, input.waveId);
  checkOpen(wave, today);
  const sheet = await readSheet(trx, wave, input.code);
  const { programmeId } = authority;
  if (sheet.personId && (await isConsentWithdrawn(trx, { programmeId, today }, sheet.personId)))
    throw invalid([{ path: 'code', code: 'sheet.consentWithdrawn' }]);
  const problem = entryProblem(sheet, { anonymous: wave.anonymous, replace: input.replace });
  if (problem) throw invalid([problem]);
  const version = await readVersion(trx, wave);
  await checkAnswers(trx, wave, version.definition, input, sheet.personId);
  await claim(trx, wave, version, today);
  const noted = await sheetStore(trx).noteEntered(sheet.sheetId);
  if (!noted && sheet.state === 'printed') throw meanwhile();
  const saved: Saved = {
    state: 'submitted',
    answers: keptAnswers(version.definition, input.answers),
    part: sheet.part,
    passHash: null,
    now: deps.clock.now(),
  };
  const replaced =
    sheet.personId === null
      ? await responseStore(trx).insertNobodys(authority, wave, saved)
      : await writeNamed(trx, call, wave, sheet.personId, saved);
  await recordChange(trx, deps.clock, authority, {
    action: replaced ? 'survey_wave.paper_replaced' : 'survey_wave.paper_entered',
    entity: 'survey_wave',
    entityId: wave.waveId,
    // Of an anonymous sheet not even its code: nothing is to lead to it.
    ...(sheet.personId === null ? {} : { after: { personId: sheet.personId } }),
  });
  return { code: sheet.code, replaced };
}

/**
 * Takes in a returned sheet of paper, once; over answers that are there only when that is said.
 * @throws `invalid` by `code`, `replace` or `answers.<code>`, `conflict` with `wave.*` while the wave is
 *   not open
 */
export async function enterSheet(deps: ServiceDeps, call: Entry) {
  const { actor, authority, input } = call;
  const key = {
    organisationId: authority.organisationId,
    actorId: callerOf(actor, authority),
    endpoint: `enterSheet ${authority.programmeId}`,
    key: input.idempotencyKey,
    input,
  };
  return inTransaction(deps.db, (trx) => once(trx, deps.clock, key, () => write(deps, trx, call)));
}
