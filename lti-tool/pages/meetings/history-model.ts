import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { FIELD_NAMES, type FieldWords, fieldsInWords } from './meeting-words.js';

type Version = OutputOf<Contract['meetingHistory']>['versions'][number];

export interface HistoryEntry {
  /** «12.03.2026, 14:05, Иванова А. П.» */
  head: string;
  /** `created`: the first record; `changed`: a correction with its changes; `withdrawn`: taken back. */
  kind: 'created' | 'changed' | 'withdrawn';
  changes: { label: string; before: string; after: string; long: boolean }[];
}

/** Texts longer than this are shown one under the other. */
const LONG_TEXT = 60;

/** «Иванова Анна Петровна» → «Иванова А. П.»; names that are not three Russian words stay as they are. */
export function shortName(name: string): string {
  const words = name.trim().split(/\s+/);
  if (words.length !== 3 || !words.every((word) => /^[А-ЯЁ]/.test(word))) return name;
  return `${words[0]} ${words[1]?.[0]}. ${words[2]?.[0]}.`;
}

function changesBetween(
  labels: Readonly<Record<string, string>>,
  before: FieldWords,
  after: FieldWords,
): HistoryEntry['changes'] {
  return FIELD_NAMES.filter((name) => before[name] !== after[name]).map((name) => ({
    label: labels[name] ?? name,
    before: before[name],
    after: after[name],
    long: before[name].length > LONG_TEXT || after[name].length > LONG_TEXT,
  }));
}

/**
 * The history of a meeting's record in words, newest first.
 * @param labels labels of the fields; @param nameOf names of the people of the pair
 */
export function historyModel(
  ctx: Pick<PageContext, 'ref' | 'fmt' | 't'>,
  versions: readonly Version[],
  labels: Readonly<Record<string, string>>,
  nameOf: ReadonlyMap<string, string>,
): HistoryEntry[] {
  return versions.map((version) => {
    const how = version.byLink ? ctx.t('journal.byLink') : '';
    const head = [ctx.fmt.dateTime(version.at), shortName(version.actorName), how]
      .filter(Boolean)
      .join(', ');
    if (version.before === null || version.after === null)
      return { head, kind: 'created', changes: [] };
    if (version.after['withdrawn'] === true) return { head, kind: 'withdrawn', changes: [] };
    // A journal may hold only what changed: the rest is as before.
    const before = fieldsInWords(ctx, version.before, nameOf);
    const after = fieldsInWords(ctx, { ...version.before, ...version.after }, nameOf);
    return { head, kind: 'changed', changes: changesBetween(labels, before, after) };
  });
}
