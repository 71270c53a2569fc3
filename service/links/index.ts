/** What other features may ask of personal links. */
import type { Knex } from 'knex';
import { toIso } from '../../shared/clock.js';
import type { ServiceDeps } from '../handler.js';
import { linkState } from './link-rules.js';
import { linkStore } from './link-store.js';

/** The links by which consents of a person were asked for, newest first. */
export async function consentLinksOf(deps: ServiceDeps, programmeId: string, personId: string) {
  const now = deps.clock.now();
  const links = await linkStore(deps.db).ofPerson(programmeId, personId);
  return links.flatMap((link) =>
    link.scope !== 'parent' && link.scope !== 'publication'
      ? []
      : [
          {
            linkId: link.linkId,
            kind: link.scope,
            confirmation: link.confirmation,
            contact: link.contact ?? '',
            state: linkState(link, now),
            createdAt: toIso(link.createdAt),
            expiresAt: toIso(link.expiresAt),
            lastUsedAt: link.lastUsedAt === null ? null : toIso(link.lastUsedAt),
          },
        ],
  );
}

/** Ends the links of people to pages of their own: of two records that become one, neither goes on. */
export const endMentorPages = (
  trx: Knex.Transaction,
  personIds: readonly string[],
  now: number,
): Promise<void> => linkStore(trx).endPagesOf(personIds, now);

export { actingLink, authorityByLink } from './acting-by-link.js';
export { passedLink, subjectOf } from './opening-links.js';
export { endReminderLinks, lastSurveyLink, makeReminderLink } from './reminder-links.js';
export {
  endThirdPartyLink,
  groupLinks,
  linksByIds,
  makeThirdPartyLink,
} from './third-party-links.js';
