import { todayIn } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { newId } from '../../shared/ids.js';
import { DIGEST, isDuty } from '../api/remind-reference.js';
import { withdrawnAmong } from '../consents/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { letterQueue } from '../letters/letter-queue.js';
import { afterTry, CLAIM_MS } from '../letters/letter-rules.js';
import { lookAt } from './look.js';
import { type LetterToSend, mailStore } from './mail-store.js';
import { makeMailToken } from './mail-tokens.js';
import { lettersFrom } from './quiet-rules.js';
import { hashOfAddress, isRefused, markRefused } from './refused-addresses.js';
import { reminderStore, type StoredReminder } from './reminder-store.js';
import { settingStore } from './setting-store.js';
import { stillDue } from './still-due.js';
import { isWanted, triedAgainAt } from './way-rules.js';

/** Letters that turned out not to be needed are passed over, so many in one call. */
const MOST_PASSED = 200;
/** Reminders that a weekly letter names; the others are counted. */
const MOST_NAMED = 30;
const MOST_GATHERED = 500;

type Passed = 'not_needed' | 'no_address' | 'refused';

/** What a letter brings that still holds and is still wanted; what does not hold is noted as done. */
async function contentOf(deps: ServiceDeps, letter: LetterToSend): Promise<StoredReminder[]> {
  const { programmeId, personId, letterId } = letter;
  const store = reminderStore(deps.db);
  const now = deps.clock.now();
  if (letter.kind === DIGEST) await store.takeForDigest(programmeId, personId, letterId);
  const all = await store.ofLetter(letterId, MOST_GATHERED);
  if (all.length === 0) return [];
  const holds = await stillDue(deps.db, await lookAt(deps.db, programmeId, now), all);
  const kept = new Set(holds);
  await store.settle(
    all.filter((one) => !kept.has(one)).map(({ reminderId }) => reminderId),
    now,
  );
  return holds.filter(({ kind }) => isWanted(kind, letter.choices));
}

/** Why a letter is not sent to this person at all; null: it is. */
async function passedOver(deps: ServiceDeps, letter: LetterToSend): Promise<Passed | null> {
  const { programmeId, personId, address, timeZone } = letter;
  if (!letter.inPlace) return 'not_needed';
  const today = todayIn(timeZone, deps.clock);
  const frozen = await withdrawnAmong(deps.db, { programmeId, today }, [personId]);
  if (frozen.size > 0) return 'not_needed';
  if (address === null) return 'no_address';
  return (await isRefused(deps.db, personId, address)) ? 'refused' : null;
}

async function written(
  deps: ServiceDeps,
  letter: LetterToSend,
  claim: string,
  content: readonly [StoredReminder, ...StoredReminder[]],
) {
  const { programmeId, personId, kind, language, organisationName, programmeTitle } = letter;
  const [first] = content;
  const place = kind === DIGEST ? 'reminders' : first.place;
  const token = await makeMailToken(deps.db, letter, {
    personId,
    kind,
    place,
    role: first.role,
    now: deps.clock.now(),
  });
  return {
    letterId: letter.letterId,
    claim,
    to: letter.address as string,
    kind,
    duty: isDuty(kind),
    language,
    organisationName,
    programmeTitle,
    token,
    own: await settingStore(deps.db).text(programmeId, kind, language),
    items: content
      .slice(0, MOST_NAMED)
      .map(({ reminderId, kind: of, facts }) => ({ reminderId, kind: of, facts: { ...facts } })),
    more: Math.max(0, content.length - MOST_NAMED),
  };
}

/**
 * Gives one letter to be sent, to this caller alone, with what still holds of it. A letter whose sender died may
 * have left: it is never given again (`unclear`), so that nobody gets two.
 */
export async function claimMail(deps: ServiceDeps) {
  const store = mailStore(deps.db);
  const queue = letterQueue(deps.db, 'reminder_letters');
  const token = newId();
  const now = deps.clock.now();
  await queue.giveUpAbandoned(now);
  for (let passed = 0; passed < MOST_PASSED; passed += 1) {
    const letterId = await queue.claim(token, now, now + CLAIM_MS);
    if (letterId === null) return { letter: null };
    const letter = await store.find(letterId);
    const leaves = lettersFrom(now, letter.quiet, letter.timeZone);
    if (leaves > now) {
      await store.postpone(letterId, token, leaves);
      continue;
    }
    const why = await passedOver(deps, letter);
    const content = why === null ? await contentOf(deps, letter) : [];
    const [first, ...rest] = content;
    if (why !== null || first === undefined) {
      await queue.finish(letterId, token, { state: why ?? 'not_needed', notBefore: now, now });
      continue;
    }
    await store.noteAddress(letterId, hashOfAddress(letter.address as string));
    return { letter: await written(deps, letter, token, [first, ...rest]) };
  }
  return { letter: null };
}

/** How the mail server took a letter; an address that it will not take is marked. */
export async function recordMail(deps: ServiceDeps, { input }: Call<'recordReminderMail'>) {
  const { letterId, claim, outcome, addressRefused } = input;
  const now = deps.clock.now();
  return inTransaction(deps.db, async (trx) => {
    const sent = await mailStore(trx).sentTo(letterId);
    if (sent === null) return { recorded: false };
    const again = outcome === 'unreachable' ? triedAgainAt(sent.tries, now) : null;
    const to =
      again === null
        ? { ...afterTry(outcome, Number.MAX_SAFE_INTEGER, now), now }
        : { state: 'waiting' as const, notBefore: again, now };
    const queue = letterQueue(trx, 'reminder_letters');
    const recorded = await queue.finish(letterId, claim, to);
    if (recorded && addressRefused && sent.addressHash !== null)
      await markRefused(trx, { ...sent, addressHash: sent.addressHash, now });
    return { recorded };
  });
}
