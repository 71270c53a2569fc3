import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { questionnaireStore } from './questionnaire-store.js';
import { readWave } from './wave-handlers.js';
import { waveStore } from './wave-store.js';

const refused = (code: string, params: Record<string, number> = {}) =>
  new AppError('conflict', code, { problems: [{ path: '', code, params }] });

/** Deletes a wave that was never opened; one that was stays, with its answers. */
export async function deleteWave(deps: ServiceDeps, { authority, input }: Call<'deleteWave'>) {
  const { waveId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const wave = await readWave(trx, authority, waveId);
    if (wave.state !== 'draft') throw refused('wave.notDraft');
    if (!(await waveStore(trx).deleteDraft(waveId, version)))
      throw new AppError('changed_meanwhile', 'the wave was changed meanwhile');
    await recordChange(trx, deps.clock, authority, {
      action: 'survey_wave.deleted',
      entity: 'survey_wave',
      entityId: waveId,
      before: { title: wave.title, startsOn: wave.startsOn, endsOn: wave.endsOn },
    });
    return { waveId };
  });
}

/**
 * Deletes a questionnaire that no wave asks, with its versions.
 * @throws `conflict` with `questionnaire.used` where one does: then it can be put away
 */
export async function deleteQuestionnaire(
  deps: ServiceDeps,
  { authority, input }: Call<'deleteQuestionnaire'>,
) {
  const { programmeId } = authority;
  const { questionnaireId, version } = input;
  return inTransaction(deps.db, async (trx) => {
    // As makers of waves do: no wave comes to be between the look and the deletion.
    await bumpRevision(trx, programmeId);
    const store = questionnaireStore(trx);
    const found = await store.find(programmeId, questionnaireId);
    if (!found) throw notFound('questionnaire');
    if (found.waves > 0) throw refused('questionnaire.used', { n: found.waves });
    if (!(await store.remove(programmeId, questionnaireId, version)))
      throw new AppError('changed_meanwhile', 'the questionnaire was changed meanwhile');
    const { title, role, stage, questions } = found;
    await recordChange(trx, deps.clock, authority, {
      action: 'questionnaire.deleted',
      entity: 'questionnaire',
      entityId: questionnaireId,
      before: { title, role, stage, questions },
    });
    return { questionnaireId };
  });
}

/** Puts a questionnaire away, or takes it out again; its waves and answers stay as they are. */
export async function archiveQuestionnaire(
  deps: ServiceDeps,
  { authority, input }: Call<'archiveQuestionnaire'>,
) {
  const { programmeId } = authority;
  const { questionnaireId, archived, version } = input;
  return inTransaction(deps.db, async (trx) => {
    await bumpRevision(trx, programmeId);
    const store = questionnaireStore(trx);
    const found = await store.find(programmeId, questionnaireId);
    if (!found) throw notFound('questionnaire');
    const at = archived ? deps.clock.now() : null;
    if (!(await store.archive(programmeId, questionnaireId, { version, at })))
      throw new AppError('changed_meanwhile', 'the questionnaire was changed meanwhile');
    await recordChange(trx, deps.clock, authority, {
      action: 'questionnaire.archived',
      entity: 'questionnaire',
      entityId: questionnaireId,
      before: { archived: found.archived },
      after: { archived },
    });
    return { questionnaireId, archived, version: version + 1 };
  });
}
