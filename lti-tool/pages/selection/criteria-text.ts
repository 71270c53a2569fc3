import type { Criterion } from '../../../service/api/criteria.js';

/** Between a criterion and its help on a line. */
const BAR = '|';

/** The list as lines to be edited: «text | help», each criterion on one of its own. */
export const textOf = (items: readonly Criterion[]): string =>
  items.map(({ text, help }) => (help ? `${text} ${BAR} ${help}` : text)).join('\n');

/**
 * Lines as a list of criteria. A criterion whose words are known keeps its code and source, so that the
 * same criterion is the same in every version; a new one gets the first code that is free.
 */
export function readCriteria(lines: string, known: readonly Criterion[]): Criterion[] {
  const taken = new Set(known.map(({ code }) => code));
  const fresh = (): string => {
    let number = 1;
    while (taken.has(`c${number}`)) number += 1;
    taken.add(`c${number}`);
    return `c${number}`;
  };
  return lines
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
    .map((line) => {
      const [text = '', ...rest] = line.split(BAR).map((part) => part.trim());
      const help = rest.join(` ${BAR} `) || null;
      const same = known.find((item) => item.text === text);
      return { code: same?.code ?? fresh(), text, help, source: same?.source ?? null };
    });
}
