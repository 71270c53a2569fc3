import { todayIn, toIso } from '../../shared/clock.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { randomToken } from '../../shared/seal.js';
import type { LinkScope } from '../api/index.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { placeOf, readPlace, refuse } from '../consents/consent-writes.js';
import { partyProblems } from '../consents/giving-rules.js';
import type { Call, ServiceDeps } from '../handler.js';
import { findWave } from '../surveys/index.js';
import { waveStateOn } from '../surveys/wave-rules.js';
import { confirmationProblems, DAY_MS, linkState, surveyDays } from './link-rules.js';
import { hashOfToken, SECRET_BYTES } from './link-secrets.js';
import { type ListedLink, linkStore, type NewLink } from './link-store.js';
import { openWavesOf } from './survey-by-link.js';

type Trx = Parameters<Parameters<typeof inTransaction>[1]>[0];
/** What the coordinator decides of a link. */
type Wish = Pick<NewLink, 'programmeId' | 'scope' | 'waveId' | 'confirmation'> & {
  personId: string;
  contact: string | null;
  days: number;
};

/** Puts a new link in the place of the one that was open for the same, and tells its token this once. */
async function make(trx: Trx, deps: ServiceDeps, authority: Authority, wish: Wish) {
  const { programmeId, personId, scope, waveId, confirmation, days } = wish;
  const token = randomToken(SECRET_BYTES);
  const now = deps.clock.now();
  const linkId = newId();
  const expiresAt = now + days * DAY_MS;
  const store = linkStore(trx);
  await store.revoke({ programmeId, personId, scope, waveId }, now);
  await store.insert({
    linkId,
    organisationId: authority.organisationId,
    programmeId,
    personId,
    scope,
    waveId,
    tokenHash: hashOfToken(token),
    confirmation,
    contact: wish.contact,
    expiresAt,
    createdBy: authority.personId,
    now,
  });
  await note(trx, deps, authority, 'link.created', { personId, scope });
  return { linkId, token, expiresAt: toIso(expiresAt) };
}

const note = (
  trx: Trx,
  deps: ServiceDeps,
  authority: Authority,
  action: 'link.created' | 'link.revoked',
  { personId, scope }: { personId: string; scope: LinkScope },
) =>
  recordChange(trx, deps.clock, authority, {
    action,
    entity: 'participant',
    entityId: personId,
    after: { linkScope: scope },
  });

/** Makes a link for a representative; one that was open for the same person and kind ends. */
export async function createConsentLink(
  deps: ServiceDeps,
  { authority, input }: Call<'createConsentLink'>,
) {
  const { programmeId, personId, kind, contact, confirmation, days } = input;
  return inTransaction(deps.db, async (trx) => {
    const { member, today } = await placeOf(trx, deps, programmeId, personId);
    refuse(partyProblems(member, { kind, byRepresentative: true, on: today }));
    refuse(confirmationProblems(confirmation, { contact, birthDate: member.birthDate }));
    const wish = { programmeId, personId, scope: kind, waveId: null, confirmation, contact, days };
    return make(trx, deps, authority, wish);
  });
}

/** Makes a link to an open wave that asks this person; one that was open for the same ends. */
export async function createSurveyLink(
  deps: ServiceDeps,
  { authority, input }: Call<'createSurveyLink'>,
) {
  const { programmeId, personId, waveId, contact, confirmation } = input;
  return inTransaction(deps.db, async (trx) => {
    const { member, today } = await placeOf(trx, deps, programmeId, personId);
    const wave = await findWave(trx, programmeId, waveId);
    if (!wave || wave.state === 'draft') throw notFound('survey');
    if (waveStateOn(wave, today) === 'closed') {
      throw invalid([{ path: 'waveId', code: 'wave.closed' }]);
    }
    const asked = await openWavesOf({ ...deps, db: trx }, authority, personId, member.roles);
    if (!asked.some((one) => one.waveId === waveId)) {
      throw invalid([{ path: 'waveId', code: 'link.notAsked' }]);
    }
    refuse(confirmationProblems(confirmation, { contact, birthDate: member.birthDate }));
    const days = surveyDays(input.days, today, wave.endsOn);
    const wish = { programmeId, personId, scope: 'survey', waveId, confirmation, contact } as const;
    return make(trx, deps, authority, { ...wish, days });
  });
}

/**
 * Ends a link at once; one that has ended already stays as it is.
 * @param scopes the links that can be meant
 */
export async function revokeLink(
  deps: ServiceDeps,
  { authority, input }: Pick<Call<'revokeLink'>, 'authority' | 'input'>,
  scopes?: readonly LinkScope[],
) {
  const { programmeId, personId, linkId } = input;
  return inTransaction(deps.db, async (trx) => {
    const store = linkStore(trx);
    const now = deps.clock.now();
    const known = (await store.ofPerson(programmeId, personId)).find((l) => l.linkId === linkId);
    if (!known || (scopes && !scopes.includes(known.scope))) throw notFound('link');
    const met = await store.revoke({ programmeId, personId, linkId }, now);
    const { scope } = known;
    if (met > 0) await note(trx, deps, authority, 'link.revoked', { personId, scope });
    const state = linkState(met > 0 ? { ...known, revokedAt: now } : known, now);
    return { linkId, state };
  });
}

const momentOf = (ms: number | null): string | null => (ms === null ? null : toIso(ms));

const listed = (link: ListedLink, now: number) => ({
  linkId: link.linkId,
  scope: link.scope,
  wave: link.waveId === null ? null : { waveId: link.waveId, title: link.waveTitle ?? '' },
  confirmation: link.confirmation,
  contact: link.contact,
  state: linkState(link, now),
  createdAt: toIso(link.createdAt),
  createdBy: link.createdBy,
  expiresAt: toIso(link.expiresAt),
  usedAt: momentOf(link.usedAt),
  lastUsedAt: momentOf(link.lastUsedAt),
});

const isEmail = (text: string | null): text is string =>
  text !== null && /^[^\s@]+@[^\s@]+$/.test(text);

/** The links of a person, and what new ones can be made for. */
export async function getLinks(deps: ServiceDeps, { authority, input }: Call<'getLinks'>) {
  const { programmeId, personId } = input;
  const store = linkStore(deps.db);
  const { member } = await readPlace(deps.db, deps, programmeId, personId);
  const contacts = await store.contactsOf(programmeId, personId);
  if (!contacts) throw notFound('participant');
  const today = todayIn(authority.timeZone, deps.clock);
  const consents = (['parent', 'publication'] as const).filter((kind) => {
    const asked = kind === 'parent' || member.publicationWanted;
    return asked && partyProblems(member, { kind, byRepresentative: true, on: today }).length === 0;
  });
  const own = [contacts.contactEmail, contacts.email].find(isEmail) ?? null;
  const { representative } = contacts;
  const now = deps.clock.now();
  return {
    links: (await store.ofPerson(programmeId, personId)).map((link) => listed(link, now)),
    offer: {
      consents,
      waves: await openWavesOf(deps, authority, personId, member.roles),
      birthYearKnown: contacts.birthDate !== null,
      contact: { own, representative: isEmail(representative) ? representative : null },
    },
  };
}
