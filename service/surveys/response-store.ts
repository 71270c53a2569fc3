import { randomUUID } from 'node:crypto';
import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { randomToken, sha256 } from '../../shared/seal.js';
import type { Answers } from '../api/questionnaire-definition.js';
import type { Authority } from '../authorise.js';
import { isNarrowing, type PeopleFilter, peopleOf } from './audience-queries.js';
import type { Handed } from './results-rules.js';
import type { StoredWave } from './wave-store.js';

export interface StoredResponse {
  responseId: string;
  state: 'draft' | 'submitted';
  answers: Answers;
  version: number;
  savedAt: number | null;
}

/** What is saved of a person's answers. */
export interface Saved {
  state: 'draft' | 'submitted';
  answers: Answers;
  /** Of an anonymous wave: its part of the breakdown. */
  part: string | null;
  /** Of an anonymous wave: the pass of a personal link by which it is saved; null: no link. */
  passHash: string | null;
  now: number;
}

/** Somebody's answers to a named wave. */
export interface Sheet {
  personId: string;
  name: string;
  groupName: string | null;
  savedAt: number | null;
  answers: Answers;
}

/** Which answers of a named wave: by the person's form or group. */
export type ResponseFilter = PeopleFilter;

/** Read at a time: some megabytes. */
const CHUNK = 2000;

/** Under what somebody's answers to an anonymous wave are kept while its key is there. */
export const anonymousRespondent = (linkKey: string, personId: string): string =>
  sha256(`${linkKey}|${personId}`);

/** Under what a person's answers are kept; null: nothing leads there any more. */
function respondentOf({ anonymous, linkKey }: StoredWave, personId: string): string | null {
  if (!anonymous) return personId;
  if (linkKey === null) return null;
  return anonymousRespondent(linkKey, personId);
}

/** The SQL of answers and receipts; on a transaction: `responseStore(trx)`. */
export function responseStore(db: Db) {
  function submitted(wave: StoredWave, filter: ResponseFilter): Knex.QueryBuilder {
    const query = db('survey_responses as s').where({
      's.programme_id': wave.programmeId,
      's.wave_id': wave.waveId,
      's.state': 'submitted',
    });
    if (isNarrowing(filter)) query.whereIn('s.person_id', peopleOf(db, wave, filter));
    return query;
  }

  return {
    /** Somebody's answers to a wave, or null. */
    async find(wave: StoredWave, personId: string): Promise<StoredResponse | null> {
      const respondent = respondentOf(wave, personId);
      if (respondent === null) return null;
      const row = await db('survey_responses').where({ wave_id: wave.waveId, respondent }).first({
        responseId: 'id',
        state: 'state',
        answers: 'answers',
        version: 'version',
        savedAt: 'saved_at',
      });
      if (!row) return null;
      const savedAt = row.savedAt === null ? null : Number(row.savedAt);
      return { ...row, savedAt, answers: fromJson<Answers>(row.answers) };
    },

    /** The first answers of a person: their receipt, and apart from it the answers. */
    async insert(
      place: Pick<Authority, 'organisationId' | 'programmeId'>,
      wave: StoredWave,
      personId: string,
      saved: Saved,
    ): Promise<void> {
      const base = {
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        wave_id: wave.waveId,
        state: saved.state,
      };
      const receipt = { person_id: personId, pass_hash: saved.passHash };
      await db('survey_receipts').insert({ id: randomUUID(), ...base, ...receipt });
      await db('survey_responses').insert({
        // Random: ids that grow with time would tell in which order people answered.
        id: randomUUID(),
        ...base,
        respondent: respondentOf(wave, personId),
        person_id: wave.anonymous ? null : personId,
        version_id: wave.versionId,
        part: saved.part,
        answers: toJson(saved.answers),
        saved_at: wave.anonymous ? null : saved.now,
      });
    },

    /**
     * Answers off a blank sheet of an anonymous wave: kept under a random name that is written nowhere
     * else, so that they can be found again by nobody. False: they are over none that were there.
     */
    async insertNobodys(
      place: Pick<Authority, 'organisationId' | 'programmeId'>,
      wave: StoredWave,
      saved: Saved,
    ): Promise<false> {
      await db('survey_responses').insert({
        id: randomUUID(),
        organisation_id: place.organisationId,
        programme_id: place.programmeId,
        wave_id: wave.waveId,
        respondent: sha256(randomToken()),
        person_id: null,
        version_id: wave.versionId,
        part: saved.part,
        state: saved.state,
        answers: toJson(saved.answers),
        saved_at: null,
        on_paper: true,
      });
      return false;
    },

    /** Changes answers over the version that was read; false: there is a newer one. */
    async update(
      wave: StoredWave,
      personId: string,
      { responseId, version }: Pick<StoredResponse, 'responseId' | 'version'>,
      saved: Saved,
    ): Promise<boolean> {
      const met = await db('survey_responses')
        .where({ id: responseId, version })
        .update({
          state: saved.state,
          answers: toJson(saved.answers),
          saved_at: wave.anonymous ? null : saved.now,
          version: version + 1,
        });
      if (met !== 1) return false;
      await db('survey_receipts')
        .where({ wave_id: wave.waveId, person_id: personId })
        .update({ state: saved.state, pass_hash: saved.passHash });
      return true;
    },

    /** What nobody handed in of a closed anonymous wave: nobody can ever finish it, nor read it. */
    async dropDrafts(waveId: string): Promise<void> {
      await db('survey_responses').where({ wave_id: waveId, state: 'draft' }).delete();
    },

    /** All that was handed in under a filter, in no order that tells anything. */
    async handed(wave: StoredWave, filter: ResponseFilter): Promise<Handed[]> {
      const all: Handed[] = [];
      for (let after = ''; ; ) {
        const rows: { id: string; answers: unknown; part: string | null; on_paper: unknown }[] =
          await submitted(wave, filter)
            .where('s.id', '>', after)
            .orderBy('s.id')
            .limit(CHUNK)
            .select('s.id', 's.answers', 's.part', 's.on_paper');
        for (const { answers, part, on_paper: onPaper } of rows)
          all.push({ answers: fromJson<Answers>(answers), part, onPaper: Boolean(onPaper) });
        if (rows.length < CHUNK) return all;
        after = rows.at(-1)?.id ?? '';
      }
    },

    /** One page of what was handed in to a named wave, in the order of names, and how many there are. */
    async sheets(
      wave: StoredWave,
      filter: ResponseFilter,
      { page, pageSize }: { page: number; pageSize: number },
    ): Promise<{ rows: Sheet[]; total: number }> {
      const rows: (Omit<Sheet, 'answers'> & { answers: unknown })[] = await submitted(wave, filter)
        .join('members as n', (join) =>
          join.on('n.programme_id', 's.programme_id').andOn('n.person_id', 's.person_id'),
        )
        .join('people as p', 'p.id', 's.person_id')
        .orderBy('n.sort_key')
        .orderBy('s.person_id')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select({
          personId: 's.person_id',
          name: 'p.name',
          groupName: 'n.group_name',
          savedAt: 's.saved_at',
          answers: 's.answers',
        });
      const [count] = (await submitted(wave, filter)
        .whereNotNull('s.person_id')
        .count({ n: '*' })) as { n: number | string }[];
      return {
        rows: rows.map((row) => ({
          ...row,
          savedAt: row.savedAt === null ? null : Number(row.savedAt),
          answers: fromJson<Answers>(row.answers),
        })),
        total: Number(count?.n ?? 0),
      };
    },

    /** One page of what was answered to a question in words, and how many there are. */
    async texts(
      wave: StoredWave,
      question: string,
      filter: ResponseFilter & { part?: string | undefined; paperOnly?: boolean },
      { page, pageSize }: { page: number; pageSize: number },
    ): Promise<{ rows: string[]; total: number }> {
      const matching = () => {
        const query = submitted(wave, filter).whereRaw(
          'json_extract(s.answers, ?) is not null',
          // Codes are letters, digits and underscores: see definition-rules.ts.
          [`$."${question}"`],
        );
        if (filter.part !== undefined) query.where('s.part', filter.part);
        if (filter.paperOnly) query.where('s.on_paper', true);
        return query;
      };
      // Of an anonymous wave by the words themselves: in one order for all questions, the third answer to
      // each would be one person's, and who is known by one text would be known by all.
      const inOrder = wave.anonymous
        ? matching().orderByRaw('substr(json_extract(s.answers, ?), 1, 64)', [`$."${question}"`])
        : matching();
      const rows: { answers: unknown }[] = await inOrder
        .orderBy('s.id')
        .limit(pageSize)
        .offset((page - 1) * pageSize)
        .select('s.answers');
      const [count] = (await matching().count({ n: '*' })) as { n: number | string }[];
      return {
        rows: rows.map(({ answers }) => String(fromJson<Answers>(answers)[question])),
        total: Number(count?.n ?? 0),
      };
    },
  };
}
