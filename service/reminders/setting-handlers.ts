import { toIso } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import { DIGEST, WRITTEN_KINDS } from '../api/remind-reference.js';
import { recordChange } from '../audit/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { mailStore } from './mail-store.js';
import { nextDigest } from './quiet-rules.js';
import { refusedPeople, tryAgain } from './refused-addresses.js';
import { runStore } from './run-store.js';
import { settingStore } from './setting-store.js';
import { textProblems } from './text-rules.js';

type Names =
  | 'getReminderSettings'
  | 'saveReminderSettings'
  | 'getReminderLog'
  | 'tryAddressAgain'
  | 'getReminderTexts'
  | 'saveReminderText'
  | 'resetReminderText';

const LOG_MS = 30 * 86_400_000;

const changed = (current: unknown) =>
  new AppError('changed_meanwhile', 'it was changed meanwhile', { details: { current } });

async function saveSettings(deps: ServiceDeps, { authority, input }: Call<'saveReminderSettings'>) {
  const { programmeId, timeZone } = authority;
  const { version, quietFrom, quietTo, weekends, digestDay, digestHour } = input;
  const values = { quietFrom, quietTo, weekends, digestDay, digestHour };
  // A weekly letter on a day on which no letters leave would leave on another one.
  if (!weekends && digestDay > 5)
    throw invalid([{ path: 'digestDay', code: 'remind.digestOnWeekend' }]);
  return inTransaction(deps.db, async (trx) => {
    const store = settingStore(trx);
    const { version: known, ...before } = await store.settings(programmeId);
    const now = deps.clock.now();
    if (known !== version || !(await store.putSettings(authority, values, { version, now })))
      throw changed(await store.settings(programmeId));
    await runStore(trx).reschedule(programmeId, DIGEST, nextDigest(now, values, timeZone));
    await recordChange(trx, deps.clock, authority, {
      action: 'changed',
      entity: 'reminder_settings',
      entityId: programmeId,
      before,
      after: values,
    });
    return store.settings(programmeId);
  });
}

async function log(deps: ServiceDeps, { authority }: Call<'getReminderLog'>) {
  const since = deps.clock.now() - LOG_MS;
  const { programmeId } = authority;
  const refused = await refusedPeople(deps.db, programmeId);
  return {
    since: toIso(since),
    letters: await mailStore(deps.db).log(programmeId, since),
    refused: refused.map(({ personId, name, refusedAt }) => ({
      personId,
      name,
      at: toIso(refusedAt),
    })),
  };
}

async function tryAddress(deps: ServiceDeps, { authority, input }: Call<'tryAddressAgain'>) {
  const { programmeId } = authority;
  const { personId } = input;
  return inTransaction(deps.db, async (trx) => {
    const member = await trx('members')
      .where({ programme_id: programmeId, person_id: personId })
      .first('id');
    if (!member) throw notFound('participant');
    const cleared = await tryAgain(trx, personId);
    if (cleared)
      await recordChange(trx, deps.clock, authority, {
        action: 'reminders.addressCleared',
        entity: 'participant',
        entityId: personId,
      });
    return { cleared };
  });
}

async function saveText(deps: ServiceDeps, { authority, input }: Call<'saveReminderText'>) {
  const { programmeId } = authority;
  const { kind, language, subjectLine, body, version, preview } = input;
  if (!WRITTEN_KINDS.includes(kind)) throw notFound('letter');
  const problems = textProblems(kind, { subjectLine, body });
  if (problems.length > 0) throw invalid(problems);
  if (preview) return { version };
  return inTransaction(deps.db, async (trx) => {
    const store = settingStore(trx);
    const text = { kind, language, subjectLine, body };
    const at = { version, now: deps.clock.now() };
    const known = (await store.texts(programmeId)).find(
      (one) => one.kind === kind && one.language === language,
    );
    if ((known?.version ?? 0) !== version || !(await store.putText(authority, text, at)))
      throw changed(known ?? null);
    await recordChange(trx, deps.clock, authority, {
      action: 'reminder_text.changed',
      entity: 'reminder_settings',
      entityId: programmeId,
      after: { letterKind: kind, letterLanguage: language },
    });
    return { version: version + 1 };
  });
}

async function resetText(deps: ServiceDeps, { authority, input }: Call<'resetReminderText'>) {
  const { programmeId } = authority;
  const { kind, language, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = settingStore(trx);
    const known = (await store.texts(programmeId)).find(
      (one) => one.kind === kind && one.language === language,
    );
    if (known === undefined) return { reset: false };
    if (!(await store.dropText(programmeId, { kind, language, version }))) throw changed(known);
    await recordChange(trx, deps.clock, authority, {
      action: 'reminder_text.reset',
      entity: 'reminder_settings',
      entityId: programmeId,
      after: { letterKind: kind, letterLanguage: language },
    });
    return { reset: true };
  });
}

/** When letters leave, in which words, and how they fared: for coordinators. */
export function reminderSettingHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    getReminderSettings: ({ authority }) => settingStore(deps.db).settings(authority.programmeId),
    saveReminderSettings: (call) => saveSettings(deps, call),
    getReminderLog: (call) => log(deps, call),
    tryAddressAgain: (call) => tryAddress(deps, call),
    getReminderTexts: async ({ authority }) => ({
      texts: await settingStore(deps.db).texts(authority.programmeId),
    }),
    saveReminderText: (call) => saveText(deps, call),
    resetReminderText: (call) => resetText(deps, call),
  };
}
