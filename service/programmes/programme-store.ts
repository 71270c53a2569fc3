import type { Knex } from 'knex';
import type { Db } from '../../shared/db/connect.js';
import { fromJson, toJson } from '../../shared/db/dialect.js';
import type { Form, ProgressPart } from '../api/index.js';

/** A programme as it is stored, with what it needs of its organisation. */
export interface ProgrammeRow {
  programmeId: string;
  organisationId: string;
  /** As documents have it. */
  organisationName: string;
  registeredName: string;
  timeZone: string;
  title: string;
  startsOn: string;
  endsOn: string;
  forms: Form[];
  meetingEveryDays: number;
  feedbackEveryDays: number;
  weights: Record<ProgressPart, number>;
  setUp: boolean;
  /** The programme that its courses belong to now; null: it is there itself. */
  continuedIn: string | null;
  version: number;
}

export type ProgrammeValues = Pick<
  ProgrammeRow,
  'title' | 'startsOn' | 'endsOn' | 'forms' | 'meetingEveryDays' | 'feedbackEveryDays' | 'weights'
>;

export interface StoredProgramme {
  id: string;
  organisation_id: string;
  organisation_name: string;
  college_name: string | null;
  time_zone: string;
  title: string;
  starts_on: string;
  ends_on: string;
  forms: unknown;
  meeting_every_days: number;
  feedback_every_days: number;
  weights: unknown;
  set_up: number | boolean;
  continued_in: string | null;
  version: number;
}

export const programmeFrom = (row: StoredProgramme): ProgrammeRow => ({
  programmeId: row.id,
  organisationId: row.organisation_id,
  organisationName: row.college_name ?? row.organisation_name,
  registeredName: row.organisation_name,
  timeZone: row.time_zone,
  title: row.title,
  startsOn: row.starts_on,
  endsOn: row.ends_on,
  forms: fromJson<Form[]>(row.forms),
  meetingEveryDays: row.meeting_every_days,
  feedbackEveryDays: row.feedback_every_days,
  // Kept before plans counted: they have no weight there.
  weights: { plan: 0, ...fromJson<Omit<Record<ProgressPart, number>, 'plan'>>(row.weights) },
  setUp: Boolean(row.set_up),
  continuedIn: row.continued_in,
  version: row.version,
});

const toStored = (values: ProgrammeValues) => ({
  title: values.title,
  starts_on: values.startsOn,
  ends_on: values.endsOn,
  forms: toJson(values.forms),
  meeting_every_days: values.meetingEveryDays,
  feedback_every_days: values.feedbackEveryDays,
  weights: toJson(values.weights),
});

/** The columns of a programme joined with its organisation; the aliases are those of `find`. */
export const PROGRAMME_COLUMNS = [
  'g.id',
  'g.organisation_id',
  'o.name as organisation_name',
  'g.college_name',
  'o.time_zone',
  'g.title',
  'g.starts_on',
  'g.ends_on',
  'g.forms',
  'g.meeting_every_days',
  'g.feedback_every_days',
  'g.weights',
  'g.set_up',
  'g.continued_in',
  'g.version',
] as const;

/** What another store selects as the college's name, of a programme `g` with its organisation `o`. */
export const collegeName = (db: Db | Knex.Transaction): Knex.Raw =>
  db.raw('coalesce(g.college_name, o.name)');

/** A name as it is stored: null where it is the registered one, or none. */
const otherName = (name: string, registered: string): string | null =>
  name === '' || name === registered ? null : name;

const ORGANISATIONS_AT_MOST = 500;

/** The SQL of organisations, programmes and their courses; on a transaction: `programmeStore(trx)`. */
export function programmeStore(db: Db) {
  return {
    async find(programmeId: string): Promise<ProgrammeRow | null> {
      const row: StoredProgramme | undefined = await db('programmes as g')
        .join('organisations as o', 'o.id', 'g.organisation_id')
        .where('g.id', programmeId)
        .first(...PROGRAMME_COLUMNS);
      return row ? programmeFrom(row) : null;
    },

    async insertOrganisation(
      id: string,
      name: string,
      timeZone: string,
      now: number,
    ): Promise<void> {
      await db('organisations').insert({ id, name, time_zone: timeZone, created_at: now });
    },

    /** By id, or by name; the oldest first. */
    async findOrganisations(by: {
      organisationIds?: string[] | undefined;
      name?: string | undefined;
    }): Promise<{ organisationId: string; name: string }[]> {
      const query = db('organisations').orderBy(['created_at', 'id']).limit(ORGANISATIONS_AT_MOST);
      if (by.organisationIds) query.whereIn('id', by.organisationIds);
      else query.where('name', by.name ?? '');
      return query.select({ organisationId: 'id', name: 'name' });
    },

    async timeZoneOf(organisationId: string): Promise<string | null> {
      const row: { time_zone: string } | undefined = await db('organisations')
        .where('id', organisationId)
        .first('time_zone');
      return row?.time_zone ?? null;
    },

    /** A new programme that is not set up yet. */
    async insert(
      id: string,
      organisationId: string,
      values: ProgrammeValues,
      now: number,
      setUp = false,
    ): Promise<void> {
      await db('programmes').insert({
        id,
        organisation_id: organisationId,
        ...toStored(values),
        set_up: setUp,
        created_at: now,
      });
    },

    /** Fails as a duplicate when the course already has a programme. */
    async insertCourse(
      id: string,
      organisationId: string,
      courseKey: string,
      programmeId: string,
      now: number,
    ): Promise<void> {
      await db('programme_courses').insert({
        id,
        organisation_id: organisationId,
        course_key: courseKey,
        programme_id: programmeId,
        created_at: now,
      });
    },

    /** Other first values of a programme that is not set up; a form that shows the old ones is outdated. */
    async suggest(
      programmeId: string,
      values: ProgrammeValues,
      {
        organisationName,
        registeredName,
      }: Pick<ProgrammeRow, 'organisationName' | 'registeredName'>,
    ): Promise<void> {
      await db('programmes')
        .where({ id: programmeId, set_up: false })
        .update({
          ...toStored(values),
          college_name: otherName(organisationName, registeredName),
          version: db.raw('version + 1'),
        });
    },

    /** True when the version was met; the programme is set up from then on. */
    async update(
      programmeId: string,
      version: number,
      values: ProgrammeValues & Pick<ProgrammeRow, 'organisationName' | 'registeredName'>,
    ): Promise<boolean> {
      const met = await db('programmes')
        .where({ id: programmeId, version })
        .whereNull('continued_in')
        .update({
          ...toStored(values),
          college_name: otherName(values.organisationName, values.registeredName),
          set_up: true,
          version: version + 1,
        });
      return met === 1;
    },
  };
}
