import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { newId } from '../../shared/ids.js';
import { randomToken, sha256 } from '../../shared/seal.js';

export const INVITE_LIFE_MS = 24 * 3600_000;

/** An invite to register an LMS; the token itself is nowhere stored. */
export interface Invite {
  inviteId: string;
  /** Name of the organisation to be made; '': the LMS's host is its name. */
  organisationName: string;
  /** The organisation that the registration joins; null: a new one, or that of the LMS. */
  organisationId: string | null;
  createdAt: number;
}

export type InviteLookup =
  | { state: 'open'; invite: Invite }
  | { state: 'unknown' | 'used' | 'expired' };

interface Row {
  invite_id: string;
  organisation_name: string;
  organisation_id: string | null;
  created_at: number;
  expires_at: number;
  used_at: number | null;
}

/** `lti_invites`; given a transaction, its writes belong to that. */
export function inviteStore(db: Db, clock: Clock) {
  return {
    /** Makes an invite for 24 hours. The token is returned this once. */
    async create(
      invite: Omit<Invite, 'inviteId' | 'createdAt'>,
    ): Promise<{ token: string; expiresAt: number }> {
      const token = randomToken();
      const now = clock.now();
      await db('lti_invites').insert({
        invite_id: newId(),
        token_hash: sha256(token),
        organisation_name: invite.organisationName,
        organisation_id: invite.organisationId,
        created_at: now,
        expires_at: now + INVITE_LIFE_MS,
      });
      return { token, expiresAt: now + INVITE_LIFE_MS };
    },
    async find(token: string): Promise<InviteLookup> {
      const row = (await db('lti_invites').where('token_hash', sha256(token)).first()) as
        | Row
        | undefined;
      if (!row) return { state: 'unknown' };
      if (row.used_at !== null) return { state: 'used' };
      if (Number(row.expires_at) <= clock.now()) return { state: 'expired' };
      const { invite_id, organisation_name, organisation_id } = row;
      const invite = {
        inviteId: invite_id,
        organisationName: organisation_name,
        organisationId: organisation_id,
        createdAt: Number(row.created_at),
      };
      return { state: 'open', invite };
    },
    /** Keeps the organisation that was made for an invite, so that a second try makes no other. */
    async keepOrganisation(inviteId: string, organisationId: string): Promise<void> {
      await db('lti_invites')
        .where('invite_id', inviteId)
        .update({ organisation_id: organisationId });
    },
    /** Uses the invite up, once: false when it was used already. */
    async consume(inviteId: string, platformId: string): Promise<boolean> {
      const used = await db('lti_invites')
        .where('invite_id', inviteId)
        .whereNull('used_at')
        .update({ used_at: clock.now(), platform_id: platformId });
      return used === 1;
    },
    /** The organisation of an earlier invite or registration with this name; null: a new name. */
    async organisationNamed(name: string): Promise<string | null> {
      const known = (await db('lti_invites')
        .where('organisation_name', name)
        .whereNotNull('organisation_id')
        .orderBy('created_at', 'desc')
        .first('organisation_id')) as { organisation_id: string } | undefined;
      if (known) return known.organisation_id;
      const platform = (await db('lti_platforms')
        .where('name', name)
        .orderBy('created_at')
        .first('organisation_id')) as { organisation_id: string } | undefined;
      return platform?.organisation_id ?? null;
    },
    /** Drops invites that ended longer ago than `olderThanMs`. Returns how many. */
    purge: (olderThanMs: number) =>
      db('lti_invites')
        .where('expires_at', '<', clock.now() - olderThanMs)
        .delete(),
  };
}
export type InviteStore = ReturnType<typeof inviteStore>;
