import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { ReminderState, Role } from '../api/reference.js';
import { type LetterKind, type LetterLanguage, USUAL_REMINDING } from '../api/remind-reference.js';
import { bulkInsert } from '../db/bulk.js';
import { addressOf } from '../letters/letter-rules.js';
import { collegeName } from '../programmes/index.js';
import type { QuietSettings } from './quiet-rules.js';
import type { Choices } from './way-rules.js';

interface Place {
  organisationId: string;
  programmeId: string;
}

/** A letter with whom it goes to, as they are when it is sent. */
export interface LetterToSend extends Place {
  letterId: string;
  personId: string;
  kind: LetterKind;
  tries: number;
  address: string | null;
  /** They are in the course, and their record was not merged into another. */
  inPlace: boolean;
  choices: Choices;
  language: LetterLanguage;
  timeZone: string;
  quiet: QuietSettings;
  organisationName: string;
  programmeTitle: string;
}

export interface OpenedToken extends Place {
  personId: string;
  kind: LetterKind;
  place: string;
  role: Role;
  inPlace: boolean;
}

/** The SQL of letters of reminders and of what their addresses carry; how they are sent: letters/letter-queue.ts. */
export function mailStore(db: Db) {
  return {
    /** Writes letters down to be sent; one of the same person, kind and occasion is left as it is. */
    async insert(
      place: Place,
      letters: readonly {
        letterId: string;
        personId: string;
        kind: LetterKind;
        occasion: string;
      }[],
      at: { notBefore: number; now: number },
    ): Promise<void> {
      const rows = letters.map(({ letterId, personId, kind, occasion }) => ({
        id: letterId,
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        person_id: personId,
        kind,
        occasion,
        state: 'waiting',
        not_before: at.notBefore,
        created_at: at.now,
      }));
      for (let from = 0; from < rows.length; from += 200)
        await db('reminder_letters')
          .insert(rows.slice(from, from + 200))
          .onConflict(['programme_id', 'person_id', 'kind', 'occasion'])
          .ignore();
    },

    async find(letterId: string): Promise<LetterToSend> {
      const row = await db('reminder_letters as l')
        .join('programmes as g', 'g.id', 'l.programme_id')
        .join('organisations as o', 'o.id', 'l.organisation_id')
        .join('people as p', 'p.id', 'l.person_id')
        .leftJoin('members as m', (join) =>
          join.on('m.programme_id', 'l.programme_id').andOn('m.person_id', 'l.person_id'),
        )
        .leftJoin('profiles as f', 'f.person_id', 'l.person_id')
        .leftJoin('reminder_settings as s', 's.programme_id', 'l.programme_id')
        .leftJoin('reminder_choices as c', (join) =>
          join.on('c.programme_id', 'l.programme_id').andOn('c.person_id', 'l.person_id'),
        )
        .where('l.id', letterId)
        .first({
          letterId: 'l.id',
          organisationId: 'l.organisation_id',
          programmeId: 'l.programme_id',
          personId: 'l.person_id',
          kind: 'l.kind',
          tries: 'l.tries',
          email: 'p.email',
          contactEmail: 'f.contact_email',
          mergedInto: 'p.merged_into',
          lmsStatus: 'm.lms_status',
          choices: 'c.choices',
          language: 'c.language',
          timeZone: 'o.time_zone',
          quietFrom: 's.quiet_from',
          quietTo: 's.quiet_to',
          weekends: 's.weekends',
          organisationName: collegeName(db),
          programmeTitle: 'g.title',
        });
      const { email, contactEmail, mergedInto, lmsStatus, choices, language, ...letter } = row;
      const { quietFrom, quietTo, weekends, ...rest } = letter;
      return {
        ...rest,
        tries: Number(rest.tries),
        address: addressOf(contactEmail, email),
        inPlace: lmsStatus === 'active' && mergedInto === null,
        choices: choices === null ? {} : fromJson<Choices>(choices),
        language: language === 'en' ? 'en' : 'ru',
        quiet:
          quietFrom === null
            ? USUAL_REMINDING
            : { quietFrom, quietTo, weekends: Boolean(weekends) },
      };
    },

    /** Where somebody is written to now; null: nowhere. */
    async addressOf(personId: string): Promise<string | null> {
      const row = await db('people as p')
        .leftJoin('profiles as f', 'f.person_id', 'p.id')
        .where('p.id', personId)
        .first({ email: 'p.email', contactEmail: 'f.contact_email' });
      return row ? addressOf(row.contactEmail, row.email) : null;
    },

    /** Puts a claimed letter off to a moment at which letters leave; that was no try. */
    async postpone(letterId: string, token: string, notBefore: number): Promise<void> {
      await db('reminder_letters')
        .where({ id: letterId, state: 'sending', claimed_by: token })
        .update({
          state: 'waiting',
          not_before: notBefore,
          claimed_by: null,
          claimed_until: null,
          tries: db.raw('tries - 1'),
        });
    },

    /** Notes to which address a letter goes. */
    async noteAddress(letterId: string, addressHash: string): Promise<void> {
      await db('reminder_letters').where('id', letterId).update({ address_hash: addressHash });
    },

    async sentTo(letterId: string): Promise<{
      organisationId: string;
      personId: string;
      addressHash: string | null;
      tries: number;
    } | null> {
      const row = await db('reminder_letters').where('id', letterId).first({
        organisationId: 'organisation_id',
        personId: 'person_id',
        addressHash: 'address_hash',
        tries: 'tries',
      });
      return row ? { ...row, tries: Number(row.tries) } : null;
    },

    /** How many letters there are of each kind in each state, of those written down since a moment. */
    async log(
      programmeId: string,
      since: number,
    ): Promise<{ kind: LetterKind; state: ReminderState; n: number }[]> {
      const rows: { kind: LetterKind; state: ReminderState; n: number | string }[] = await db(
        'reminder_letters',
      )
        .where('programme_id', programmeId)
        .where('created_at', '>=', since)
        .groupBy('kind', 'state')
        .select({ kind: 'kind', state: 'state', n: db.raw('count(*)') });
      return rows.map((row) => ({ ...row, n: Number(row.n) }));
    },

    async insertToken(
      place: Place,
      token: {
        personId: string;
        tokenHash: string;
        kind: LetterKind;
        place: string;
        role: Role;
        now: number;
        expiresAt: number;
      },
    ): Promise<void> {
      await bulkInsert(db as Knex, 'mail_tokens', [
        {
          id: newId(),
          organisation_id: place.organisationId,
          programme_id: place.programmeId,
          person_id: token.personId,
          token_hash: token.tokenHash,
          kind: token.kind,
          place: token.place,
          role: token.role,
          created_at: token.now,
          expires_at: token.expiresAt,
        },
      ]);
    },

    async openToken(tokenHash: string, now: number): Promise<OpenedToken | null> {
      const row = await db('mail_tokens as k')
        .join('people as p', 'p.id', 'k.person_id')
        .leftJoin('members as m', (join) =>
          join.on('m.programme_id', 'k.programme_id').andOn('m.person_id', 'k.person_id'),
        )
        .where('k.token_hash', tokenHash)
        .where('k.expires_at', '>', now)
        .first({
          organisationId: 'k.organisation_id',
          programmeId: 'k.programme_id',
          personId: 'k.person_id',
          kind: 'k.kind',
          place: 'k.place',
          role: 'k.role',
          mergedInto: 'p.merged_into',
          lmsStatus: 'm.lms_status',
        });
      if (!row) return null;
      const { mergedInto, lmsStatus, ...token } = row;
      return { ...token, inPlace: mergedInto === null && lmsStatus !== null };
    },

    /** Ends all addresses that letters of somebody carried. @returns how many there were */
    revokeTokens: (programmeId: string, personId: string): Promise<number> =>
      db('mail_tokens').where({ programme_id: programmeId, person_id: personId }).delete(),

    /** Takes addresses of old letters away, so many at most. */
    async dropEnded(now: number, limit: number): Promise<number> {
      const ids: string[] = await db('mail_tokens')
        .where('expires_at', '<=', now)
        .limit(limit)
        .pluck('id');
      return ids.length === 0 ? 0 : db('mail_tokens').whereIn('id', ids).delete();
    },
  };
}
