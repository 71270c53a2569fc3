import type { PairFacts } from '../../signals/pair-facts.js';

/** What somebody said of their months, and which they left out. */
const months = (
  said: readonly (readonly [month: string, relation: number])[],
  missed: string[] = [],
): PairFacts['monthly'][number] => ({
  personId: 'mentee',
  name: 'mentee',
  side: 'mentee',
  relations: said.map(([month, relation]) => ({ month, relation })),
  missed,
});

export type SignalCase = [
  what: string,
  facts: Partial<PairFacts>,
  expected: string,
  today?: string,
];

/** Cases of the rules of monthly feedback. */
export const MONTHLY_CASES: Readonly<Record<string, readonly SignalCase[]>> = {
  relation_low: [
    ['four of five is well', { monthly: [months([['2026-10', 4]])] }, 'nothing'],
    ['two is not', { monthly: [months([['2026-10', 2]])] }, '2 since 2026-10-27, 14'],
    ['one is urgent', { monthly: [months([['2026-10', 1]])] }, '3 since 2026-10-27, 14'],
    [
      'two steps down',
      {
        monthly: [
          months([
            ['2026-09', 5],
            ['2026-10', 3],
          ]),
        ],
      },
      '2 since 2026-10-27, 14',
    ],
    [
      'one step down is nothing yet',
      {
        monthly: [
          months([
            ['2026-09', 4],
            ['2026-10', 3],
          ]),
        ],
      },
      'nothing',
    ],
    [
      'it was put right since',
      {
        monthly: [
          months([
            ['2026-09', 1],
            ['2026-10', 4],
          ]),
        ],
      },
      'nothing',
    ],
    [
      'of two the worse is told',
      { monthly: [months([['2026-10', 2]]), months([['2026-10', 1]])] },
      '3 since 2026-10-27, 14',
    ],
    [
      'a pair on pause is not asked',
      { state: 'paused', monthly: [months([['2026-10', 1]])] },
      'nothing',
    ],
  ],
  monthly_silent: [
    ['one month is a slip', { monthly: [months([], ['2026-09'])] }, 'nothing'],
    [
      'two are not, from the day after the second closed',
      { monthly: [months([], ['2026-08', '2026-09'])] },
      '1 since 2026-10-11, 30',
    ],
    [
      'the third weighs more and is the same episode',
      { monthly: [months([], ['2026-08', '2026-09', '2026-10'])] },
      '2 since 2026-10-11, 31',
      '2026-11-11',
    ],
  ],
};
