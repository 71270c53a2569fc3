/** How two rows of one person become one: what the kept one takes over of the other. */
import type { Row } from './merge-record.js';

/** What of a row changes, as it was and as it becomes; null: nothing. */
export interface Taken {
  before: Row;
  after: Row;
}

function taken(kept: Row, next: Row): Taken | null {
  const names = Object.keys(next).filter((name) => !same(kept[name], next[name]));
  if (names.length === 0) return null;
  const only = (row: Row) => Object.fromEntries(names.map((name) => [name, row[name] ?? null]));
  return { before: only(kept), after: only(next) };
}

/** Flags are 0 and 1, or false and true, by the driver; JSON is text or parsed. */
export const same = (a: unknown, b: unknown): boolean =>
  JSON.stringify(plain(a)) === JSON.stringify(plain(b));
const plain = (value: unknown): unknown => (typeof value === 'boolean' ? Number(value) : value);

const isEmpty = (value: unknown): boolean => value === null || value === undefined || value === '';
const either = (a: unknown, b: unknown): number => Number(Boolean(a) || Boolean(b));

const PROFILE_FIELDS = [
  'birth_date',
  'birth_year',
  'course',
  'speciality',
  'workplace',
  'position',
  'phone',
  'contact_email',
  'representative_name',
  'representative_contact',
] as const;

/** A profile takes over what it does not say itself; a birth date counts more than the word «of age». */
export function combineProfiles(kept: Row, merged: Row): Taken | null {
  const next: Row = {};
  for (const field of PROFILE_FIELDS) {
    if (isEmpty(kept[field]) && !isEmpty(merged[field])) next[field] = merged[field];
  }
  const dated = !isEmpty(next['birth_date'] ?? kept['birth_date']);
  next['adult'] = dated ? 0 : either(kept['adult'], merged['adult']);
  const change = taken(kept, next);
  if (change === null) return null;
  change.before['version'] = kept['version'];
  change.after['version'] = Number(kept['version']) + 1;
  return change;
}

const PRESENCE: readonly unknown[] = ['active', 'left', 'none'];

/** Who is in the course under one of two accounts is in the course. */
export function combineMembers(kept: Row, merged: Row): Taken | null {
  const inCourse = (row: Row) => PRESENCE.indexOf(row['lms_status']);
  const next: Row = {
    group_name: isEmpty(kept['group_name']) ? merged['group_name'] : kept['group_name'],
    publication_wanted: either(kept['publication_wanted'], merged['publication_wanted']),
    roles_by_hand: either(kept['roles_by_hand'], merged['roles_by_hand']),
    lms_status: inCourse(merged) < inCourse(kept) ? merged['lms_status'] : kept['lms_status'],
    lms_role: kept['lms_role'] ?? merged['lms_role'],
  };
  return taken(kept, next);
}

const HELD: readonly unknown[] = ['admitted', 'candidate', 'withdrawn'];
const OF_PARTICIPATION = [
  'state',
  'by_hand',
  'decision',
  'decision_reason',
  'decided_at',
  'decided_by',
  'state_before',
  'supported',
] as const;

/** What the registers note of a participation. */
const NOTES = ['request', 'entered_on', 'register_form', 'results', 'review_url'] as const;

/** Of two rows of the same role the one that says more stands; it takes over notes that it has not. */
export function combineParticipations(kept: Row, merged: Row): Taken | null {
  const rank = (row: Row) => HELD.indexOf(row['state']);
  const next: Row = {};
  for (const name of NOTES) {
    if (isEmpty(kept[name]) && !isEmpty(merged[name])) next[name] = merged[name];
  }
  if (rank(merged) < rank(kept)) {
    for (const name of OF_PARTICIPATION) next[name] = merged[name];
  }
  return taken(kept, next);
}

/**
 * Whether a role of the merged record is only what the LMS gave by default: it adds nothing to roles that
 * a coordinator has given the kept one by hand.
 */
export function isDefaultOnly(row: Row, keptByHand: boolean): boolean {
  if (row['role'] === 'visitor') return true;
  return keptByHand && row['state'] === 'candidate' && !row['by_hand'];
}

/** One stay of two in a pair: from the earlier coming to the later going; who is there still has not gone. */
export function combinePlaces(kept: Row, merged: Row): Taken | null {
  const joined = [String(kept['joined_on']), String(merged['joined_on'])].sort();
  const left = [kept['left_on'], merged['left_on']];
  const gone = left.some(isEmpty) ? null : left.map(String).sort()[1];
  return taken(kept, { joined_on: joined[0], left_on: gone });
}

const MARKS: readonly unknown[] = ['present', 'excused', 'absent'];
const markRank = (row: Row): number =>
  isEmpty(row['mark']) ? MARKS.length : MARKS.indexOf(row['mark']);

/** Who was at a session under one of two records was there. */
export function combineAttendance(kept: Row, merged: Row): Taken | null {
  const better = markRank(merged) < markRank(kept);
  return taken(kept, {
    invited: either(kept['invited'], merged['invited']),
    ...(better ? { mark: merged['mark'], version: Number(kept['version']) + 1 } : {}),
  });
}

/** Which of two sets of answers to one wave stands: what was handed in, else the kept person's. */
export const keptAnswersStand = (kept: unknown, merged: unknown): boolean =>
  kept === 'submitted' || merged !== 'submitted';
