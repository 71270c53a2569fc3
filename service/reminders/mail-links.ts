import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import { groupOfLetter, isDuty, REMIND_GROUPS, type RemindGroup } from '../api/remind-reference.js';
import { recordChange } from '../audit/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readProgrammeNames } from '../programmes/index.js';
import { mailStore, type OpenedToken } from './mail-store.js';
import { hashOfToken } from './mail-tokens.js';
import { reminderStore } from './reminder-store.js';
import { settingStore } from './setting-store.js';
import { type Choices, declined } from './way-rules.js';

type Names = 'openMailLink' | 'readMailChoices' | 'declineMail';

/** Two who decline at once: the later one over what the earlier wrote. */
const TRIES = 5;

async function opened(db: Db, deps: ServiceDeps, token: string): Promise<OpenedToken> {
  const found = await mailStore(db).openToken(hashOfToken(token), deps.clock.now());
  if (!found?.inPlace) throw notFound('letter');
  return found;
}

/** Where a letter leads, or one of several that it brings. Nothing is marked: programs that check mail open links too. */
async function open(deps: ServiceDeps, { input }: Call<'openMailLink'>) {
  const { organisationId, programmeId, personId, role, place } = await opened(
    deps.db,
    deps,
    input.token,
  );
  const whose = { organisationId, programmeId, personId };
  if (input.reminderId === null) return { ...whose, role, place };
  const one = await reminderStore(deps.db).find(programmeId, personId, input.reminderId);
  if (!one) throw notFound('letter');
  return { ...whose, role: one.role, place: one.place };
}

async function readChoices(deps: ServiceDeps, { input }: Call<'readMailChoices'>) {
  const { programmeId, personId, kind } = await opened(deps.db, deps, input.token);
  const { choices, language } = await settingStore(deps.db).choices(programmeId, personId);
  return {
    kind,
    group: groupOfLetter(kind),
    duty: isDuty(kind),
    language: language ?? ('ru' as const),
    ...(await readProgrammeNames(deps.db, programmeId)),
    choices: { ...choices },
  };
}

/** The choices without what was declined: of a group, or of all. */
function takenBack(choices: Choices, group: RemindGroup | null): Choices {
  const left = Object.entries(choices).filter(
    ([name, way]) => way !== 'none' || (group !== null && name !== group),
  );
  return Object.fromEntries(left);
}

async function decline(deps: ServiceDeps, { input }: Call<'declineMail'>) {
  const { what } = input;
  for (let tries = 0; tries < TRIES; tries += 1) {
    const done = await inTransaction(deps.db, async (trx) => {
      const token = await opened(trx, deps, input.token);
      const { programmeId, organisationId, personId, kind } = token;
      const store = settingStore(trx);
      const before = await store.choices(programmeId, personId);
      // A duty is not declined: who presses it there means all the others.
      const group = what === 'all' || isDuty(kind) ? null : groupOfLetter(kind);
      const choices =
        what === 'back'
          ? takenBack(before.choices, group)
          : declined(before.choices, group, REMIND_GROUPS);
      const at = { version: before.version, now: deps.clock.now() };
      const language = before.language ?? ('ru' as const);
      const place = { organisationId, programmeId };
      if (!(await store.putChoices(place, personId, { choices, language }, at))) return null;
      const who = { ...place, personId, role: token.role, byLink: true as const };
      await recordChange(trx, deps.clock, who, {
        action: what === 'back' ? 'reminders.wanted' : 'reminders.declined',
        entity: 'reminder_settings',
        entityId: personId,
      });
      return choices;
    });
    if (done !== null) return { choices: { ...done } };
  }
  throw new AppError('unavailable', 'others changed the choices at the same time');
}

/** What the addresses of letters do, without signing in. */
export function mailLinkHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    openMailLink: (call) => open(deps, call),
    readMailChoices: (call) => readChoices(deps, call),
    declineMail: (call) => decline(deps, call),
  };
}
