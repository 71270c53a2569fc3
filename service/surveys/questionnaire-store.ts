import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import type { Definition } from '../api/questionnaire-definition.js';
import type { QuestionnaireRow } from '../api/questionnaires.js';
import type { SurveyRole, SurveyStage } from '../api/reference.js';
import { sortKey } from '../names/index.js';

/** A questionnaire with the version that it asks now. */
export interface StoredQuestionnaire extends QuestionnaireRow {
  versionId: string;
}

/** A version as it is stored. */
export interface StoredVersion {
  versionId: string;
  number: number;
  questions: number;
  answered: boolean;
  edits: number;
  createdAt: number;
}

interface Place {
  organisationId: string;
  programmeId: string;
}

export interface NewQuestionnaire extends Place {
  title: string;
  templateCode: string | null;
  role: SurveyRole;
  stage: SurveyStage;
  definition: Definition;
  now: number;
}

/** A questionnaire with what it asks now. */
type Asking = Pick<QuestionnaireRow, 'questionnaireId' | 'title' | 'role' | 'stage'> & {
  definition: Definition;
};

interface Filter {
  programmeId: string;
  role?: SurveyRole | undefined;
  stage?: SurveyStage | undefined;
  which?: 'current' | 'archived' | undefined;
}

const VERSION_COLUMNS = {
  versionId: 'id',
  number: 'number',
  questions: 'questions',
  answered: 'answered',
  edits: 'edits',
  createdAt: 'created_at',
} as const;

const asVersion = (row: StoredVersion): StoredVersion => ({
  ...row,
  answered: Boolean(row.answered),
  createdAt: Number(row.createdAt),
});

/** The SQL of questionnaires and their versions; on a transaction: `questionnaireStore(trx)`. */
export function questionnaireStore(db: Db) {
  const filtered = ({ programmeId, role, stage, which }: Filter): Knex.QueryBuilder => {
    const query = db('questionnaires as q').where('q.programme_id', programmeId);
    if (role !== undefined) query.where('q.role', role);
    if (stage !== undefined) query.where('q.stage', stage);
    if (which === 'current') query.whereNull('q.archived_at');
    if (which === 'archived') query.whereNotNull('q.archived_at');
    return query;
  };

  const read = (query: Knex.QueryBuilder): Knex.QueryBuilder =>
    query.join('questionnaire_versions as v', 'v.id', 'q.version_id').select({
      questionnaireId: 'q.id',
      title: 'q.title',
      templateCode: 'q.template_code',
      role: 'q.role',
      stage: 'q.stage',
      versionId: 'q.version_id',
      versionNumber: 'v.number',
      questions: 'v.questions',
      answered: 'v.answered',
      archived: 'q.archived_at',
      waves: db('survey_waves as w')
        .whereRaw('w.programme_id = q.programme_id and w.questionnaire_id = q.id')
        .count('*'),
      version: 'q.version',
    });

  const asRow = (row: StoredQuestionnaire): StoredQuestionnaire => ({
    ...row,
    answered: Boolean(row.answered),
    archived: row.archived !== null,
    waves: Number(row.waves),
  });

  async function insertVersion(
    place: Place & { questionnaireId: string },
    version: { id: string; number: number; definition: Definition; now: number },
  ): Promise<void> {
    await db('questionnaire_versions').insert({
      id: version.id,
      organisation_id: place.organisationId,
      programme_id: place.programmeId,
      questionnaire_id: place.questionnaireId,
      number: version.number,
      definition: toJson(version.definition),
      questions: version.definition.questions.length,
      created_at: version.now,
    });
  }

  return {
    insertVersion,

    async insert(fresh: NewQuestionnaire): Promise<string> {
      const [questionnaireId, versionId] = [newId(), newId()];
      await db('questionnaires').insert({
        id: questionnaireId,
        organisation_id: fresh.organisationId,
        programme_id: fresh.programmeId,
        title: fresh.title,
        sort_key: sortKey(fresh.title),
        template_code: fresh.templateCode,
        role: fresh.role,
        stage: fresh.stage,
        version_id: versionId,
        created_at: fresh.now,
      });
      await insertVersion(
        { ...fresh, questionnaireId },
        { id: versionId, number: 1, definition: fresh.definition, now: fresh.now },
      );
      return questionnaireId;
    },

    /** One page in the order of titles. */
    async list(
      filter: Filter,
      { page, pageSize }: { page: number; pageSize: number },
    ): Promise<StoredQuestionnaire[]> {
      const rows: StoredQuestionnaire[] = await read(filtered(filter))
        .orderBy('q.sort_key')
        .orderBy('q.id')
        .limit(pageSize)
        .offset((page - 1) * pageSize);
      return rows.map(asRow);
    },

    async count(filter: Filter): Promise<number> {
      const [row] = (await filtered(filter).count({ n: '*' })) as { n: number | string }[];
      return Number(row?.n ?? 0);
    },

    async find(programmeId: string, questionnaireId: string): Promise<StoredQuestionnaire | null> {
      const row = await read(filtered({ programmeId })).where('q.id', questionnaireId).first();
      return row ? asRow(row) : null;
    },

    /** The newest of a template that is not put away and asks something; null: there is none. */
    async currentOfTemplate(
      programmeId: string,
      templateCode: string,
    ): Promise<StoredQuestionnaire | null> {
      const row = await read(filtered({ programmeId, which: 'current' }))
        .where('q.template_code', templateCode)
        .where('v.questions', '>', 0)
        .orderBy('q.created_at', 'desc')
        .orderBy('q.id', 'desc')
        .first();
      return row ? asRow(row) : null;
    },

    /** What the current questionnaires ask, in the order of titles. */
    async currentDefinitions(programmeId: string, atMost: number): Promise<Asking[]> {
      const rows: (Omit<Asking, 'definition'> & { definition: unknown })[] = await filtered({
        programmeId,
        which: 'current',
      })
        .join('questionnaire_versions as v', 'v.id', 'q.version_id')
        .orderBy('q.sort_key')
        .orderBy('q.id')
        .limit(atMost)
        .select({
          questionnaireId: 'q.id',
          title: 'q.title',
          role: 'q.role',
          stage: 'q.stage',
          definition: 'v.definition',
        });
      return rows.map((row) => ({ ...row, definition: fromJson<Definition>(row.definition) }));
    },

    /** All versions, newest first. */
    async versions(programmeId: string, questionnaireId: string): Promise<StoredVersion[]> {
      const rows: StoredVersion[] = await db('questionnaire_versions')
        .where({ programme_id: programmeId, questionnaire_id: questionnaireId })
        .orderBy('number', 'desc')
        .select(VERSION_COLUMNS);
      return rows.map(asVersion);
    },

    /** One version with what it asks. */
    async version(
      programmeId: string,
      versionId: string,
    ): Promise<(StoredVersion & { definition: Definition }) | null> {
      const row = await db('questionnaire_versions')
        .where({ programme_id: programmeId, id: versionId })
        .first({ ...VERSION_COLUMNS, definition: 'definition' });
      return row ? { ...asVersion(row), definition: fromJson<Definition>(row.definition) } : null;
    },

    /** What the versions that were answered ask, the oldest first. */
    async answeredDefinitions(programmeId: string, questionnaireId: string): Promise<Definition[]> {
      const rows: { definition: unknown }[] = await db('questionnaire_versions')
        .where({ programme_id: programmeId, questionnaire_id: questionnaireId, answered: true })
        .orderBy('number')
        .select('definition');
      return rows.map((row) => fromJson<Definition>(row.definition));
    },

    /** Changes the head over the version that the caller saw; false: there is a newer one. */
    async update(
      programmeId: string,
      questionnaireId: string,
      version: number,
      next: { title: string; stage: SurveyStage },
    ): Promise<boolean> {
      const met = await db('questionnaires')
        .where({ programme_id: programmeId, id: questionnaireId, version })
        .update({
          title: next.title,
          sort_key: sortKey(next.title),
          stage: next.stage,
          version: version + 1,
        });
      return met === 1;
    },

    /** Puts away, or takes out, over the version that the caller saw; false: there is a newer one. */
    async archive(
      programmeId: string,
      questionnaireId: string,
      to: { version: number; at: number | null },
    ): Promise<boolean> {
      const met = await db('questionnaires')
        .where({ programme_id: programmeId, id: questionnaireId, version: to.version })
        .update({ archived_at: to.at, version: to.version + 1 });
      return met === 1;
    },

    /** Deletes one with its versions; false: there is a newer version of it. */
    async remove(programmeId: string, questionnaireId: string, version: number): Promise<boolean> {
      const of = { programme_id: programmeId, questionnaire_id: questionnaireId };
      const met = await db('questionnaires')
        .where({ programme_id: programmeId, id: questionnaireId, version })
        .delete();
      if (met === 1) await db('questionnaire_versions').where(of).delete();
      return met === 1;
    },

    /** From now on new waves ask this version. */
    async pointTo(questionnaireId: string, versionId: string): Promise<void> {
      await db('questionnaires').where('id', questionnaireId).update({ version_id: versionId });
    },

    /** Corrects a version that nobody has answered; false: somebody has meanwhile. */
    async correctVersion(versionId: string, definition: Definition): Promise<boolean> {
      const met = await db('questionnaire_versions')
        .where({ id: versionId, answered: false })
        .update({
          definition: toJson(definition),
          questions: definition.questions.length,
          edits: db.raw('edits + 1'),
        });
      return met === 1;
    },

    /** Notes the first answer to what was read; false: it was corrected in between. */
    async noteAnswered(versionId: string, edits: number): Promise<boolean> {
      const met = await db('questionnaire_versions')
        .where({ id: versionId, edits })
        .update({ answered: true });
      return met === 1;
    },

    /** Waves that nobody has answered go on with another version. */
    async moveWaves(programmeId: string, questionnaireId: string, versionId: string) {
      await db('survey_waves')
        .where({ programme_id: programmeId, questionnaire_id: questionnaireId, answered: false })
        .update({ version_id: versionId });
    },
  };
}
