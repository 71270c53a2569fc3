import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { newId } from '../../shared/ids.js';
import { recordChange } from '../audit/index.js';
import { readAuthority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { letterQueue } from '../letters/letter-queue.js';
import { afterTry, CLAIM_MS } from '../letters/letter-rules.js';
import { endReminderLinks, lastSurveyLink, makeReminderLink } from '../links/index.js';
import {
  hashOfAddress,
  isRefused,
  makeMailToken,
  markRefused,
  wantsLetters,
} from '../reminders/index.js';
import { askable } from './askable.js';
import { type Letter, type Missing, reminderStore } from './reminder-store.js';
import { waveStateOn } from './wave-rules.js';
import { type StoredWave, waveStore } from './wave-store.js';

/** Letters that turned out not to be needed are passed over, so many in one call. */
const MOST_PASSED = 200;
const ACTOR = { kind: 'system', name: 'reminders' } as const;

/** The link that a letter brings to who has no account in the LMS. */
async function linkFor(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  { letter, wave, address, today }: Work & { address: string },
): Promise<string> {
  const { programmeId, organisationId, personId, waveId, reminderId } = letter;
  const store = reminderStore(trx);
  const now = deps.clock.now();
  const of = { programmeId, personId, waveId };
  // The one of a try before never reached anybody.
  const before = await store.letter(reminderId);
  if (before?.linkId) await endReminderLinks(trx, of, { only: before.linkId }, now);
  const last = await lastSurveyLink(trx, of);
  const { linkId, token } = await makeReminderLink(trx, {
    ...of,
    organisationId,
    confirmation: last?.confirmation ?? 'code',
    contact: last?.contact ?? address,
    today,
    endsOn: wave.endsOn,
    now,
  });
  await store.noteLink(reminderId, linkId);
  const authority = await readAuthority(trx, ACTOR, programmeId);
  await recordChange(trx, deps.clock, authority, {
    action: 'link.created',
    entity: 'participant',
    entityId: personId,
    after: { linkScope: 'survey' },
  });
  return token;
}

interface Work {
  letter: Letter;
  wave: StoredWave;
  today: string;
}

/** Whether the letter is still wanted: the wave is open, and this person has not answered. */
async function stillWanted(
  deps: ServiceDeps,
  letter: Letter,
): Promise<(Work & { person: Missing }) | null> {
  const { programmeId, waveId, personId } = letter;
  const wave = await waveStore(deps.db).find({ programmeId, scopeForms: null }, waveId);
  const { timeZone } = await readAuthority(deps.db, ACTOR, programmeId);
  const today = todayIn(timeZone, deps.clock);
  if (!wave || waveStateOn(wave, today) !== 'open') return null;
  const [asking = wave] = await askable(deps.db, [wave], today);
  const [person] = await reminderStore(deps.db).missing(asking, personId);
  return person ? { letter, wave, today, person } : null;
}

/**
 * Gives one letter to be sent, to this caller alone. A letter whose sender died may have left: it is
 * never given again (`unclear`), so that nobody gets two.
 */
export async function claimReminder(deps: ServiceDeps) {
  const store = reminderStore(deps.db);
  const claim = newId();
  const now = deps.clock.now();
  const queue = letterQueue(deps.db, 'wave_reminders');
  await queue.giveUpAbandoned(now);
  for (let passed = 0; passed < MOST_PASSED; passed += 1) {
    const letter = await store.claim(claim, now, now + CLAIM_MS);
    if (letter === null) return { letter: null };
    const work = await stillWanted(deps, letter);
    const wanted = work !== null && (await wantsLetters(deps.db, letter, 'survey_open'));
    const to = wanted ? await addressFor(deps, work) : null;
    const refused = to !== null && (await isRefused(deps.db, letter.personId, to));
    if (!wanted || !to || refused) {
      const state = !wanted ? 'not_needed' : refused ? 'refused' : 'no_address';
      await queue.finish(letter.reminderId, claim, { state, notBefore: now, now });
      continue;
    }
    const token = work.person.hasAccount
      ? null
      : await inTransaction(deps.db, (trx) => linkFor(trx, deps, { ...work, address: to }));
    const { title, endsOn, anonymous, programmeId } = work.wave;
    const names = await store.namesOf(programmeId);
    const { reminderId, personId, waveId } = letter;
    const mailToken = await makeMailToken(deps.db, letter, {
      personId,
      kind: 'survey_open',
      place: `my-surveys/${waveId}`,
      role: work.wave.role,
      now,
    });
    const said = { reminderId, claim, to, title, endsOn, anonymous, ...names, token, mailToken };
    return { letter: said };
  }
  return { letter: null };
}

/** Who has no account is written to where their link was sent, if it was. */
async function addressFor(
  deps: ServiceDeps,
  { letter, person }: Work & { person: Missing },
): Promise<string | null> {
  if (person.hasAccount) return person.address;
  const last = await lastSurveyLink(deps.db, letter);
  return last?.contact ?? person.address;
}

/** Marks the address to which a letter went as one that a mail server will not take. */
async function markAddress(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  { organisationId, personId, ...letter }: Omit<Letter, 'reminderId'>,
): Promise<void> {
  const last = await lastSurveyLink(trx, { ...letter, personId });
  const address = last?.contact ?? (await reminderStore(trx).addressOf(personId));
  if (address === null) return;
  const addressHash = hashOfAddress(address);
  await markRefused(trx, { organisationId, personId, addressHash, now: deps.clock.now() });
}

/** How the mail server took a letter: the link in it takes the place of the one before, or ends. */
export async function recordReminder(deps: ServiceDeps, { input }: Call<'recordReminder'>) {
  const { reminderId, claim, outcome, addressRefused } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = reminderStore(trx);
    const letter = await store.letter(reminderId);
    if (!letter) return { recorded: false };
    const now = deps.clock.now();
    const to = afterTry(outcome, letter.tries, now);
    const queue = letterQueue(trx, 'wave_reminders');
    const recorded = await queue.finish(reminderId, claim, { ...to, now });
    if (recorded && addressRefused) await markAddress(trx, deps, letter);
    if (recorded && letter.linkId !== null && outcome !== 'unclear') {
      const which = outcome === 'sent' ? { but: letter.linkId } : { only: letter.linkId };
      await endReminderLinks(trx, letter, which, now);
    }
    return { recorded };
  });
}
