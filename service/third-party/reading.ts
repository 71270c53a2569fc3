import { toIso } from '../../shared/clock.js';
import { notFound } from '../../shared/errors.js';
import { CONSENT_GAPS, THIRD_PARTY_GIVERS } from '../api/reference.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { groupLinks, linksByIds } from '../links/index.js';
import { meetsSearch } from '../people/index.js';
import { groupsOf } from '../standing/list-rules.js';
import {
  isVisible,
  type ReadStandings,
  type Standing,
  sharedStandings,
} from '../standing/standing.js';
import { definitionOf, THIRD_PARTY_NOW } from '../surveys/templates/third-party.js';
import { withConsent } from './asking.js';
import { askedAndGiven, giverOfRole } from './third-party-rules.js';
import { thirdPartyStore } from './third-party-store.js';

const isMentee = ({ participations }: Standing): boolean =>
  participations.some(({ role }) => role === 'mentee');

/** A mentee whom the caller may read of: as on the card, and never themselves. */
const mayReadOf = (authority: Authority, person: Standing): boolean =>
  isVisible(authority, person) && person.personId !== authority.personId;

/** @throws `not_found` for who is no mentee, or not for this caller */
export async function findMentee(
  read: ReadStandings,
  authority: Authority,
  personId: string,
): Promise<Standing> {
  const found = (await read(authority)).find((one) => one.personId === personId);
  if (!found || !isMentee(found) || !mayReadOf(authority, found)) throw notFound('participant');
  return found;
}

const MAIN_GAPS: ReadonlySet<string> = new Set(
  CONSENT_GAPS.filter((gap) => gap !== 'no_publication_consent'),
);
const hasConsent = ({ gaps }: Standing): boolean => !gaps.some((gap) => MAIN_GAPS.has(gap));

type Filter = Call<'listThirdParty'>['input'];
interface Row {
  asked: unknown[];
  given: unknown[];
  consent: boolean;
}

function inState({ asked, given, consent }: Row, state: Filter['state']): boolean {
  switch (state) {
    case 'missing':
      return asked.length > 0;
    case 'given':
      return given.length > 0;
    case 'none':
      return asked.length === 0 && given.length === 0;
    case 'no_consent':
      return !consent;
    default:
      return true;
  }
}

/** The mentees with who was asked about them and who told, in the order of names. */
export async function listThirdParty(
  deps: ServiceDeps,
  { authority, input }: Call<'listThirdParty'>,
) {
  const { page, pageSize, search, groupName, state } = input;
  const all = (await sharedStandings(deps)(authority)).filter(
    (one) => isMentee(one) && mayReadOf(authority, one),
  );
  const told = askedAndGiven(await thirdPartyStore(deps.db).facts(authority.programmeId));
  const rows = all.map((one) => {
    const { asked, given } = told.get(one.personId) ?? { asked: new Set(), given: new Set() };
    return {
      personId: one.personId,
      name: one.name,
      groupName: one.groupName,
      sortKey: one.sortKey,
      consent: hasConsent(one),
      asked: THIRD_PARTY_GIVERS.filter((giver) => asked.has(giver)),
      given: THIRD_PARTY_GIVERS.filter((giver) => given.has(giver)),
    };
  });
  const found = rows.filter(
    (row) =>
      inState(row, state) &&
      (groupName === undefined || row.groupName === groupName) &&
      meetsSearch(search, row.sortKey),
  );
  return {
    rows: found
      .slice((page - 1) * pageSize, page * pageSize)
      .map(({ sortKey: _sortKey, ...row }) => row),
    total: found.length,
    page,
    pageSize,
    groups: groupsOf(all),
    counts: {
      mentees: rows.length,
      given: rows.filter((row) => row.given.length > 0).length,
      missing: rows.filter((row) => row.asked.length > 0).length,
    },
  };
}

/** The links for whole groups, with how many of their students were told of. */
export async function listThirdPartyLinks(
  deps: ServiceDeps,
  { authority }: Call<'listThirdPartyLinks'>,
) {
  const links = await groupLinks(deps.db, deps, authority.programmeId);
  const counts = await thirdPartyStore(deps.db).countsOfLinks(links.map((one) => one.linkId));
  return {
    links: links.map(({ giver: _giver, ...link }) => ({
      ...link,
      ...(counts.get(link.linkId) ?? { asked: 0, given: 0 }),
    })),
  };
}

/** What was asked and told of one mentee. Without a consent that holds, no answer is read. */
export async function getThirdParty(
  deps: ServiceDeps,
  { authority, input }: Call<'getThirdParty'>,
) {
  const { programmeId, role } = authority;
  const { personId } = input;
  const person = await findMentee(sharedStandings(deps), authority, personId);
  const consent = (await withConsent(deps.db, deps, authority, [personId])).has(personId);
  const sheets = await thirdPartyStore(deps.db).ofPerson(programmeId, personId);
  const ids = [...new Set(sheets.flatMap((one) => one.linkId ?? []))];
  const links = new Map(
    (await linksByIds(deps.db, deps, programmeId, ids)).map(({ giver: _giver, ...link }) => [
      link.linkId,
      role === 'coordinator' ? link : { ...link, contact: null },
    ]),
  );
  const mayGive = giverOfRole(role);
  return {
    personId,
    name: person.name,
    groupName: person.groupName,
    consent,
    mayGive,
    asks: mayGive === null ? null : definitionOf(THIRD_PARTY_NOW[mayGive]),
    sheets: sheets.map((sheet) => ({
      sheetId: sheet.sheetId,
      giver: sheet.giver,
      state: sheet.state,
      askedAt: toIso(sheet.createdAt),
      givenAt: sheet.givenAt === null ? null : toIso(sheet.givenAt),
      givenBy: sheet.givenBy,
      link: (sheet.linkId === null ? undefined : links.get(sheet.linkId)) ?? null,
      definition: definitionOf(sheet.template),
      answers: consent ? sheet.answers : null,
      version: sheet.version,
    })),
  };
}
