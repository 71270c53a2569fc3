import type { Knex } from 'knex';
import { toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { Answers } from '../api/questionnaire-definition.js';
import { bumpRevision } from '../audit/index.js';
import { readAuthority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import { passedLink, subjectOf } from '../links/index.js';
import { sharedStandings } from '../standing/standing.js';
import { answerProblems, keptAnswers } from '../surveys/answer-rules.js';
import { definitionOf, THIRD_PARTY_NOW } from '../surveys/templates/third-party.js';
import { noteForEach, withConsent } from './asking.js';
import { findMentee } from './reading.js';
import { giverOfRole, shownNames } from './third-party-rules.js';
import { type AskedSheet, type StoredSheet, thirdPartyStore } from './third-party-store.js';

function checked(template: string, answers: Answers): Answers {
  const definition = definitionOf(template);
  const problems = answerProblems(definition, answers, { final: true, people: null });
  if (problems.length > 0) throw invalid(problems);
  return keptAnswers(definition, answers);
}

const conflict = () => new AppError('changed_meanwhile', 'the sheet was changed meanwhile');

/** The same words once more, as a form that is sent twice brings them, are no conflict. */
const isSame = (found: StoredSheet, template: string, answers: Answers): boolean =>
  JSON.stringify(keptAnswers(definitionOf(template), found.answers ?? {})) ===
  JSON.stringify(answers);

/** What staff tell of a mentee: one sheet of psychologists, one of curators. */
export async function giveThirdParty(
  deps: ServiceDeps,
  { authority, input }: Call<'giveThirdParty'>,
) {
  const { programmeId, personId: givenBy } = authority;
  const { personId, version } = input;
  const giver = giverOfRole(authority.role);
  if (giver === null) throw new AppError('forbidden', 'not as this role');
  await findMentee(sharedStandings(deps), authority, personId);
  const template = THIRD_PARTY_NOW[giver];
  const answers = checked(template, input.answers);
  return inTransaction(deps.db, async (trx) => {
    await bumpRevision(trx, programmeId);
    const allowed = await withConsent(trx, deps, authority, [personId]);
    if (!allowed.has(personId)) throw invalid([{ path: '', code: 'thirdParty.noConsent' }]);
    const store = thirdPartyStore(trx);
    const found = await store.ofStaff(programmeId, personId, giver);
    const told = { template, answers, giverName: null, givenBy, now: deps.clock.now() };
    if (found && found.version !== version && isSame(found, template, answers))
      return { sheetId: found.sheetId, version: found.version };
    if ((found?.version ?? 0) !== version) throw conflict();
    let sheetId = found?.sheetId ?? '';
    if (found) {
      if (!(await store.tell(sheetId, version, told))) throw conflict();
    } else {
      try {
        sheetId = await store.insertOfStaff(authority, { personId, giver }, told);
      } catch (error) {
        throw isDuplicate(error) ? conflict() : error;
      }
    }
    await noteForEach(trx, deps, authority, 'third_party.given', { personIds: [personId], giver });
    return { sheetId, version: version + 1 };
  });
}

/** The link of a third party, and its sheets about those who may be asked about today. */
async function openSheets(
  db: Db | Knex.Transaction,
  deps: ServiceDeps,
  shown: { token: string; pass: string },
) {
  const link = await passedLink(deps, shown);
  const { giver, programmeId, linkId } = link;
  if (link.scope !== 'third_party' || giver === null) throw notFound('link');
  const system = { kind: 'system', name: 'links' } as const;
  const authority = await readAuthority(db, system, programmeId);
  const sheets = await thirdPartyStore(db).ofLink(programmeId, linkId);
  const allowed = await withConsent(
    db,
    deps,
    authority,
    sheets.map((one) => one.personId),
  );
  return { link, giver, sheets: sheets.filter((one) => allowed.has(one.personId)) };
}

const toShown = (sheet: AskedSheet, names: ReadonlyMap<string, string>) => ({
  sheetId: sheet.sheetId,
  name: names.get(sheet.sheetId) ?? '',
  groupName: sheet.groupName || null,
  state: sheet.state,
  givenAt: sheet.givenAt === null ? null : toIso(sheet.givenAt),
  definition: definitionOf(sheet.template),
  answers: sheet.answers ?? {},
  version: sheet.version,
});

/** Whom a link asks about, with what its holder has told so far. */
export async function readThirdPartyByLink(
  deps: ServiceDeps,
  { input }: Call<'readThirdPartyByLink'>,
) {
  const { link, giver, sheets } = await openSheets(deps.db, deps, input);
  const names = shownNames(sheets);
  const { organisationName } = await subjectOf(deps, link);
  const latest = sheets
    .filter((one) => one.givenAt !== null)
    .sort((a, b) => Number(b.givenAt) - Number(a.givenAt))[0];
  return {
    giver,
    organisationName,
    expiresAt: toIso(link.expiresAt),
    giverName: latest?.givenBy ?? null,
    sheets: sheets.map((sheet) => toShown(sheet, names)),
  };
}

/** What the holder of a link tells of one mentee; the journal says that it was by a link. */
export async function saveThirdPartyByLink(
  deps: ServiceDeps,
  { input }: Call<'saveThirdPartyByLink'>,
) {
  const { token, pass, sheetId, giverName, version } = input;
  return inTransaction(deps.db, async (trx) => {
    const before = await passedLink({ ...deps, db: trx }, { token, pass });
    await bumpRevision(trx, before.programmeId);
    const { link, giver, sheets } = await openSheets(trx, { ...deps, db: trx }, { token, pass });
    const found = sheets.find((one) => one.sheetId === sheetId);
    if (!found) throw notFound('sheet');
    const answers = checked(found.template, input.answers);
    const left = sheets.filter((one) => one.state === 'asked' && one !== found).length;
    if (found.version !== version) {
      if (isSame(found, found.template, answers)) return { sheetId, version: found.version, left };
      throw conflict();
    }
    const { template } = found;
    const told = { template, answers, giverName, givenBy: null, now: deps.clock.now() };
    if (!(await thirdPartyStore(trx).tell(sheetId, version, told))) throw conflict();
    const { organisationId, programmeId } = link;
    const who = { organisationId, programmeId, personId: null, role: giver, byLink: true } as const;
    const what = { personIds: [found.personId], giver };
    await noteForEach(trx, deps, who, 'third_party.given', what);
    return { sheetId, version: version + 1, left };
  });
}
