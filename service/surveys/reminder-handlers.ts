import type { Knex } from 'knex';
import { DateTime } from 'luxon';
import { todayIn } from '../../shared/clock.js';
import { addDays } from '../../shared/dates.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid } from '../../shared/errors.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import { type Authority, readAuthority } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { askable } from './askable.js';
import { FIRST_HOUR, nextReminder } from './reminder-rules.js';
import { type DueWave, reminderStore } from './reminder-store.js';
import { claimReminder, recordReminder } from './sending-reminders.js';
import { readWave } from './wave-handlers.js';
import { waveStateOn } from './wave-rules.js';
import { type StoredWave, waveStore } from './wave-store.js';

type Names =
  | 'getWaveReminders'
  | 'remindWave'
  | 'planReminders'
  | 'claimReminder'
  | 'recordReminder';

/** Names that are listed of a wave at most. */
const MOST_LISTED = 200;
/** Waves of all colleges that are looked at in one go. */
const MOST_WAVES = 500;

/** Letters for all who have not answered and have none of today; the journal says how many. */
async function writeLetters(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  authority: Authority,
  wave: StoredWave,
  today: string,
) {
  const store = reminderStore(trx);
  const [asking = wave] = await askable(trx, [wave], today);
  const missing = await store.missing(asking);
  const had = await store.remindedOn(wave.waveId, today);
  const people = missing.filter((one) => !had.has(one.personId));
  const of = { waveId: wave.waveId, day: today, now: deps.clock.now() };
  await store.insert(authority, of, people);
  const letters = people.filter((one) => one.address !== null).length;
  const withoutAddress = people.length - letters;
  if (people.length > 0) {
    await recordChange(trx, deps.clock, authority, {
      action: 'survey_wave.reminded',
      entity: 'survey_wave',
      entityId: wave.waveId,
      after: { letters, withoutAddress },
    });
  }
  return { letters, withoutAddress, already: had.size };
}

/** Letters by hand. @throws `conflict` with `wave.notOpen` while the wave takes no answers */
async function remindWave(deps: ServiceDeps, { actor, authority, input }: Call<'remindWave'>) {
  const { programmeId, organisationId } = authority;
  const today = todayIn(authority.timeZone, deps.clock);
  return inTransaction(deps.db, async (trx) => {
    // One after the other in a programme, so that two at once see each other's letters.
    await bumpRevision(trx, programmeId);
    const wave = await readWave(trx, authority, input.waveId);
    if (waveStateOn(wave, today) !== 'open') {
      throw new AppError('conflict', 'the wave is not open', {
        problems: [{ path: '', code: 'wave.notOpen' }],
      });
    }
    const key = {
      organisationId,
      actorId: callerOf(actor, authority),
      endpoint: `remindWave ${wave.waveId}`,
      key: input.idempotencyKey,
      input,
    };
    return once(trx, deps.clock, key, () => writeLetters(trx, deps, authority, wave, today));
  });
}

/** Whether a wave's day has come in its college, at an hour at which one is written to. */
function isDue({ timeZone, remindNext }: DueWave, deps: ServiceDeps): boolean {
  const today = todayIn(timeZone, deps.clock);
  if (remindNext > today) return false;
  const { hour } = DateTime.fromMillis(deps.clock.now(), { zone: timeZone });
  return hour >= FIRST_HOUR;
}

async function planWave(deps: ServiceDeps, due: DueWave): Promise<number> {
  const { programmeId, waveId, timeZone, remindNext } = due;
  const today = todayIn(timeZone, deps.clock);
  return inTransaction(deps.db, async (trx) => {
    await bumpRevision(trx, programmeId);
    const wave = await waveStore(trx).find({ programmeId, scopeForms: null }, waveId);
    const next = wave && wave.state === 'open' ? nextReminder(wave, addDays(today, 1)) : null;
    if (!(await reminderStore(trx).takeDay(waveId, remindNext, next))) return 0;
    // A day on which nothing ran is made up for, while the wave is open.
    if (!wave || waveStateOn(wave, today) !== 'open') return 0;
    const actor = { kind: 'system', name: 'reminders' } as const;
    const authority = await readAuthority(trx, actor, programmeId);
    return (await writeLetters(trx, deps, authority, wave, today)).letters;
  });
}

async function planReminders(deps: ServiceDeps): Promise<{ letters: number }> {
  // No college is more than a day ahead of UTC.
  const latest = addDays(todayIn('UTC', deps.clock), 1);
  const waves = await reminderStore(deps.db).dueWaves(latest, MOST_WAVES);
  let letters = 0;
  for (const due of waves.filter((one) => isDue(one, deps))) letters += await planWave(deps, due);
  return { letters };
}

async function getWaveReminders(deps: ServiceDeps, { authority, input }: Call<'getWaveReminders'>) {
  const { programmeId } = authority;
  const today = todayIn(authority.timeZone, deps.clock);
  const wave = await readWave(deps.db, authority, input.waveId);
  if (wave.state === 'draft') throw invalid([{ path: '', code: 'wave.notOpen' }]);
  const store = reminderStore(deps.db);
  const [asking = wave] = await askable(deps.db, [wave], today);
  const missing = await store.missing(asking);
  const last = await store.lastDay(programmeId, wave.waveId);
  const failed = last ? await store.failed(programmeId, wave.waveId, last.day) : new Map();
  const unreached = missing.flatMap(({ personId, name, address, hasAccount }) => {
    const reason = failed.get(personId) ?? (address === null ? 'no_address' : null);
    return reason === null ? [] : [{ personId, name, reason, hasAccount }];
  });
  return {
    nextOn: wave.remindNext,
    missing: missing.length,
    reachable: missing.filter((one) => one.address !== null).length,
    last: last && { on: last.day, today: last.day === today, counts: last.counts },
    unreached: unreached.slice(0, MOST_LISTED),
    withoutAccount: missing
      .filter((one) => !one.hasAccount)
      .slice(0, MOST_LISTED)
      .map(({ personId, name }) => ({ personId, name })),
  };
}

/** Reminders of waves by mail: what is due is written down here, the tool sends it (decision 0007). */
export function reminderHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    getWaveReminders: (call) => getWaveReminders(deps, call),
    remindWave: (call) => remindWave(deps, call),
    planReminders: () => planReminders(deps),
    claimReminder: () => claimReminder(deps),
    recordReminder: (call) => recordReminder(deps, call),
  };
}
