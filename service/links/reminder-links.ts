import type { Knex } from 'knex';
import { daysBetween } from '../../shared/dates.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { randomToken } from '../../shared/seal.js';
import { DAY_MS } from './link-rules.js';
import { hashOfToken, SECRET_BYTES } from './link-secrets.js';
import { linkStore } from './link-store.js';

/** Where a link to a wave was sent before, and how its holder confirms; null: there was none. */
export async function lastSurveyLink(
  db: Db,
  of: { programmeId: string; personId: string; waveId: string },
) {
  const links = await linkStore(db).ofPerson(of.programmeId, of.personId);
  const last = links.find((one) => one.scope === 'survey' && one.waveId === of.waveId);
  if (last?.confirmation !== 'code' && last?.confirmation !== 'birth_year') return null;
  return { confirmation: last.confirmation, contact: last.contact };
}

/**
 * Makes a link to a wave for a letter that reminds of it, as long as the wave. The one before stays open
 * until the letter has left: else a letter that is lost takes the last way away.
 */
export async function makeReminderLink(
  trx: Knex.Transaction,
  of: {
    organisationId: string;
    programmeId: string;
    personId: string;
    waveId: string;
    confirmation: 'code' | 'birth_year';
    contact: string;
    today: string;
    endsOn: string;
    now: number;
  },
): Promise<{ linkId: string; token: string }> {
  const token = randomToken(SECRET_BYTES);
  const linkId = newId();
  const { today, endsOn, now, ...link } = of;
  await linkStore(trx).insert({
    ...link,
    linkId,
    scope: 'survey',
    tokenHash: hashOfToken(token),
    expiresAt: now + Math.max(1, daysBetween(today, endsOn) + 1) * DAY_MS,
    createdBy: null,
    now,
  });
  return { linkId, token };
}

/** Ends links to a wave: this one, or all but this one. */
export async function endReminderLinks(
  trx: Knex.Transaction,
  of: { programmeId: string; personId: string; waveId: string },
  which: { only: string } | { but: string },
  now: number,
): Promise<void> {
  const store = linkStore(trx);
  const { programmeId, personId, waveId } = of;
  if ('only' in which) {
    await store.revoke({ programmeId, personId, linkId: which.only }, now);
    return;
  }
  for (const link of await store.ofPerson(programmeId, personId)) {
    if (link.scope === 'survey' && link.waveId === waveId && link.linkId !== which.but)
      await store.revoke({ programmeId, personId, linkId: link.linkId }, now);
  }
}
