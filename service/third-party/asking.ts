import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { invalid, notFound } from '../../shared/errors.js';
import type { LinkState, ThirdPartyGiver } from '../api/reference.js';
import { bumpRevision, recordChanges } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import { mayUseData } from '../consents/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { endThirdPartyLink, makeThirdPartyLink } from '../links/index.js';
import { THIRD_PARTY_NOW } from '../surveys/templates/third-party.js';
import { askingProblems } from './third-party-rules.js';
import { thirdPartyStore } from './third-party-store.js';

/** Of these people, those whose data may be used today: nobody else is asked about (152-ФЗ art. 9). */
export async function withConsent(
  db: Db,
  deps: ServiceDeps,
  { programmeId, timeZone }: Pick<Authority, 'programmeId' | 'timeZone'>,
  personIds: readonly string[],
): Promise<Set<string>> {
  const today = todayIn(timeZone, deps.clock);
  const uses = await mayUseData(db, { programmeId, today }, personIds);
  return new Set(personIds.filter((personId) => uses.get(personId)?.matching.allowed));
}

/** Journal rows of each person: the record of a person says who was asked about them. */
export const noteForEach = (
  trx: Parameters<typeof recordChanges>[0],
  deps: ServiceDeps,
  who: Parameters<typeof recordChanges>[2],
  action: 'third_party.asked' | 'third_party.revoked' | 'third_party.given',
  { personIds, giver }: { personIds: readonly string[]; giver: ThirdPartyGiver },
) =>
  recordChanges(
    trx,
    deps.clock,
    who,
    personIds.map((entityId) => ({
      action,
      entity: 'participant' as const,
      entityId,
      after: { giver },
    })),
  );

/**
 * Makes the link by which a third party tells something, with a sheet for each mentee whom it is about.
 * @throws `not_found` for who is no mentee here; `invalid` at `groupName` or `personId` where nobody of
 *   them may be asked about
 */
export async function askThirdParty(
  deps: ServiceDeps,
  { authority, input }: Call<'askThirdParty'>,
) {
  const { programmeId } = authority;
  const { giver, personId, confirmation, contact, days } = input;
  const groupName = input.groupName || null;
  const problems = askingProblems({ giver, personId, groupName, confirmation, contact });
  if (problems.length > 0) throw invalid(problems);
  return inTransaction(deps.db, async (trx) => {
    // After others who write consents here: a withdrawal and a question never pass each other.
    await bumpRevision(trx, programmeId);
    const store = thirdPartyStore(trx);
    const found = await store.mentees(programmeId, { personId, groupName });
    if (personId !== null && found.length === 0) throw notFound('participant');
    const allowed = await withConsent(trx, deps, authority, found);
    const told =
      groupName === null ? new Set() : await store.toldOf(programmeId, giver, [...allowed]);
    const asked = found.filter((one) => allowed.has(one) && !told.has(one));
    if (asked.length === 0) {
      const code = allowed.size === 0 ? 'thirdParty.noConsent' : 'thirdParty.allTold';
      const path = groupName === null ? 'personId' : 'groupName';
      throw invalid([{ path, code: found.length === 0 ? 'thirdParty.emptyGroup' : code }]);
    }
    const wish = { personId, groupName, giver, confirmation, contact, days };
    const made = await makeThirdPartyLink(trx, deps, authority, wish);
    const template = THIRD_PARTY_NOW[giver];
    const { linkId } = made;
    await store.insert(
      authority,
      asked.map((one) => ({ personId: one, giver, linkId, template })),
      deps.clock.now(),
    );
    await noteForEach(trx, deps, authority, 'third_party.asked', { personIds: asked, giver });
    return {
      ...made,
      asked: asked.length,
      withoutConsent: found.length - allowed.size,
      toldAlready: told.size,
    };
  });
}

/** Ends a link at once; one that has ended already stays as it is. What was told stays. */
export async function revokeThirdPartyLink(
  deps: ServiceDeps,
  { authority, input }: Call<'revokeThirdPartyLink'>,
): Promise<{ linkId: string; state: LinkState }> {
  const { linkId } = input;
  return inTransaction(deps.db, async (trx) => {
    const ended = await endThirdPartyLink(trx, deps, authority, linkId);
    if (ended.now) {
      const personIds = await thirdPartyStore(trx).peopleOfLink(linkId);
      const what = { personIds, giver: ended.giver };
      await noteForEach(trx, deps, authority, 'third_party.revoked', what);
    }
    return { linkId, state: ended.state };
  });
}
