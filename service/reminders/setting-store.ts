import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import { type LetterKind, type LetterLanguage, USUAL_REMINDING } from '../api/remind-reference.js';
import type { DigestSettings } from './quiet-rules.js';
import type { Choices } from './way-rules.js';

export interface Versioned {
  /** 0: nothing is stored yet, what is usual holds. */
  version: number;
}

export interface StoredText extends Versioned {
  kind: LetterKind;
  language: LetterLanguage;
  subjectLine: string;
  body: string;
}

export interface StoredChoices extends Versioned {
  choices: Choices;
  /** Null: nobody has said. */
  language: LetterLanguage | null;
}

interface Place {
  organisationId: string;
  programmeId: string;
}

interface SettingsRow {
  quietFrom: string;
  quietTo: string;
  weekends: unknown;
  digestDay: number;
  digestHour: number;
}

const SETTINGS = {
  quietFrom: 'quiet_from',
  quietTo: 'quiet_to',
  weekends: 'weekends',
  digestDay: 'digest_day',
  digestHour: 'digest_hour',
};

/** The SQL of what is set about letters; on a transaction: `settingStore(trx)`. */
export function settingStore(db: Db) {
  /** Puts a row into its place: the first of several that do so at once does, over a version the one who saw it. */
  async function put(
    table: string,
    key: Record<string, string>,
    { organisationId }: Place,
    values: Record<string, string | number | boolean>,
    { version, now }: Versioned & { now: number },
  ): Promise<boolean> {
    if (version > 0) {
      const met = await db(table)
        .where({ ...key, version })
        .update({ ...values, version: version + 1, changed_at: now });
      return met === 1;
    }
    try {
      await db(table).insert({
        id: newId(),
        organisation_id: organisationId,
        ...key,
        ...values,
        changed_at: now,
      });
      return true;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
      return false;
    }
  }

  return {
    async settings(programmeId: string): Promise<DigestSettings & Versioned> {
      const row = await db('reminder_settings')
        .where('programme_id', programmeId)
        .first<(SettingsRow & Versioned) | undefined>({ ...SETTINGS, version: 'version' });
      if (!row) return { ...USUAL_REMINDING, version: 0 };
      return { ...row, weekends: Boolean(row.weekends) };
    },

    /** False: somebody was faster. */
    putSettings: (place: Place, values: DigestSettings, at: Versioned & { now: number }) =>
      put(
        'reminder_settings',
        { programme_id: place.programmeId },
        place,
        {
          quiet_from: values.quietFrom,
          quiet_to: values.quietTo,
          weekends: values.weekends,
          digest_day: values.digestDay,
          digest_hour: values.digestHour,
        },
        at,
      ),

    async texts(programmeId: string): Promise<StoredText[]> {
      return db('reminder_texts').where('programme_id', programmeId).select({
        kind: 'kind',
        language: 'language',
        subjectLine: 'subject_line',
        body: 'body',
        version: 'version',
      });
    },

    async text(
      programmeId: string,
      kind: LetterKind,
      language: LetterLanguage,
    ): Promise<{ subjectLine: string; body: string } | null> {
      const row = await db('reminder_texts')
        .where({ programme_id: programmeId, kind, language })
        .first({ subjectLine: 'subject_line', body: 'body' });
      return row ?? null;
    },

    putText: (
      place: Place,
      { kind, language, subjectLine, body }: Omit<StoredText, 'version'>,
      at: Versioned & { now: number },
    ) =>
      put(
        'reminder_texts',
        { programme_id: place.programmeId, kind, language },
        place,
        { subject_line: subjectLine, body },
        at,
      ),

    /** False: it was changed since the caller saw it. */
    async dropText(
      programmeId: string,
      of: { kind: LetterKind; language: LetterLanguage; version: number },
    ): Promise<boolean> {
      const met = await db('reminder_texts')
        .where({ programme_id: programmeId, kind: of.kind, language: of.language })
        .where('version', of.version)
        .delete();
      return met === 1;
    },

    async choices(programmeId: string, personId: string): Promise<StoredChoices> {
      const found = await this.choicesOf(programmeId, [personId]);
      return found.get(personId) ?? { choices: {}, language: null, version: 0 };
    },

    /** What these people chose; who chose nothing is left out. */
    async choicesOf(
      programmeId: string,
      personIds: readonly string[],
    ): Promise<Map<string, StoredChoices>> {
      if (personIds.length === 0) return new Map();
      const rows: {
        personId: string;
        choices: unknown;
        language: string;
        version: number;
      }[] = await db('reminder_choices')
        .where('programme_id', programmeId)
        .whereIn('person_id', [...new Set(personIds)])
        .select({
          personId: 'person_id',
          choices: 'choices',
          language: 'language',
          version: 'version',
        });
      return new Map(
        rows.map(({ personId, choices, language, version }) => [
          personId,
          {
            choices: fromJson<Choices>(choices),
            language: language === 'en' ? 'en' : 'ru',
            version,
          },
        ]),
      );
    },

    putChoices: (
      place: Place,
      personId: string,
      { choices, language }: { choices: Choices; language: LetterLanguage },
      at: Versioned & { now: number },
    ) =>
      put(
        'reminder_choices',
        { programme_id: place.programmeId, person_id: personId },
        place,
        { choices: toJson(choices), language },
        at,
      ),
  };
}
