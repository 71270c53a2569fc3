import type { Protocol } from '../../../service/api/council.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldList, fieldText } from '../../web/forms.js';

/** People offered at once beside those who are ticked; the others are found by a search. */
const OFFERED = 40;
const MENTORS_AT_MOST = 1000;

type Option = { value: string; label: string };

/** Whom a point may concern, as far as the page offers them. */
export interface PointPeople {
  options: Option[];
  search: string;
  /** How many there are in all. */
  total: number;
  /** More than are offered. */
  more: boolean;
  chosen: number;
}

/** Field of a point with what is searched for; it is of the page alone. */
export const searchName = (n: number): string => `find.${n}`;

/** As typed: without regard to case, and «ё» as «е», as the page's script does it. */
const plain = (text: string): string => text.toLowerCase().replaceAll('ё', 'е');

function offered(all: readonly Option[], search: string): Option[] {
  const words = plain(search).split(/\s+/).filter(Boolean);
  return all.filter(({ label }) => words.every((word) => plain(label).includes(word)));
}

/** The mentors of the programme, and who is named in the minutes already. */
export async function peopleOptions(
  ctx: PageContext,
  protocol: Protocol | null,
): Promise<Option[]> {
  const { programmeId } = ctx;
  const { rows } = await ctx.api.listMentors({ programmeId, pageSize: MENTORS_AT_MOST });
  const named = protocol?.points.flatMap(({ people }) => people) ?? [];
  const names = new Map([...named, ...rows].map(({ personId, name }) => [personId, name]));
  return [...names]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, 'ru'));
}

/** The boxes of one point: who is ticked first, then who meets its search. */
export function pointPeople(all: readonly Option[], values: FormValues, n: number): PointPeople {
  const search = fieldText(values, searchName(n)).trim().slice(0, 100);
  const ids = new Set(fieldList(values, `points.${n}.personIds`));
  const chosen = all.filter(({ value }) => ids.has(value));
  const found = offered(all, search).filter(({ value }) => !ids.has(value));
  return {
    options: [...chosen, ...found.slice(0, OFFERED)],
    search,
    total: all.length,
    more: found.length > OFFERED,
    chosen: chosen.length,
  };
}
