import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Definition } from '../api/questionnaire-definition.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { namesOf } from '../people/index.js';
import { readVersion } from './asked-wave.js';
import { responseStore } from './response-store.js';
import { answersTo, rankedPeople, readableDefinition, seesConfidential } from './results-rules.js';
import { readWave } from './wave-handlers.js';
import type { StoredWave } from './wave-store.js';

type Names = 'getAnswersOf' | 'listWaveAnswers';

/** A wave of which answers can be read with their names. */
async function readNamed(db: Db, authority: Authority, waveId: string): Promise<StoredWave> {
  const wave = await readWave(db, authority, waveId);
  if (!wave.anonymous) return wave;
  const problems = [{ path: '', code: 'answer.identity' }];
  throw new AppError('conflict', 'the wave is anonymous', { problems });
}

/** What a wave asks, as far as this reader is to see it. */
async function readDefinition(db: Db, authority: Authority, wave: StoredWave): Promise<Definition> {
  const { definition } = await readVersion(db, wave);
  return readableDefinition(definition, seesConfidential(authority));
}

async function getAnswersOf(
  deps: ServiceDeps,
  { authority, input }: Call<'getAnswersOf'>,
): Promise<OutputOf<Contract['getAnswersOf']>> {
  const { waveId, personId } = input;
  return inTransaction(deps.db, async (trx) => {
    const wave = await readNamed(trx, authority, waveId);
    const response = await responseStore(trx).find(wave, personId);
    const name = (await namesOf(trx, [personId])).get(personId);
    if (!response || name === undefined) throw notFound('answers');
    const definition = await readDefinition(trx, authority, wave);
    // What is not handed in is still the person's own.
    const handedIn = response.state === 'submitted';
    if (handedIn)
      await recordChange(trx, deps.clock, authority, {
        action: 'survey_wave.read',
        entity: 'survey_wave',
        entityId: waveId,
        after: { personId },
      });
    const answers = handedIn ? answersTo(definition, response.answers) : {};
    return {
      personId,
      name,
      answerState: response.state,
      savedAt: response.savedAt === null ? null : toIso(response.savedAt),
      definition,
      answers,
      names: Object.fromEntries(await namesOf(trx, rankedPeople(definition, [answers]))),
    };
  });
}

async function listWaveAnswers(
  deps: ServiceDeps,
  { authority, input }: Call<'listWaveAnswers'>,
): Promise<OutputOf<Contract['listWaveAnswers']>> {
  const { waveId, form, group, page, pageSize } = input;
  return inTransaction(deps.db, async (trx) => {
    const wave = await readNamed(trx, authority, waveId);
    const definition = await readDefinition(trx, authority, wave);
    const found = await responseStore(trx).sheets(wave, { form, group }, { page, pageSize });
    const rows = found.rows.map(({ savedAt, answers, ...row }) => ({
      ...row,
      savedAt: savedAt === null ? null : toIso(savedAt),
      answers: answersTo(definition, answers),
    }));
    if (rows.length > 0)
      await recordChange(trx, deps.clock, authority, {
        action: 'survey_wave.read_all',
        entity: 'survey_wave',
        entityId: waveId,
        after: { sheets: rows.length, page },
      });
    const all = rows.map(({ answers }) => answers);
    return {
      rows,
      total: found.total,
      page,
      pageSize,
      definition,
      names: Object.fromEntries(await namesOf(trx, rankedPeople(definition, all))),
    };
  });
}

/** Who answered what to a named wave; each reading is in the journal. */
export function namedAnswersHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    getAnswersOf: (call) => getAnswersOf(deps, call),
    listWaveAnswers: (call) => listWaveAnswers(deps, call),
  };
}
