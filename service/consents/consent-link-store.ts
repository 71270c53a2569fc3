import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { CODE_EVERY_MS, CODE_LIFE_MS, CODES_AT_MOST, TRIES_AT_MOST } from './link-rules.js';

export type LinkKind = 'parent' | 'publication';

export interface ConsentLink {
  linkId: string;
  organisationId: string;
  programmeId: string;
  personId: string;
  kind: LinkKind;
  contact: string;
  expiresAt: number;
  revokedAt: number | null;
  usedAt: number | null;
  lastUsedAt: number | null;
  createdAt: number;
}

export interface NewLink {
  linkId: string;
  organisationId: string;
  programmeId: string;
  personId: string;
  kind: LinkKind;
  tokenHash: string;
  contact: string;
  expiresAt: number;
  createdBy: string | null;
  now: number;
}

const COLUMNS = {
  linkId: 'id',
  organisationId: 'organisation_id',
  programmeId: 'programme_id',
  personId: 'person_id',
  kind: 'kind',
  contact: 'contact',
  expiresAt: 'expires_at',
  revokedAt: 'revoked_at',
  usedAt: 'used_at',
  lastUsedAt: 'last_used_at',
  createdAt: 'created_at',
};

const moment = (value: unknown): number | null => (value === null ? null : Number(value));

const linkFrom = (row: ConsentLink): ConsentLink => ({
  ...row,
  expiresAt: Number(row.expiresAt),
  revokedAt: moment(row.revokedAt),
  usedAt: moment(row.usedAt),
  lastUsedAt: moment(row.lastUsedAt),
  createdAt: Number(row.createdAt),
});

/** The SQL of personal links. What is used up or counted is one conditional update each. */
export function consentLinkStore(db: Db) {
  /** Neither used nor revoked, and not at its end. */
  const open = (linkId: string, now: number): Knex.QueryBuilder =>
    db('consent_links')
      .where('id', linkId)
      .whereNull('used_at')
      .whereNull('revoked_at')
      .where('expires_at', '>', now);

  return {
    async insert(link: NewLink): Promise<void> {
      await db('consent_links').insert({
        id: link.linkId,
        organisation_id: link.organisationId,
        programme_id: link.programmeId,
        person_id: link.personId,
        kind: link.kind,
        token_hash: link.tokenHash,
        contact: link.contact,
        expires_at: link.expiresAt,
        created_by: link.createdBy,
        created_at: link.now,
      });
    },

    /** Ends the links of somebody for a kind that are open; with an id, this one. */
    async revoke(
      of: { programmeId: string; personId: string; kind?: LinkKind; linkId?: string },
      now: number,
    ): Promise<number> {
      const query = db('consent_links')
        .where({ programme_id: of.programmeId, person_id: of.personId })
        .whereNull('used_at')
        .whereNull('revoked_at');
      if (of.kind !== undefined) query.where('kind', of.kind);
      if (of.linkId !== undefined) query.where('id', of.linkId);
      return query.update({ revoked_at: now, code_hash: null });
    },

    /** The links of a person, newest first. */
    async ofPerson(programmeId: string, personId: string): Promise<ConsentLink[]> {
      const rows = await db('consent_links')
        .where({ programme_id: programmeId, person_id: personId })
        .orderBy('id', 'desc')
        .limit(100)
        .select(COLUMNS);
      return rows.map(linkFrom);
    },

    async byTokenHash(tokenHash: string): Promise<ConsentLink | null> {
      const row = await db('consent_links').where('token_hash', tokenHash).first(COLUMNS);
      return row ? linkFrom(row) : null;
    },

    async markUsed(linkId: string, now: number): Promise<void> {
      await db('consent_links').where('id', linkId).update({ last_used_at: now });
    },

    /** Puts a new code in place of the last one; false: too soon, or too many of them. */
    async setCode(linkId: string, codeHash: string, now: number): Promise<boolean> {
      const met = await open(linkId, now)
        .where('codes_sent', '<', CODES_AT_MOST)
        .where((soon) =>
          soon
            .whereNull('code_expires_at')
            .orWhere('code_expires_at', '<=', now + CODE_LIFE_MS - CODE_EVERY_MS),
        )
        .update({
          code_hash: codeHash,
          code_expires_at: now + CODE_LIFE_MS,
          code_tries: 0,
          codes_sent: db.raw('codes_sent + 1'),
          last_used_at: now,
        });
      return met === 1;
    },

    /** Takes one of the tries before the code is compared; false: there is none left, or no code. */
    async takeTry(linkId: string, now: number): Promise<boolean> {
      const met = await open(linkId, now)
        .whereNotNull('code_hash')
        .where('code_expires_at', '>', now)
        .where('code_tries', '<', TRIES_AT_MOST)
        .update({ code_tries: db.raw('code_tries + 1') });
      return met === 1;
    },

    /** Compares a code, and gives the try back where it is the right one. */
    async isCode(linkId: string, codeHash: string): Promise<boolean> {
      const met = await db('consent_links')
        .where({ id: linkId, code_hash: codeHash })
        .where('code_tries', '>', 0)
        .update({ code_tries: db.raw('code_tries - 1') });
      return met === 1;
    },

    /** Uses the link up together with its code; false: somebody was faster, or it has ended. */
    async use(linkId: string, codeHash: string, now: number): Promise<boolean> {
      const met = await open(linkId, now)
        .where('code_hash', codeHash)
        .update({ used_at: now, last_used_at: now, code_hash: null });
      return met === 1;
    },
  };
}
