import type { Value } from '../db/bulk.js';

export type Row = Record<string, unknown>;

/** What a merge did, row by row: undoing it does the opposite. */
export interface MergeRecord {
  /** Rows that now name the kept person. */
  moved: { table: string; column: string; ids: string[] }[];
  /** Rows of which one of two was enough, as they were. */
  removed: { table: string; row: Row }[];
  /** Rows of the kept person that took something over. */
  changed: { table: string; key: Record<string, string>; before: Row; after: Row }[];
  /** Answers that moved, with their versions: changed since, they belong to nobody alone. */
  answers: { responseId: string; version: number }[];
  /** Open anonymous waves whose answer now stands under the kept person; which it is, is not said. */
  anonymousWaves: string[];
}

export const emptyRecord = (): MergeRecord => ({
  moved: [],
  removed: [],
  changed: [],
  answers: [],
  anonymousWaves: [],
});

/** A value as it is written back: what came parsed from a JSON column is text again. */
export const writable = (value: unknown): Value =>
  typeof value === 'object' && value !== null ? JSON.stringify(value) : (value as Value);
