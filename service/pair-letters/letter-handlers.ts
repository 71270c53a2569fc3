import { newId } from '../../shared/ids.js';
import { UNFINISHED_PAIR_STATES } from '../api/reference.js';
import type { Handlers, ServiceDeps } from '../handler.js';
import { letterQueue } from '../letters/letter-queue.js';
import { addressOf, afterTry, CLAIM_MS } from '../letters/letter-rules.js';
import { hashOfAddress, isRefused, markRefused } from '../reminders/index.js';
import { letterStore } from './letter-store.js';

/** News of a pair that is older is none: the mail server was set up long after. */
const NEWS_MS = 3 * 86_400_000;
/** Letters that turned out not to be needed are passed over, so many in one call. */
const MOST_PASSED = 200;

/**
 * Gives one letter to be sent, to this caller alone. A letter whose sender died may have left: it is never
 * given again (`unclear`), so that nobody gets two.
 */
async function claim(deps: ServiceDeps) {
  const store = letterStore(deps.db);
  const token = newId();
  const now = deps.clock.now();
  const queue = letterQueue(deps.db, 'pair_letters');
  await queue.giveUpAbandoned(now);
  for (let passed = 0; passed < MOST_PASSED; passed += 1) {
    const letterId = await queue.claim(token, now, now + CLAIM_MS);
    if (letterId === null) return { letter: null };
    const { createdAt } = await store.find(letterId);
    const words = await store.words(letterId);
    const going: readonly string[] = UNFINISHED_PAIR_STATES;
    // Who has handed a pair over has left it; the others are written to while they are in it.
    const inPlace = words !== null && words.left === (words.kind === 'handed_over');
    const wanted = inPlace && going.includes(words.pairState);
    const to = words === null ? null : addressOf(words.contactEmail, words.email);
    const refused = wanted && to !== null && (await isRefused(deps.db, words.personId, to));
    if (!wanted || createdAt < now - NEWS_MS || to === null || refused) {
      const unreached = refused ? ('refused' as const) : ('no_address' as const);
      const state = wanted && (to === null || refused) ? unreached : 'not_needed';
      await queue.finish(letterId, token, { state, notBefore: now, now });
      continue;
    }
    const { kind, side, startsOn, endsOn, orderNumber, orderDate } = words;
    const { organisationName, programmeTitle } = words;
    const of = { organisationName, programmeTitle };
    return {
      letter: {
        letterId,
        claim: token,
        to,
        kind,
        side,
        startsOn,
        endsOn,
        orderNumber,
        orderDate,
        ...of,
      },
    };
  }
  return { letter: null };
}

/** Letters that tell people of their new pair. */
export function pairLetterHandlers(
  deps: ServiceDeps,
): Pick<Handlers, 'claimPairLetter' | 'recordPairLetter'> {
  return {
    claimPairLetter: () => claim(deps),

    async recordPairLetter({ input }) {
      const { letterId, claim: token, outcome, addressRefused } = input;
      const now = deps.clock.now();
      const { tries } = await letterStore(deps.db).find(letterId);
      const to = afterTry(outcome, tries, now);
      const queue = letterQueue(deps.db, 'pair_letters');
      const recorded = await queue.finish(letterId, token, { ...to, now });
      const words = recorded && addressRefused ? await letterStore(deps.db).words(letterId) : null;
      const address = words === null ? null : addressOf(words.contactEmail, words.email);
      if (words !== null && address !== null)
        await markRefused(deps.db, { ...words, addressHash: hashOfAddress(address), now });
      return { recorded };
    },
  };
}
