/** Who tells what of whom, and how a student is named to them (methodology §2 group_curator, §9.3). */
import type { FieldProblem } from '../../shared/errors.js';
import type { Role, ThirdPartyGiver } from '../api/reference.js';

/** As whom somebody with an account tells something in the tool. */
export function giverOfRole(role: Role | 'system'): ThirdPartyGiver | null {
  if (role === 'psychologist') return 'psychologist';
  return role === 'curator' ? 'group_curator' : null;
}

export interface Named {
  sheetId: string;
  familyName: string | null;
  /** With the patronymic, as an LMS gives it. */
  givenName: string | null;
  /** As the LMS has it, where it gives no parts. */
  name: string;
}

const firstWord = (words: string): string => words.trim().split(/\s+/)[0] ?? '';

/** Whether some values stand more than once. */
function repeated(values: Iterable<string>): Set<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const value of values) (seen.has(value) ? twice : seen).add(value);
  return twice;
}

/**
 * What the holder of a link sees of each student: the first name; of two of one name the initial of the
 * family name too, and only if that is not enough, the family name.
 */
export function shownNames(people: readonly Named[]): Map<string, string> {
  const parts = people.map(({ sheetId, familyName, givenName, name }) => {
    const family = familyName?.trim() ?? '';
    const first = firstWord(givenName ?? '') || firstWord(name);
    return { sheetId, family, first };
  });
  const initial = (family: string) => (family === '' ? '' : `${[...family][0]}.`);
  const longer = ({ first, family }: { first: string; family: string }) =>
    [first, initial(family)].filter(Boolean).join(' ');
  const sameFirst = repeated(parts.map(({ first }) => first));
  const sameLonger = repeated(parts.map(longer));
  return new Map(
    parts.map((one) => {
      if (!sameFirst.has(one.first)) return [one.sheetId, one.first];
      if (!sameLonger.has(longer(one))) return [one.sheetId, longer(one)];
      return [one.sheetId, [one.first, one.family].filter(Boolean).join(' ')];
    }),
  );
}

/** What is wrong with whom and how somebody is asked, by field. */
export function askingProblems(wish: {
  giver: ThirdPartyGiver;
  personId: string | null;
  groupName: string | null;
  confirmation: 'code' | 'told_code';
  contact: string | null;
}): FieldProblem[] {
  const { giver, personId, groupName, confirmation, contact } = wish;
  const found: FieldProblem[] = [];
  if ((personId === null) === !groupName) found.push({ path: 'personId', code: 'required' });
  else if (groupName && giver !== 'group_curator')
    found.push({ path: 'giver', code: 'thirdParty.groupGiver' });
  if (confirmation === 'code' && !contact) found.push({ path: 'contact', code: 'required' });
  return found;
}

/** How one giver's sheets of somebody stand. */
export interface SheetFacts {
  personId: string;
  giver: ThirdPartyGiver;
  state: 'asked' | 'given';
  /** Of the link by which they were asked. */
  revoked: boolean;
}

/** Of each person, whom the college waits for and who has told something. */
export function askedAndGiven(
  sheets: readonly SheetFacts[],
): Map<string, { asked: Set<ThirdPartyGiver>; given: Set<ThirdPartyGiver> }> {
  const people = new Map<string, { asked: Set<ThirdPartyGiver>; given: Set<ThirdPartyGiver> }>();
  for (const { personId, giver, state, revoked } of sheets) {
    const one = people.get(personId) ?? { asked: new Set(), given: new Set() };
    people.set(personId, one);
    if (state === 'given') one.given.add(giver);
    else if (!revoked) one.asked.add(giver);
  }
  // Who has told is not waited for, by whichever link they were asked.
  for (const { asked, given } of people.values()) for (const giver of given) asked.delete(giver);
  return people;
}
