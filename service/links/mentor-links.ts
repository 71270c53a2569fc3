import { randomInt } from 'node:crypto';
import { dayIn, todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { randomToken } from '../../shared/seal.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { isConsentWithdrawn } from '../consents/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { accountsOf } from '../people/index.js';
import { readProgrammeEnd } from '../programmes/index.js';
import {
  confirmationProblems,
  endOfDay,
  lastDayProblems,
  linkState,
  mentorLinkRefusal,
} from './link-rules.js';
import { hashOfCode, hashOfToken, SECRET_BYTES } from './link-secrets.js';
import { type ListedLink, linkStore } from './link-store.js';
import { type MentorFilter, mentorLinkStore } from './mentor-link-store.js';

type Shown = OutputOf<Contract['getMentorLink']>['link'];

const shown = (link: ListedLink, timeZone: string, now: number): NonNullable<Shown> => ({
  linkId: link.linkId,
  state: linkState(link, now),
  confirmation: link.confirmation,
  contact: link.contact,
  createdAt: toIso(link.createdAt),
  createdBy: link.createdBy,
  lastDay: dayIn(timeZone, link.expiresAt - 1),
  lastUsedAt: link.lastUsedAt === null ? null : toIso(link.lastUsedAt),
});

/** The mentors without an account with their links: a page of them by five statements. */
export async function listMentorLinks(
  deps: ServiceDeps,
  { authority, input }: Call<'listMentorLinks'>,
): Promise<OutputOf<Contract['listMentorLinks']>> {
  const { programmeId, page, pageSize, search, state, pairId } = input;
  const { scopeForms, timeZone } = authority;
  const now = deps.clock.now();
  const filter: MentorFilter = { programmeId, scopeForms, search, state, pairId, now };
  const store = mentorLinkStore(deps.db);
  const [mentors, total, counts] = await Promise.all([
    store.page(filter, page, pageSize),
    store.count(filter),
    store.counts(filter),
  ]);
  const ids = mentors.flatMap(({ linkId }) => linkId ?? []);
  const links = await linkStore(deps.db).byIds(programmeId, ids);
  const byId = new Map(links.map((link) => [link.linkId, shown(link, timeZone, now)]));
  const rows = mentors.map(({ personId, name, linkId }) => ({
    personId,
    name,
    link: byId.get(linkId ?? '') ?? null,
  }));
  return { rows, total, page, pageSize, counts };
}

/** A mentor of the programme, and of the curator's forms; anybody else is as unknown. */
async function checkMentor(db: Db, authority: Authority, personId: string): Promise<void> {
  if (!(await mentorLinkStore(db).isMentor(authority, personId))) throw notFound('participant');
}

/** The programme's last day, and why no link is made for this mentor. */
async function placeOf(db: Db, deps: ServiceDeps, authority: Authority, personId: string) {
  await checkMentor(db, authority, personId);
  const { programmeId, timeZone } = authority;
  const today = todayIn(timeZone, deps.clock);
  const programme = await readProgrammeEnd(db, programmeId);
  const accounts = await accountsOf(db, [personId]);
  const refusal = mentorLinkRefusal({
    hasAccount: accounts.has(personId),
    consentWithdrawn: await isConsentWithdrawn(db, { programmeId, today }, personId),
    programmeOver: programme.goesOn || today > programme.endsOn,
  });
  return { today, endsOn: programme.endsOn, refusal };
}

/** The newest link to a mentor's page, and what a new one can be made with. */
export async function getMentorLink(
  deps: ServiceDeps,
  { authority, input }: Call<'getMentorLink'>,
): Promise<OutputOf<Contract['getMentorLink']>> {
  const { programmeId, personId } = input;
  const { endsOn, refusal } = await placeOf(deps.db, deps, authority, personId);
  const store = linkStore(deps.db);
  const contacts = await store.contactsOf(programmeId, personId);
  if (!contacts) throw notFound('participant');
  const newest = await store.newestPage(programmeId, personId);
  const contact = contacts.contactEmail ?? contacts.email ?? null;
  return {
    name: contacts.name,
    link: newest && shown(newest, authority.timeZone, deps.clock.now()),
    refusal,
    contact: contact !== null && /^[^\s@]+@[^\s@]+$/.test(contact) ? contact : null,
    endsOn,
  };
}

/** Makes a link to a mentor's page; the one before, and what was open by it, ends in the same moment. */
export async function createMentorLink(
  deps: ServiceDeps,
  { authority, input }: Call<'createMentorLink'>,
) {
  const { programmeId, personId, confirmation, contact } = input;
  return inTransaction(deps.db, async (trx) => {
    // After others who make one at the same moment: one link is open, the last that was made.
    await bumpRevision(trx, programmeId);
    const { today, endsOn, refusal } = await placeOf(trx, deps, authority, personId);
    if (refusal !== null) throw invalid([{ path: '', code: refusal }]);
    const lastDay = input.lastDay ?? endsOn;
    const problems = [
      ...confirmationProblems(confirmation, { contact, birthDate: null }),
      ...lastDayProblems(lastDay, today, endsOn),
    ];
    if (problems.length > 0) throw invalid(problems);
    const token = randomToken(SECRET_BYTES);
    const told =
      confirmation === 'told_code' ? String(randomInt(1_000_000)).padStart(6, '0') : null;
    const now = deps.clock.now();
    const linkId = newId();
    const store = linkStore(trx);
    await store.revoke({ programmeId, personId, scope: 'mentor' }, now);
    await store.insert({
      linkId,
      organisationId: authority.organisationId,
      programmeId,
      personId,
      scope: 'mentor',
      waveId: null,
      tokenHash: hashOfToken(token),
      codeHash: told === null ? null : hashOfCode(token, told),
      confirmation,
      contact,
      expiresAt: endOfDay(lastDay, authority.timeZone),
      createdBy: authority.personId,
      now,
    });
    await note(trx, deps, authority, 'link.created', personId);
    return { linkId, token, toldCode: told, lastDay };
  });
}

const note = (
  trx: Parameters<typeof recordChange>[0],
  deps: ServiceDeps,
  authority: Authority,
  action: 'link.created' | 'link.revoked',
  personId: string,
) =>
  recordChange(trx, deps.clock, authority, {
    action,
    entity: 'participant',
    entityId: personId,
    after: { linkScope: 'mentor' },
  });

/** Ends a link to a mentor's page at once; one that has ended already stays as it is. */
export async function revokeMentorLink(
  deps: ServiceDeps,
  { authority, input }: Call<'revokeMentorLink'>,
) {
  const { programmeId, personId, linkId } = input;
  return inTransaction(deps.db, async (trx) => {
    await checkMentor(trx, authority, personId);
    const store = linkStore(trx);
    const [known] = await store.byIds(programmeId, [linkId]);
    if (!known || known.scope !== 'mentor' || known.personId !== personId) throw notFound('link');
    const now = deps.clock.now();
    const met = await store.revoke({ programmeId, personId, linkId }, now);
    if (met > 0) await note(trx, deps, authority, 'link.revoked', personId);
    const state = linkState(met > 0 ? { ...known, revokedAt: now } : known, now);
    return { linkId, state };
  });
}
