import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import { randomToken } from '../../shared/seal.js';
import type { Form, SurveyRole, WaveState } from '../api/reference.js';
import type { WaveFields } from '../api/survey-waves.js';
import type { Authority } from '../authorise.js';
import { type StoredState, settledChanges } from './wave-rules.js';

/** A wave as it is stored; what state it is in today is said by waveStateOn(). */
export interface StoredWave extends WaveFields {
  waveId: string;
  programmeId: string;
  questionnaireId: string;
  versionId: string;
  versionNumber: number;
  /** Of the version. */
  questions: number;
  role: SurveyRole;
  state: StoredState;
  answered: boolean;
  changes: number;
  linkKey: string | null;
  /** Its own id where it asks a list of people; else null. */
  list: string | null;
  /** The next day on which it reminds by itself. */
  remindNext: string | null;
  version: number;
}

export interface WaveFilter {
  questionnaireId?: string | undefined;
  role?: SurveyRole | undefined;
  form?: Form | undefined;
  /** What they are on a day: as waveStateOn() says it. */
  state?: { is: WaveState; today: string } | undefined;
}

function inState(query: Knex.QueryBuilder, { is, today }: { is: WaveState; today: string }): void {
  if (is === 'draft') query.where('w.state', 'draft');
  else if (is === 'closed')
    query.where((over) =>
      over
        .where('w.state', 'closed')
        .orWhere((ended) => ended.where('w.state', 'open').where('w.ends_on', '<', today)),
    );
  else {
    query.where('w.state', 'open').where('w.starts_on', is === 'planned' ? '>' : '<=', today);
    if (is === 'open') query.where('w.ends_on', '>=', today);
  }
}

type Row = Omit<StoredWave, 'groups' | 'remindDays' | 'list'> & {
  groups: unknown;
  remindDays: unknown;
  listed: number | boolean | null;
};

const asWave = ({ groups, remindDays, listed, ...row }: Row): StoredWave => ({
  ...row,
  list: listed ? row.waveId : null,
  remindDays: remindDays === null ? [] : fromJson<number[]>(remindDays),
  groups: groups === null ? null : fromJson<string[]>(groups),
  guests: Boolean(row.guests),
  anonymous: Boolean(row.anonymous),
  answered: Boolean(row.answered),
});

/** What leads from a person to their anonymous answers, until the wave closes. */
const newLinkKey = (): string => randomToken();

const columnsOf = (fields: WaveFields) => ({
  title: fields.title,
  form: fields.form,
  group_names: fields.groups === null ? null : toJson(fields.groups),
  among: fields.among,
  guests: fields.guests,
  starts_on: fields.startsOn,
  ends_on: fields.endsOn,
  anonymous: fields.anonymous,
  breakdown: fields.breakdown,
  remind_days: fields.remindDays.length === 0 ? null : toJson(fields.remindDays),
});

/** Who reads waves: a curator with forms given, those of these forms. */
export type WaveScope = Pick<Authority, 'programmeId' | 'scopeForms'>;

/** The SQL of waves; on a transaction: `waveStore(trx)`. */
export function waveStore(db: Db) {
  function visible({ programmeId, scopeForms }: WaveScope, filter: WaveFilter): Knex.QueryBuilder {
    const query = db('survey_waves as w').where('w.programme_id', programmeId);
    if (scopeForms !== null) query.whereIn('w.form', scopeForms);
    if (filter.questionnaireId !== undefined)
      query.where('w.questionnaire_id', filter.questionnaireId);
    if (filter.role !== undefined) query.where('w.role', filter.role);
    if (filter.form !== undefined) query.where('w.form', filter.form);
    if (filter.state !== undefined) inState(query, filter.state);
    return query;
  }

  const read = (query: Knex.QueryBuilder): Knex.QueryBuilder =>
    query.join('questionnaire_versions as v', 'v.id', 'w.version_id').select({
      waveId: 'w.id',
      programmeId: 'w.programme_id',
      questionnaireId: 'w.questionnaire_id',
      versionId: 'w.version_id',
      versionNumber: 'v.number',
      questions: 'v.questions',
      title: 'w.title',
      role: 'w.role',
      form: 'w.form',
      groups: 'w.group_names',
      among: 'w.among',
      guests: 'w.guests',
      startsOn: 'w.starts_on',
      endsOn: 'w.ends_on',
      anonymous: 'w.anonymous',
      breakdown: 'w.breakdown',
      remindDays: 'w.remind_days',
      state: 'w.state',
      answered: 'w.answered',
      changes: 'w.changes',
      linkKey: 'w.link_key',
      remindNext: 'w.remind_next',
      listed: 'w.listed',
      version: 'w.version',
    });

  return {
    async insert(
      place: Pick<Authority, 'organisationId' | 'programmeId'>,
      of: { questionnaireId: string; versionId: string; role: SurveyRole },
      fields: WaveFields,
      now: number,
      listed = false,
    ): Promise<string> {
      const id = newId();
      await db('survey_waves').insert({
        id,
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        questionnaire_id: of.questionnaireId,
        version_id: of.versionId,
        role: of.role,
        ...columnsOf(fields),
        state: 'draft',
        link_key: fields.anonymous ? newLinkKey() : null,
        listed,
        created_at: now,
      });
      return id;
    },

    /** One page, the last to end first. */
    async list(
      scope: WaveScope,
      filter: WaveFilter,
      { page, pageSize }: { page: number; pageSize: number },
    ): Promise<StoredWave[]> {
      const rows: Row[] = await read(visible(scope, filter))
        .orderBy('w.ends_on', 'desc')
        .orderBy('w.id', 'desc')
        .limit(pageSize)
        .offset((page - 1) * pageSize);
      return rows.map(asWave);
    },

    /** The newest wave of questionnaires made from a template that was opened; null: there is none. */
    async latestOfTemplate(programmeId: string, templateCode: string): Promise<StoredWave | null> {
      const row: Row | undefined = await read(visible({ programmeId, scopeForms: null }, {}))
        .join('questionnaires as q', 'q.id', 'w.questionnaire_id')
        .where('q.template_code', templateCode)
        .whereNot('w.state', 'draft')
        .orderBy('w.created_at', 'desc')
        .orderBy('w.id', 'desc')
        .first();
      return row ? asWave(row) : null;
    },

    async count(scope: WaveScope, filter: WaveFilter): Promise<number> {
      const [row] = (await visible(scope, filter).count({ n: '*' })) as { n: number | string }[];
      return Number(row?.n ?? 0);
    },

    async find(scope: WaveScope, waveId: string): Promise<StoredWave | null> {
      const row: Row | undefined = await read(visible(scope, {})).where('w.id', waveId).first();
      return row ? asWave(row) : null;
    },

    /** The anonymous waves of a questionnaire that were opened, the last to end first. */
    async anonymousOf(
      programmeId: string,
      questionnaireId: string,
      atMost: number,
    ): Promise<StoredWave[]> {
      const all = visible({ programmeId, scopeForms: null }, { questionnaireId });
      const rows: Row[] = await read(all)
        .where('w.anonymous', true)
        .whereNot('w.state', 'draft')
        .orderBy('w.ends_on', 'desc')
        .orderBy('w.id', 'desc')
        .limit(atMost);
      return rows.map(asWave);
    },

    /** The waves that a role was ever asked, the last to end first. */
    async askedOf(programmeId: string, role: SurveyRole, atMost: number): Promise<StoredWave[]> {
      const rows: Row[] = await read(visible({ programmeId, scopeForms: null }, { role }))
        .whereNot('w.state', 'draft')
        .orderBy('w.ends_on', 'desc')
        .orderBy('w.id', 'desc')
        .limit(atMost);
      return rows.map(asWave);
    },

    /**
     * Changes a wave over the version that the caller saw; what the first answer settles, only while
     * there is none. False: somebody was faster.
     */
    async update(
      wave: StoredWave,
      next: WaveFields,
      { version, remindNext }: { version: number; remindNext: string | null },
    ): Promise<boolean> {
      const query = db('survey_waves').where({ id: wave.waveId, version });
      if (settledChanges(wave, next).length > 0) query.where('answered', false);
      const linkKey = next.anonymous ? (wave.linkKey ?? newLinkKey()) : null;
      const met = await query.update({
        ...columnsOf(next),
        remind_next: remindNext,
        // The key of a wave that is over has been forgotten, and no other comes in its place.
        ...(wave.state === 'closed' ? {} : { link_key: linkKey }),
        version: version + 1,
      });
      return met === 1;
    },

    /** Opens or closes over the version that the caller saw; closed, the link key is forgotten. */
    async setState(
      waveId: string,
      state: StoredState,
      { version, remindNext }: { version: number; remindNext: string | null },
    ): Promise<boolean> {
      const met = await db('survey_waves')
        .where({ id: waveId, version })
        .update({
          state,
          remind_next: remindNext,
          version: version + 1,
          ...(state === 'closed' ? { link_key: null } : {}),
        });
      return met === 1;
    },

    /** Deletes a wave that was never opened, over the version that the caller saw. */
    async deleteDraft(waveId: string, version: number): Promise<boolean> {
      const met = await db('survey_waves').where({ id: waveId, version, state: 'draft' }).delete();
      return met === 1;
    },

    /** Closes an anonymous wave whose last day has gone; false: somebody did. */
    async closeEnded(waveId: string, today: string): Promise<boolean> {
      const met = await db('survey_waves')
        .where({ id: waveId, state: 'open', anonymous: true })
        .where('ends_on', '<', today)
        .update({
          state: 'closed',
          link_key: null,
          remind_next: null,
          version: db.raw('version + 1'),
        });
      return met === 1;
    },

    /**
     * Claims the wave for saving an answer: it is still open, asks what was read, and from now on is
     * answered. Answers to one wave are saved one after the other. False: it has changed since.
     */
    async claim({ waveId, versionId, startsOn, endsOn }: StoredWave): Promise<boolean> {
      const met = await db('survey_waves')
        .where({
          id: waveId,
          state: 'open',
          version_id: versionId,
          starts_on: startsOn,
          ends_on: endsOn,
        })
        .update({ answered: true, changes: db.raw('changes + 1') });
      return met === 1;
    },
  };
}
