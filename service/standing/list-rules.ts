/** Filtering, sorting and counting of the people of a programme. */
import type { PersonState } from '../api/reference.js';
import type { ListedPerson } from '../api/standing.js';
import { meetsSearch } from '../names/index.js';
import { STATE_ORDER } from './state-rules.js';

export interface PeopleFilter {
  search?: string | undefined;
  role?: string | undefined;
  form?: string | undefined;
  groupName?: string | undefined;
  state?: PersonState | undefined;
  gap?: string | undefined;
  lmsStatus?: string | undefined;
  pairing?: 'paired' | 'unpaired' | undefined;
}

export type Sort = 'name' | '-name' | 'group' | 'state' | '-state' | '-gaps';

type Person = ListedPerson & {
  sortKey: string;
  lmsEmail: string | null;
  pairedAs: readonly string[];
};

const hasEmail = ({ email, lmsEmail }: Person, search: string | undefined): boolean =>
  Boolean(
    search && [email, lmsEmail].some((one) => one?.toLowerCase().includes(search.toLowerCase())),
  );

/** Paired or not concerns mentors and mentees; with one of these roles chosen, their side only. */
function meetsPairing(person: Person, { pairing, role }: PeopleFilter): boolean {
  if (pairing === undefined) return true;
  const sides = isSide(role) ? [role] : ['mentor', 'mentee'];
  const paired = person.pairedAs.some((side) => sides.includes(side));
  const holds = person.roles.some((one) => isSide(one.role));
  return pairing === 'paired' ? paired : holds && !paired;
}

/** Whether somebody meets a filter; of several sides one is enough, but role and state must be of the same. */
export function meets(person: Person, filter: PeopleFilter): boolean {
  const { role, form, groupName, state, gap, lmsStatus, search } = filter;
  const held = person.roles.map((one) => one.role as string);
  const sides = person.participations;
  const inRole = role === undefined || held.includes(role) || sides.some((s) => s.role === role);
  const sidesOfRole = sides.filter((side) => !isSide(role) || side.role === role);
  return (
    inRole &&
    (form === undefined || person.forms.some((one) => one === form)) &&
    (groupName === undefined || person.groupName === groupName) &&
    (state === undefined || sidesOfRole.some((side) => side.state === state)) &&
    (gap === undefined || person.gaps.some((one) => one === gap)) &&
    (lmsStatus === undefined || person.lmsStatus === lmsStatus) &&
    meetsPairing(person, filter) &&
    (hasEmail(person, search) || meetsSearch(search, person.sortKey))
  );
}

const isSide = (role: string | undefined): boolean => role === 'mentor' || role === 'mentee';

/** How far somebody is: the side that is furthest behind; who takes no part comes last. */
function stage(person: Person): number {
  const NOWHERE = 99;
  return Math.min(NOWHERE, ...person.participations.map(({ state }) => STATE_ORDER[state]));
}

const COMPARE: Readonly<Record<Sort, (a: Person, b: Person) => number>> = {
  name: () => 0,
  '-name': () => 0,
  group: (a, b) => Number(!a.groupName) - Number(!b.groupName) || byText(a.groupName, b.groupName),
  state: (a, b) => stage(a) - stage(b),
  '-state': (a, b) => stage(b) - stage(a),
  '-gaps': (a, b) => b.gaps.length - a.gaps.length,
};

const byText = (a: string | null, b: string | null): number =>
  (a ?? '').localeCompare(b ?? '', 'ru', { numeric: true });

/** @param people in the order of names, which stays among equals */
export function sorted<P extends Person>(people: readonly P[], sort: Sort): P[] {
  return sort === '-name' ? [...people].reverse() : [...people].sort(COMPARE[sort]);
}

type Counts = Record<string, number>;

function countOf(people: readonly Person[], codes: (person: Person) => readonly string[]): Counts {
  const counts: Counts = {};
  for (const person of people) {
    for (const code of new Set(codes(person))) counts[code] = (counts[code] ?? 0) + 1;
  }
  return counts;
}

const OVER: readonly PersonState[] = ['completed', 'withdrawn'];

/** Somebody takes part while one of their sides is neither finished nor left. */
const takesPart = (person: Person): boolean =>
  person.participations.some(({ state }) => !OVER.includes(state));

/** People by each thing that they can be filtered by; who is twice under one is counted once. */
export function countsOf(people: readonly Person[]) {
  const active = people.filter(takesPart);
  return {
    people: people.length,
    takePart: active.length,
    complete: active.filter((person) => person.gaps.length === 0).length,
    byRole: countOf(people, (person) => person.roles.map((one) => one.role)),
    byForm: countOf(people, (person) => person.forms),
    byState: countOf(people, (person) => person.participations.map((one) => one.state)),
    byGap: countOf(people, (person) => person.gaps),
  };
}

/** The groups that somebody is in, in order, «ИС-9» before «ИС-21». */
export const groupsOf = (people: readonly Person[]): string[] =>
  [...new Set(people.flatMap((person) => person.groupName ?? []))].sort(byText);
