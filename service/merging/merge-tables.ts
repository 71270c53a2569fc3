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
  /** Of two rows with one key, the one that has something in this column stands. */
  filled?: string;
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
  // Never two of one pair: who both have one there are not merged (sharedPairs()). So none is taken away.
  { table: 'plans', column: 'person_id', part: 'other' },
  { table: 'plan_versions', column: 'offered_by', part: 'other', author: true },
  { table: 'plan_versions', column: 'confirmed_by', part: 'other', author: true },
  { table: 'planned_meetings', column: 'proposed_by', part: 'other', author: true },
  {
    table: 'planned_meeting_answers',
    column: 'person_id',
    part: 'meetings',
    unique: ['planned_meeting_id'],
  },
  { table: 'calendar_feeds', column: 'person_id', part: 'other', unique: ['programme_id'] },
  { table: 'help_requests', column: 'person_id', part: 'help' },
  { table: 'help_messages', column: 'author_id', part: 'other', author: true },
  { table: 'help_requests', column: 'answered_by', part: 'other', author: true },
  { table: 'grades', column: 'person_id', part: 'grades', unique: ['programme_id'] },
  { table: 'survey_receipts', column: 'person_id', part: 'answers', unique: ['wave_id'] },
  { table: 'survey_sheets', column: 'person_id', part: 'answers', unique: ['wave_id'] },
  {
    table: 'survey_wave_people',
    column: 'person_id',
    part: 'other',
    unique: ['wave_id', 'part'],
  },
  {
    table: 'wave_reminders',
    column: 'person_id',
    part: 'other',
    unique: ['wave_id', 'on_date'],
  },
  { table: 'pair_letters', column: 'person_id', part: 'other', unique: ['pair_id', 'event_id'] },
  {
    table: 'reminders',
    column: 'person_id',
    part: 'other',
    unique: ['programme_id', 'kind', 'thing'],
  },
  {
    table: 'reminder_letters',
    column: 'person_id',
    part: 'other',
    unique: ['programme_id', 'kind', 'occasion'],
  },
  { table: 'reminder_choices', column: 'person_id', part: 'other', unique: ['programme_id'] },
  { table: 'mail_tokens', column: 'person_id', part: 'other' },
  {
    table: 'refused_addresses',
    column: 'person_id',
    part: 'other',
    unique: ['address_hash'],
    byPerson: true,
  },
  { table: 'pair_pauses', column: 'person_id', part: 'other' },
  { table: 'pair_events', column: 'person_id', part: 'other' },
  { table: 'pair_events', column: 'other_id', part: 'other' },
  { table: 'pair_events', column: 'actor_id', part: 'other', author: true },
  { table: 'pair_thanks', column: 'person_id', part: 'other', unique: ['pair_id'] },
  { table: 'pair_thanks', column: 'hidden_by', part: 'other', author: true },
  { table: 'pair_reflections', column: 'person_id', part: 'other', unique: ['pair_id'] },
  {
    table: 'mentor_wishes',
    column: 'person_id',
    part: 'other',
    unique: ['programme_id'],
    filled: 'made_on',
  },
  { table: 'mentor_wishes', column: 'made_by', part: 'other', author: true },
  { table: 'mentor_reports', column: 'submitted_by', part: 'other', author: true },
  { table: 'mentor_reports', column: 'decided_by', part: 'other', author: true },
  { table: 'mentor_report_versions', column: 'submitted_by', part: 'other', author: true },
  { table: 'mentor_report_versions', column: 'accepted_by', part: 'other', author: true },
  { table: 'pair_cases', column: 'updated_by', part: 'other', author: true },
  { table: 'closing_papers', column: 'person_id', part: 'other' },
  { table: 'closing_papers', column: 'issued_by', part: 'other', author: true },
  { table: 'closing_papers', column: 'revoked_by', part: 'other', author: true },
  { table: 'closing_result_writes', column: 'person_id', part: 'other' },
  { table: 'closing_result_writes', column: 'written_by', part: 'other', author: true },
  { table: 'closing_result_writes', column: 'undone_by', part: 'other', author: true },
  // Never two of one pair: who have both stood in one are not merged.
  { table: 'monthly_feedback', column: 'person_id', part: 'answers' },
  { table: 'staff_notes', column: 'person_id', part: 'other' },
  { table: 'staff_notes', column: 'author_id', part: 'other', author: true },
  { table: 'signal_actions', column: 'acted_by', part: 'other', author: true },
  { table: 'consents', column: 'person_id', part: 'consents' },
  { table: 'consents', column: 'actor_id', part: 'other', author: true },
  { table: 'consent_annotations', column: 'person_id', part: 'consents' },
  { table: 'consent_annotations', column: 'actor_id', part: 'other', author: true },
  { table: 'files', column: 'person_id', part: 'consents' },
  { table: 'files', column: 'created_by', part: 'other', author: true },
  { table: 'diary_sheets', column: 'made_by', part: 'other', author: true },
  { table: 'meeting_files', column: 'author_id', part: 'other', author: true },
  { table: 'personal_links', column: 'person_id', part: 'links' },
  { table: 'personal_links', column: 'created_by', part: 'other', author: true },
  {
    table: 'third_party_sheets',
    column: 'person_id',
    part: 'answers',
    unique: ['programme_id', 'giver', 'source'],
    filled: 'given_at',
  },
  { table: 'third_party_sheets', column: 'given_by', part: 'other', author: true },
  { table: 'mentor_profiles', column: 'person_id', part: 'other', unique: [], byPerson: true },
  { table: 'participations', column: 'decided_by', part: 'other', author: true },
  { table: 'mentor_interviews', column: 'person_id', part: 'other' },
  { table: 'mentor_interviews', column: 'created_by', part: 'other', author: true },
  { table: 'mentor_criteria', column: 'created_by', part: 'other', author: true },
  {
    table: 'criteria_sheets',
    column: 'person_id',
    part: 'other',
    unique: ['programme_id', 'assessor_key'],
  },
  { table: 'criteria_sheets', column: 'filled_by', part: 'other', author: true },
  { table: 'portfolio_entries', column: 'person_id', part: 'other', byPerson: true },
  { table: 'portfolio_entries', column: 'created_by', part: 'other', author: true },
  { table: 'council_members', column: 'person_id', part: 'other' },
  { table: 'council_protocols', column: 'signed_by', part: 'other', author: true },
  { table: 'council_protocols', column: 'created_by', part: 'other', author: true },
  {
    table: 'council_protocol_people',
    column: 'person_id',
    part: 'other',
    unique: ['protocol_id', 'point'],
  },
  { table: 'mentor_registers', column: 'approved_by', part: 'other', author: true },
  { table: 'mentor_register_rows', column: 'person_id', part: 'other', unique: ['register_id'] },
  {
    table: 'mentor_register_choices',
    column: 'person_id',
    part: 'other',
    unique: ['programme_id'],
  },
  { table: 'mentor_register_choices', column: 'decided_by', part: 'other', author: true },
  {
    table: 'group_meeting_people',
    column: 'person_id',
    part: 'meetings',
    unique: ['group_meeting_id'],
    filled: 'mark',
  },
  { table: 'group_meeting_people', column: 'marked_by', part: 'other', author: true },
  { table: 'support_entries', column: 'person_id', part: 'other' },
  { table: 'support_entries', column: 'author_id', part: 'other', author: true },
  { table: 'support_entry_versions', column: 'person_id', part: 'other' },
  { table: 'school_attendance', column: 'marked_by', part: 'other', author: true },
  { table: 'school_certificates', column: 'person_id', part: 'school' },
  { table: 'school_certificates', column: 'issued_by', part: 'other', author: true },
  { table: 'school_certificates', column: 'revoked_by', part: 'other', author: true },
  {
    table: 'match_relations',
    column: 'mentor_id',
    part: 'other',
    unique: ['programme_id', 'kind', 'mentee_id', 'group_name'],
  },
  {
    table: 'match_relations',
    column: 'mentee_id',
    part: 'other',
    unique: ['programme_id', 'kind', 'mentor_id', 'group_name'],
  },
  { table: 'match_relations', column: 'created_by', part: 'other', author: true },
  {
    table: 'match_marks',
    column: 'mentee_id',
    part: 'other',
    unique: ['programme_id', 'form', 'unit_id'],
  },
  // A team has an id of its own, which no person has.
  {
    table: 'match_marks',
    column: 'unit_id',
    part: 'other',
    unique: ['programme_id', 'form', 'mentee_id'],
  },
  { table: 'match_marks', column: 'created_by', part: 'other', author: true },
];

/** Columns that a merge handles by rules of their own (merge-combine.ts, merge-answers.ts). */
export const COMBINED: readonly string[] = [
  'members.person_id',
  'participations.person_id',
  'profiles.person_id',
  'school_attendance.person_id',
  'survey_responses.person_id',
  'survey_responses.respondent',
];

/** Columns that keep the id of a merged person, and why. */
export const LEFT_ALONE: Readonly<Record<string, string>> = {
  'match_places.mentee_id':
    'what a run suggested to somebody as they were; of a merged one nothing is published',
  'match_places.unit_id': 'a mentor, or a team of the run, as they were',
  'match_changes.mentee_id': 'the record of a run, which can be repeated to the letter',
  'match_changes.created_by': 'the record of a run, which can be repeated to the letter',
  'match_runs.started_by': 'a note of who decided',
  'match_runs.published_by': 'a note of who decided',
  'match_settings.created_by': 'a note of who decided',
  'journal.actor_id': 'the journal is edited by nobody; the record of who was merged stays for it',
  'idempotency_keys.actor_id': 'answers to writes of one form, gone after a day',
  'grades.claimed_by': 'the process that sends, no person',
  'pair_letters.claimed_by': 'the name of one claim, no person',
  'reminder_letters.claimed_by': 'the name of one claim, no person',
  'reminder_runs.claimed_by': 'the name of one claim, no person',
  'wave_reminders.claimed_by': 'the name of one claim, no person',
  'people.merged_into': 'what a merge itself writes',
  'person_merges.kept_id': 'merges are undone by these ids',
  'person_merges.merged_id': 'merges are undone by these ids',
  'person_merges.actor_id': 'a note of who decided, for the list of merges',
  'person_merges.undone_by': 'a note of who decided, for the list of merges',
  'register_imports.created_by': 'a note of who brought the file',
  'register_imports.undone_by': 'a note of who decided',
  'register_import_people.person_id':
    'shown as the one who was kept; undoing looks at what was written',
  'register_import_changes.person_id': 'a note of whose value a file had otherwise',
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
  'plan_id',
  'planned_meeting_id',
  'series_id',
  'entity_id',
  'questionnaire_id',
  'version_id',
  'wave_id',
  'consent_id',
  'enterprise_id',
  'scan_id',
  'import_id',
  'criteria_id',
  'file_id',
  'protocol_id',
  'register_id',
  'link_id',
  'session_id',
  'kept_file_id',
  'run_id',
  'group_meeting_id',
  'mentee_wave_id',
  'mentor_wave_id',
  'event_id',
  'entry_id',
  'letter_id',
  'report_id',
  'batch_id',
  'sheet_id',
  'help_request_id',
]);

/** Whether a column may hold a person, as far as its name says. */
export const mayHoldPerson = (column: string): boolean =>
  column === 'respondent' ||
  column === 'merged_into' ||
  (/_(id|by)$/.test(column) && !NO_PERSON.has(column));
