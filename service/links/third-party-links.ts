import { randomInt } from 'node:crypto';
import type { Knex } from 'knex';
import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { randomToken } from '../../shared/seal.js';
import type { LinkState, ThirdPartyGiver } from '../api/reference.js';
import type { Authority } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import { DAY_MS, linkState } from './link-rules.js';
import { hashOfCode, hashOfToken, SECRET_BYTES } from './link-secrets.js';
import { type ListedLink, linkStore } from './link-store.js';

export interface ThirdPartyWish {
  /** Null: of all of the group. */
  personId: string | null;
  groupName: string | null;
  giver: ThirdPartyGiver;
  confirmation: 'code' | 'told_code';
  contact: string | null;
  days: number;
}

/**
 * Makes a link for somebody who tells what they know of others; one that was open for the same ends. A
 * code that is told is said this once, as the token is.
 */
export async function makeThirdPartyLink(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  { organisationId, programmeId, personId: createdBy }: Authority,
  wish: ThirdPartyWish,
) {
  const { personId, groupName, giver, confirmation, contact, days } = wish;
  const token = randomToken(SECRET_BYTES);
  const toldCode =
    confirmation === 'told_code' ? String(randomInt(1_000_000)).padStart(6, '0') : null;
  const now = deps.clock.now();
  const linkId = newId();
  const expiresAt = now + days * DAY_MS;
  const store = linkStore(trx);
  await store.revoke({ programmeId, personId, scope: 'third_party', giver, groupName }, now);
  await store.insert({
    linkId,
    organisationId,
    programmeId,
    personId,
    scope: 'third_party',
    waveId: null,
    giver,
    groupName,
    tokenHash: hashOfToken(token),
    codeHash: toldCode === null ? null : hashOfCode(token, toldCode),
    confirmation,
    contact,
    expiresAt,
    createdBy,
    now,
  });
  return { linkId, token, toldCode, expiresAt: toIso(expiresAt) };
}

/** Ends a link of a third party. `now`: whether it was open until now. */
export async function endThirdPartyLink(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  { programmeId }: Authority,
  linkId: string,
): Promise<{ state: LinkState; now: boolean; giver: ThirdPartyGiver }> {
  const store = linkStore(trx);
  const at = deps.clock.now();
  const [known] = await store.byIds(programmeId, [linkId]);
  if (!known || known.scope !== 'third_party' || known.giver === null) throw notFound('link');
  const { personId, giver } = known;
  const met = await store.revoke({ programmeId, personId, linkId }, at);
  const state = linkState(met > 0 ? { ...known, revokedAt: at } : known, at);
  return { state, now: met > 0, giver };
}

const shown = (link: ListedLink, now: number) => ({
  linkId: link.linkId,
  giver: link.giver,
  groupName: link.groupName,
  confirmation: link.confirmation,
  contact: link.contact,
  state: linkState(link, now),
  createdAt: toIso(link.createdAt),
  createdBy: link.createdBy,
  expiresAt: toIso(link.expiresAt),
  lastUsedAt: link.lastUsedAt === null ? null : toIso(link.lastUsedAt),
});

/** Links by their ids, as lists show them. */
export async function linksByIds(
  db: Db,
  deps: ServiceDeps,
  programmeId: string,
  linkIds: readonly string[],
) {
  const links = await linkStore(db).byIds(programmeId, linkIds);
  return links.map((link) => shown(link, deps.clock.now()));
}

/** The links that are about whole groups, newest first. */
export async function groupLinks(db: Db, deps: ServiceDeps, programmeId: string) {
  const links = await linkStore(db).ofGroups(programmeId);
  return links.map((link) => shown(link, deps.clock.now()));
}
