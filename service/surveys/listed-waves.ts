import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import type { SurveyRole, WaveState } from '../api/reference.js';
import type { WaveFields } from '../api/survey-waves.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import { audienceStore } from './audience-store.js';
import { listStore, type WaveLists } from './list-store.js';
import { questionnaireStore } from './questionnaire-store.js';
import { templateOf } from './templates/index.js';
import { waveStateOn } from './wave-rules.js';
import { waveStore } from './wave-store.js';

/** What a wave for a list of people is opened with. */
export interface ListedWave extends WaveLists {
  /** Of the questionnaire that is asked: the programme's own, as it was edited, or a new one of it. */
  templateCode: string;
  title: string;
  startsOn: string;
  endsOn: string;
}

/** How far a wave is. */
export interface WaveProgress {
  waveId: string;
  role: SurveyRole;
  state: WaveState;
  startsOn: string;
  endsOn: string;
  answered: number;
  missing: number;
}

/** The programme's questionnaire of a template; the first time it is made. */
async function questionnaireOf(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  templateCode: string,
) {
  const { organisationId, programmeId } = authority;
  const store = questionnaireStore(trx);
  const known = await store.currentOfTemplate(programmeId, templateCode);
  if (known) return known;
  const template = templateOf(templateCode);
  if (!template) throw new Error(`there is no template ${templateCode}`);
  const { title, role, stage, definition } = template;
  const made = { title, role, stage, definition, templateCode };
  const now = deps.clock.now();
  const entityId = await store.insert({ ...made, organisationId, programmeId, now });
  await recordChange(trx, deps.clock, authority, {
    action: 'questionnaire.created',
    entity: 'questionnaire',
    entityId,
    after: { title, role, stage, templateCode, questions: definition.questions.length },
  });
  const found = await store.find(programmeId, entityId);
  if (!found) throw new Error('the questionnaire that was made is not there');
  return found;
}

/**
 * Opens a named wave that asks a list of people and nobody else, in the caller's transaction.
 * @returns the wave's id
 */
export async function openListedWave(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  { templateCode, title, startsOn, endsOn, ...lists }: ListedWave,
): Promise<string> {
  const { organisationId, programmeId } = authority;
  const asked = await questionnaireOf(trx, deps, authority, templateCode);
  const fields: WaveFields = {
    title,
    form: null,
    groups: null,
    among: 'everyone',
    guests: true,
    startsOn,
    endsOn,
    anonymous: false,
    breakdown: 'none',
    remindDays: [],
  };
  const store = waveStore(trx);
  const now = deps.clock.now();
  const waveId = await store.insert(authority, asked, fields, now, true);
  await listStore(trx).replace({ organisationId, programmeId, waveId }, lists, now);
  await store.setState(waveId, 'open', { version: 1, remindNext: null });
  await recordChange(trx, deps.clock, authority, {
    action: 'survey_wave.created',
    entity: 'survey_wave',
    entityId: waveId,
    after: { ...fields, role: asked.role },
  });
  await recordChange(trx, deps.clock, authority, {
    action: 'survey_wave.state',
    entity: 'survey_wave',
    entityId: waveId,
    before: { state: 'draft' },
    after: { state: 'open' },
  });
  return waveId;
}

/** Says anew whom a wave with a list asks and offers; what was answered stays. */
export const replaceWaveLists = (
  trx: Knex.Transaction,
  deps: ServiceDeps,
  { organisationId, programmeId }: Authority,
  waveId: string,
  lists: WaveLists,
): Promise<void> =>
  listStore(trx).replace({ organisationId, programmeId, waveId }, lists, deps.clock.now());

/** How far some waves are today; those that are not of the programme are left out. */
export async function progressOfWaves(
  db: Db,
  { programmeId }: Pick<Authority, 'programmeId'>,
  waveIds: readonly string[],
  today: string,
): Promise<WaveProgress[]> {
  const found = await Promise.all(
    waveIds.map((waveId) => waveStore(db).find({ programmeId, scopeForms: null }, waveId)),
  );
  const waves = found.filter((wave) => wave !== null);
  const counts = await audienceStore(db).counts(waves);
  return waves.map((wave) => {
    const { answered = 0, missing = 0 } = counts.get(wave.waveId) ?? {};
    const { waveId, role, startsOn, endsOn } = wave;
    return { waveId, role, state: waveStateOn(wave, today), startsOn, endsOn, answered, missing };
  });
}
