/**
 * Every column of the domain that names a person, and what a merge of two records does with it. A test
 * goes through the schema: a column that stands in neither list fails it.
 */
import type { MergePart } from '../api/merges.js';

/** A column whose rows go from the merged person to the one who is kept. */
export interface MovedColumn {
  table: string;
  column: string;
  /** As what the rows are counted for the coordinator. */
  part: MergePart;
  /** The other columns of a unique key: of two rows with the same values one is enough. */
  unique?: readonly string[];
  /** Reached by the person alone; else by the programmes of the merged person, whose index it has. */
  byPerson?: true;
  /** An author, not the person whom the row is about. */
  author?: true;
}

/** In the order in which they are moved. Tables with rules of their own: see COMBINED. */
export const MOVED_COLUMNS: readonly MovedColumn[] = [
  { table: 'person_accounts', column: 'person_id', part: 'accounts', byPerson: true },
  { table: 'pair_members', column: 'person_id', part: 'pairs', unique: ['pair_id'] },
  { table: 'meeting_attendance', column: 'person_id', part: 'meetings', unique: ['meeting_id'] },
  { table: 'meetings', column: 'author_id', part: 'other', author: true },
  { table: 'meetings', column: 'withdrawn_by', part: 'other', author: true },
  { table: 'help_requests', column: 'person_id', part: 'help' },
  { table: 'help_requests', column: 'answered_by', part: 'other', author: true },
  { table: 'grades', column: 'person_id', part: 'grades', unique: ['programme_id'] },
  { table: 'survey_receipts', column: 'person_id', part: 'answers', unique: ['wave_id'] },
  { table: 'survey_sheets', column: 'person_id', part: 'answers', unique: ['wave_id'] },
  { table: 'consents', column: 'person_id', part: 'consents' },
  { table: 'consents', column: 'actor_id', part: 'other', author: true },
  { table: 'files', column: 'person_id', part: 'consents' },
  { table: 'files', column: 'created_by', part: 'other', author: true },
  { table: 'personal_links', column: 'person_id', part: 'links' },
  { table: 'personal_links', column: 'created_by', part: 'other', author: true },
  { table: 'mentor_profiles', column: 'person_id', part: 'other', unique: [], byPerson: true },
  { table: 'participations', column: 'decided_by', part: 'other', author: true },
];

/** Columns that a merge handles by rules of their own (merge-combine.ts, merge-answers.ts). */
export const COMBINED: readonly string[] = [
  'members.person_id',
  'participations.person_id',
  'profiles.person_id',
  'survey_responses.person_id',
  'survey_responses.respondent',
];

/** Columns that keep the id of a merged person, and why. */
export const LEFT_ALONE: Readonly<Record<string, string>> = {
  'journal.actor_id': 'the journal is edited by nobody; the record of who was merged stays for it',
  'idempotency_keys.actor_id': 'answers to writes of one form, gone after a day',
  'grades.claimed_by': 'the process that sends, no person',
  'people.merged_into': 'what a merge itself writes',
  'person_merges.kept_id': 'merges are undone by these ids',
  'person_merges.merged_id': 'merges are undone by these ids',
  'person_merges.actor_id': 'a note of who decided, for the list of merges',
  'person_merges.undone_by': 'a note of who decided, for the list of merges',
  'person_distinctions.first_id': 'said of two records as they were; of a merged one nobody asks',
  'person_distinctions.second_id': 'said of two records as they were; of a merged one nobody asks',
  'person_distinctions.actor_id': 'a note of who decided',
};

/** Ids of things that are no person. A new column that ends in `_id` or `_by` is a person until it stands here. */
export const NO_PERSON: ReadonlySet<string> = new Set([
  'organisation_id',
  'programme_id',
  'predecessor_id',
  'pair_id',
  'meeting_id',
  'entity_id',
  'questionnaire_id',
  'version_id',
  'wave_id',
  'consent_id',
  'enterprise_id',
  'scan_id',
]);

/** Whether a column may hold a person, as far as its name says. */
export const mayHoldPerson = (column: string): boolean =>
  column === 'respondent' ||
  column === 'merged_into' ||
  (/_(id|by)$/.test(column) && !NO_PERSON.has(column));
