import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import type { LinkConfirmation, LinkScope, ThirdPartyGiver } from '../api/index.js';
import { collegeName } from '../programmes/index.js';
import {
  CODE_EVERY_MS,
  CODE_LIFE_MS,
  CODES_AT_MOST,
  PASS_IDLE_MS,
  TRIES_AT_MOST,
  YEAR_TRIES_AT_MOST,
} from './link-rules.js';

export interface PersonalLink {
  linkId: string;
  organisationId: string;
  programmeId: string;
  /** Null: about several people, whose sheets name the link. */
  personId: string | null;
  scope: LinkScope;
  waveId: string | null;
  /** Of `third_party`: who tells, and of which group where it is about several. */
  giver: ThirdPartyGiver | null;
  groupName: string | null;
  confirmation: LinkConfirmation;
  contact: string | null;
  /** Of the code that is asked for, with the token. */
  codeHash: string | null;
  expiresAt: number;
  revokedAt: number | null;
  usedAt: number | null;
  lastUsedAt: number | null;
  yearTries: number;
  passHash: string | null;
  passSeenAt: number | null;
  passGivenAt: number | null;
  consentId: string | null;
  createdAt: number;
}

/** As the coordinator's lists show it. */
export interface ListedLink extends PersonalLink {
  waveTitle: string | null;
  createdBy: string | null;
}

export interface NewLink {
  linkId: string;
  organisationId: string;
  programmeId: string;
  personId: string | null;
  scope: LinkScope;
  waveId: string | null;
  giver?: ThirdPartyGiver;
  groupName?: string | null;
  tokenHash: string;
  confirmation: LinkConfirmation;
  contact: string | null;
  /** Of a code that is told, not sent. */
  codeHash?: string | null;
  expiresAt: number;
  createdBy: string | null;
  now: number;
}

/** Some links of a person, or of several (null): by what they are for, or this one. */
export interface WhichLinks {
  programmeId: string;
  personId: string | null;
  scope?: LinkScope;
  giver?: ThirdPartyGiver;
  groupName?: string | null;
  waveId?: string | null;
  linkId?: string;
}

const COLUMNS = {
  linkId: 'l.id',
  organisationId: 'l.organisation_id',
  programmeId: 'l.programme_id',
  personId: 'l.person_id',
  scope: 'l.scope',
  waveId: 'l.wave_id',
  giver: 'l.giver',
  groupName: 'l.group_name',
  codeHash: 'l.code_hash',
  confirmation: 'l.confirmation',
  contact: 'l.contact',
  expiresAt: 'l.expires_at',
  revokedAt: 'l.revoked_at',
  usedAt: 'l.used_at',
  lastUsedAt: 'l.last_used_at',
  yearTries: 'l.year_tries',
  passHash: 'l.pass_hash',
  passSeenAt: 'l.pass_seen_at',
  passGivenAt: 'l.pass_given_at',
  consentId: 'l.consent_id',
  createdAt: 'l.created_at',
};

/** Links of one person that are listed at most. */
const MOST_LISTED = 100;

const moment = (value: unknown): number | null => (value === null ? null : Number(value));

const linkFrom = <T extends PersonalLink>(row: T): T => ({
  ...row,
  expiresAt: Number(row.expiresAt),
  revokedAt: moment(row.revokedAt),
  usedAt: moment(row.usedAt),
  lastUsedAt: moment(row.lastUsedAt),
  passSeenAt: moment(row.passSeenAt),
  passGivenAt: moment(row.passGivenAt),
  createdAt: Number(row.createdAt),
});

const passGiven = (passHash: string, now: number) => ({
  pass_hash: passHash,
  pass_seen_at: now,
  pass_given_at: now,
  last_used_at: now,
});

/** The SQL of personal links. What is used up or counted is one conditional update each. */
export function linkStore(db: Db) {
  /** Neither used nor revoked, not at its end, and not tried too often. */
  const open = (linkId: string, now: number): Knex.QueryBuilder =>
    db('personal_links')
      .where('id', linkId)
      .whereNull('used_at')
      .whereNull('revoked_at')
      .where('year_tries', '<', YEAR_TRIES_AT_MOST)
      .where('expires_at', '>', now);

  return {
    async insert(link: NewLink): Promise<void> {
      await db('personal_links').insert({
        id: link.linkId,
        organisation_id: link.organisationId,
        programme_id: link.programmeId,
        person_id: link.personId,
        scope: link.scope,
        wave_id: link.waveId,
        giver: link.giver ?? null,
        group_name: link.groupName ?? null,
        code_hash: link.codeHash ?? null,
        token_hash: link.tokenHash,
        confirmation: link.confirmation,
        contact: link.contact,
        expires_at: link.expiresAt,
        created_by: link.createdBy,
        created_at: link.now,
      });
    },

    /** Ends links of somebody that are open: all of one scope (and wave), or one by its id. */
    async revoke(of: WhichLinks, now: number): Promise<number> {
      const query = db('personal_links')
        .where({ programme_id: of.programmeId, person_id: of.personId })
        .whereNull('used_at')
        .whereNull('revoked_at');
      if (of.scope !== undefined) query.where('scope', of.scope);
      if (of.giver !== undefined) query.where('giver', of.giver);
      if (of.groupName) query.where('group_name', of.groupName);
      if (of.waveId) query.where('wave_id', of.waveId);
      if (of.linkId !== undefined) query.where('id', of.linkId);
      return query.update({ revoked_at: now, code_hash: null, pass_hash: null });
    },

    /** The links of a person with who made them and for which wave, newest first. */
    async ofPerson(programmeId: string, personId: string): Promise<ListedLink[]> {
      const rows = await db('personal_links as l')
        .leftJoin('people as a', 'a.id', 'l.created_by')
        .leftJoin('survey_waves as w', 'w.id', 'l.wave_id')
        .where({ 'l.programme_id': programmeId, 'l.person_id': personId })
        .orderBy('l.id', 'desc')
        .limit(MOST_LISTED)
        .select<ListedLink[]>({ ...COLUMNS, waveTitle: 'w.title', createdBy: 'a.name' });
      return rows.map(linkFrom);
    },

    /** The newest link to a mentor's page; null: there was none. */
    async newestPage(programmeId: string, personId: string): Promise<ListedLink | null> {
      const row = await db('personal_links as l')
        .leftJoin('people as a', 'a.id', 'l.created_by')
        .where({ 'l.programme_id': programmeId, 'l.person_id': personId, 'l.scope': 'mentor' })
        .orderBy('l.id', 'desc')
        .first<Omit<ListedLink, 'waveTitle'>>({ ...COLUMNS, createdBy: 'a.name' });
      return row ? linkFrom({ ...row, waveTitle: null }) : null;
    },

    async byTokenHash(tokenHash: string): Promise<PersonalLink | null> {
      const row = await db('personal_links as l').where('l.token_hash', tokenHash).first(COLUMNS);
      return row ? linkFrom(row) : null;
    },

    /** Some links by their ids, with who made them. */
    async byIds(programmeId: string, linkIds: readonly string[]): Promise<ListedLink[]> {
      if (linkIds.length === 0) return [];
      const rows = await db('personal_links as l')
        .leftJoin('people as a', 'a.id', 'l.created_by')
        .where('l.programme_id', programmeId)
        .whereIn('l.id', [...linkIds])
        .select<Omit<ListedLink, 'waveTitle'>[]>({ ...COLUMNS, createdBy: 'a.name' });
      return rows.map((row) => linkFrom({ ...row, waveTitle: null }));
    },

    /** The links that are about several people, newest first. */
    async ofGroups(programmeId: string): Promise<ListedLink[]> {
      const rows = await db('personal_links as l')
        .leftJoin('people as a', 'a.id', 'l.created_by')
        .where('l.programme_id', programmeId)
        .whereNull('l.person_id')
        .orderBy('l.id', 'desc')
        .limit(MOST_LISTED)
        .select<Omit<ListedLink, 'waveTitle'>[]>({ ...COLUMNS, createdBy: 'a.name' });
      return rows.map((row) => linkFrom({ ...row, waveTitle: null }));
    },

    /** The college's name, and the birth date of whom the link is about; null: they left the programme. */
    async subjectOf({ programmeId, personId }: PersonalLink) {
      if (personId === null) {
        const college: { organisationName: string } | undefined = await db('programmes as g')
          .join('organisations as o', 'o.id', 'g.organisation_id')
          .where('g.id', programmeId)
          .first({ organisationName: collegeName(db) });
        return college ? { ...college, name: '', birthDate: null } : null;
      }
      const row: { organisationName: string; name: string; birthDate: string | null } | undefined =
        await db('members as m')
          .join('programmes as g', 'g.id', 'm.programme_id')
          .join('organisations as o', 'o.id', 'g.organisation_id')
          .join('people as p', 'p.id', 'm.person_id')
          .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
          .where({ 'm.programme_id': programmeId, 'm.person_id': personId })
          .first({
            organisationName: collegeName(db),
            name: 'p.name',
            birthDate: 'f.birth_date',
          });
      return row ?? null;
    },

    /** What a new link is offered with: how the person and their representative are reached. */
    async contactsOf(programmeId: string, personId: string) {
      const row = await db('members as m')
        .join('people as p', 'p.id', 'm.person_id')
        .leftJoin('profiles as f', 'f.person_id', 'm.person_id')
        .where({ 'm.programme_id': programmeId, 'm.person_id': personId })
        .first({
          name: 'p.name',
          birthDate: 'f.birth_date',
          adult: 'f.adult',
          email: 'p.email',
          contactEmail: 'f.contact_email',
          representative: 'f.representative_contact',
        });
      return row ? { ...row, adult: Boolean(row.adult) } : null;
    },

    async markUsed(linkId: string, now: number): Promise<void> {
      await db('personal_links').where('id', linkId).update({ last_used_at: now });
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
    async takeCodeTry(linkId: string, now: number): Promise<boolean> {
      const met = await open(linkId, now)
        .whereNotNull('code_hash')
        .where('code_expires_at', '>', now)
        .where('code_tries', '<', TRIES_AT_MOST)
        .update({ code_tries: db.raw('code_tries + 1') });
      return met === 1;
    },

    /** Takes one of the tries before what is asked is compared; false: there is none left. */
    async takeYearTry(linkId: string, now: number): Promise<boolean> {
      const met = await open(linkId, now).update({ year_tries: db.raw('year_tries + 1') });
      return met === 1;
    },

    /** The year, or the code that was told, was right: gives the try back, and a pass. */
    async passForYear(linkId: string, passHash: string, now: number): Promise<void> {
      await db('personal_links')
        .where('id', linkId)
        .where('year_tries', '>', 0)
        .update({
          year_tries: db.raw('year_tries - 1'),
          ...passGiven(passHash, now),
        });
    },

    /** Gives a pass where nothing is asked for; false: the link has ended. */
    async passForNothing(linkId: string, passHash: string, now: number): Promise<boolean> {
      const met = await open(linkId, now).update(passGiven(passHash, now));
      return met === 1;
    },

    /** Gives a pass for the right code, which is used up by it; false: it is another code. */
    async passForCode(
      linkId: string,
      codeHash: string,
      passHash: string,
      now: number,
    ): Promise<boolean> {
      const met = await db('personal_links')
        .where({ id: linkId, code_hash: codeHash })
        .update({ code_hash: null, codes_sent: 0, ...passGiven(passHash, now) });
      return met === 1;
    },

    /** Notes that a pass was shown; false: it is not that of the link, or has rested too long. */
    async showPass(linkId: string, passHash: string, now: number): Promise<boolean> {
      const met = await db('personal_links')
        .where({ id: linkId, pass_hash: passHash })
        .where('pass_seen_at', '>', now - PASS_IDLE_MS)
        .update({ pass_seen_at: now, last_used_at: now });
      return met === 1;
    },

    /** Ends the links of some people to pages of their own, in all programmes. */
    async endPagesOf(personIds: readonly string[], now: number): Promise<void> {
      await db('personal_links')
        .whereIn('person_id', [...personIds])
        .whereIn(
          'programme_id',
          db('members')
            .whereIn('person_id', [...personIds])
            .select('programme_id'),
        )
        .where('scope', 'mentor')
        .whereNull('revoked_at')
        .update({ revoked_at: now, code_hash: null, pass_hash: null });
    },

    /** Uses the link up for a consent; false: somebody was faster, or it has ended. */
    async use(
      { linkId, passHash }: { linkId: string; passHash: string },
      consentId: string,
      now: number,
    ): Promise<boolean> {
      const met = await open(linkId, now)
        .where('pass_hash', passHash)
        .update({ used_at: now, last_used_at: now, code_hash: null, consent_id: consentId });
      return met === 1;
    },
  };
}
