import { todayIn, toIso } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { LetterLanguage } from '../api/remind-reference.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { isConsentWithdrawn } from '../consents/index.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { mailStore } from './mail-store.js';
import { isRefused } from './refused-addresses.js';
import { reminderStore } from './reminder-store.js';
import { type StoredChoices, settingStore } from './setting-store.js';

type Names =
  | 'listMyReminders'
  | 'countMyReminders'
  | 'readMyReminder'
  | 'readMyReminders'
  | 'getMyReminderChoices'
  | 'saveMyReminderChoices'
  | 'noteMyLanguage'
  | 'endMyMailLinks';

const placeOf = ({ organisationId, programmeId }: Authority) => ({ organisationId, programmeId });

/** A page of one's own: three statements. */
async function list(deps: ServiceDeps, { authority, input }: Call<'listMyReminders'>) {
  const { programmeId } = authority;
  const personId = ownId(authority);
  const { page, pageSize, show } = input;
  const store = reminderStore(deps.db);
  const { rows, total } = await store.ofPerson(programmeId, personId, {
    page,
    pageSize,
    all: show === 'all',
  });
  return {
    rows: rows.map(({ reminderId, kind, role, place, facts, pairTitle, ...row }) => ({
      reminderId,
      kind,
      role,
      place,
      facts: { ...facts },
      pairTitle,
      createdAt: toIso(row.createdAt),
      read: row.readAt !== null,
      done: row.doneAt !== null,
    })),
    total,
    page,
    pageSize,
    unread: await store.countUnread(programmeId, personId),
  };
}

async function readOne(deps: ServiceDeps, { authority, input }: Call<'readMyReminder'>) {
  const { programmeId } = authority;
  const personId = ownId(authority);
  const found = await reminderStore(deps.db).find(programmeId, personId, input.reminderId);
  if (!found) throw notFound('reminder');
  await markRead(deps, programmeId, personId, { reminderId: found.reminderId });
  return { place: found.place, role: found.role };
}

/** How many are unread stands on every page: the revision moves on where that changed. */
const markRead = (
  deps: ServiceDeps,
  programmeId: string,
  personId: string,
  which: { reminderId: string } | 'all',
): Promise<number> =>
  inTransaction(deps.db, async (trx) => {
    const read = await reminderStore(trx).read(programmeId, personId, which, deps.clock.now());
    if (read > 0) await bumpRevision(trx, programmeId);
    return read;
  });

const viewOf = ({ choices, language, version }: StoredChoices) => ({
  choices: { ...choices },
  language,
  version,
});

async function getChoices(deps: ServiceDeps, { authority }: Call<'getMyReminderChoices'>) {
  const { programmeId } = authority;
  const personId = ownId(authority);
  const store = settingStore(deps.db);
  const address = await mailStore(deps.db).addressOf(personId);
  const refused = address !== null && (await isRefused(deps.db, personId, address));
  const { version: _version, ...reminding } = await store.settings(programmeId);
  return {
    ...viewOf(await store.choices(programmeId, personId)),
    address:
      address === null ? ('none' as const) : refused ? ('refused' as const) : ('known' as const),
    reminding: { ...reminding },
  };
}

async function saveChoices(deps: ServiceDeps, { authority, input }: Call<'saveMyReminderChoices'>) {
  const { programmeId } = authority;
  const personId = ownId(authority);
  const { choices, language, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const today = todayIn(authority.timeZone, deps.clock);
    if (await isConsentWithdrawn(trx, { programmeId, today }, personId))
      throw new AppError('conflict', 'the consent was withdrawn');
    const store = settingStore(trx);
    const before = await store.choices(programmeId, personId);
    const at = { version, now: deps.clock.now() };
    const fits = before.version === version;
    if (!fits || !(await store.putChoices(placeOf(authority), personId, { choices, language }, at)))
      throw new AppError('changed_meanwhile', 'the choices were changed meanwhile', {
        details: { current: viewOf(await store.choices(programmeId, personId)) },
      });
    await recordChange(trx, deps.clock, authority, {
      action: 'reminders.chosen',
      entity: 'reminder_settings',
      entityId: personId,
      after: { reminderWays: Object.entries(choices).map(([group, way]) => `${group} ${way}`) },
    });
    return viewOf(await store.choices(programmeId, personId));
  });
}

/** The language in which somebody reads the tool, kept where it is another than is known. */
async function noteLanguage(
  deps: ServiceDeps,
  authority: Authority,
  language: LetterLanguage,
): Promise<{ language: LetterLanguage }> {
  const personId = ownId(authority);
  const store = settingStore(deps.db);
  const before = await store.choices(authority.programmeId, personId);
  if ((before.language ?? 'ru') !== language) {
    const at = { version: before.version, now: deps.clock.now() };
    // Who was faster said the same a moment ago, or another thing a moment later.
    await store.putChoices(placeOf(authority), personId, { ...before, language }, at);
  }
  return { language };
}

/** What somebody is reminded of, and by which way they want to be. */
export function myReminderHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listMyReminders: (call) => list(deps, call),
    countMyReminders: remembered<'countMyReminders'>(deps, async ({ authority }) => {
      const { programmeId, personId } = authority;
      if (personId === null) return { unread: 0 };
      return { unread: await reminderStore(deps.db).countUnread(programmeId, personId) };
    }),
    readMyReminder: (call) => readOne(deps, call),
    async readMyReminders({ authority }) {
      const { programmeId } = authority;
      return { read: await markRead(deps, programmeId, ownId(authority), 'all') };
    },
    getMyReminderChoices: (call) => getChoices(deps, call),
    saveMyReminderChoices: (call) => saveChoices(deps, call),
    noteMyLanguage: ({ authority, input }) => noteLanguage(deps, authority, input.language),
    async endMyMailLinks({ authority }) {
      const { programmeId } = authority;
      const ended = await mailStore(deps.db).revokeTokens(programmeId, ownId(authority));
      return { ended };
    },
  };
}
