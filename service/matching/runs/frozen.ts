import { createHash } from 'node:crypto';
import { byCodeUnits } from '../../../shared/compare.js';
import type { Db } from '../../../shared/db/connect.js';
import type { MatchSettings } from '../../api/match-settings.js';
import { type Judgement, judge, type MatchInput, type Unit } from '../engine/index.js';
import { runStore, type StoredRun } from './run-store.js';

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** An input as it is kept, with its hashes. */
export interface Frozen {
  text: string;
  inputHash: string;
  /** Of what is not the matching's own: without locks, bans and the day. */
  factsHash: string;
}

const byId = <T extends { personId: string }>(people: readonly T[]): T[] =>
  people.toSorted((a, b) => byCodeUnits(a.personId, b.personId));

const byText = <T>(rows: readonly T[]): T[] =>
  rows
    .map((row) => [JSON.stringify(row), row] as const)
    .sort(([a], [b]) => byCodeUnits(a, b))
    .map(([, row]) => row);

/** The same people are the same text, in whatever order they were read. */
export function freeze(input: MatchInput): Frozen {
  const facts = {
    form: input.form,
    mentees: byId(input.mentees),
    mentors: byId(input.mentors),
    relations: byText(input.relations),
    earlier: byText(input.earlier),
  };
  const text = JSON.stringify({
    today: input.today,
    ...facts,
    locks: byText(input.locks),
    bans: byText(input.bans),
    fixed: byText(input.fixed),
  });
  return { text, inputHash: sha256(text), factsHash: sha256(JSON.stringify(facts)) };
}

/** The input of a run with what can be asked of it. */
export interface Opened {
  input: MatchInput;
  judgement: Judgement;
  /** Where mentees and units stand in the judgement. */
  menteeAt: ReadonlyMap<string, number>;
  unitAt: ReadonlyMap<string, number>;
}

/** Runs held in one process's memory: some megabytes each for the largest colleges. */
const REMEMBERED = 8;

const opened = new Map<string, Promise<Opened>>();

/** Judges an input; its pairs are judged when they are asked for. */
export function openInput(input: MatchInput, settings: MatchSettings): Opened {
  const judgement = judge(input, settings);
  return {
    input,
    judgement,
    menteeAt: new Map(judgement.mentees.map(({ personId }, at) => [personId, at])),
    unitAt: new Map(judgement.units.map(({ unitId }, at) => [unitId, at])),
  };
}

/** The frozen input of a run, read and judged once for all who look at it: neither ever changes. */
export function openRun(db: Db, { runId, settings }: StoredRun): Promise<Opened> {
  const known = opened.get(runId);
  if (known !== undefined) {
    opened.delete(runId);
    opened.set(runId, known);
    return known;
  }
  const reading = runStore(db)
    .inputOf(runId)
    .then((text) => openInput(JSON.parse(text) as MatchInput, settings));
  opened.set(runId, reading);
  reading.catch(() => opened.delete(runId));
  for (const key of opened.keys()) {
    if (opened.size <= REMEMBERED) break;
    opened.delete(key);
  }
  return reading;
}

/** The names of a unit's mentors, as they were. */
export const unitName = (unit: Unit | undefined): string =>
  (unit?.mentors ?? []).map(({ name }) => name).join(', ');
