import type { Knex } from 'knex';
import type { Severity, SignalAction, SignalCode } from '../../service/api/index.js';
import { bulkInsert, type Value } from '../../service/db/bulk.js';
import { addDays } from '../../shared/dates.js';
import { newId } from '../../shared/ids.js';
import { DEMO_PAIRS } from './pairs.js';

/** What was done about a signal of the demo, so many days ago. */
interface DemoDeed {
  action: SignalAction;
  ago: number;
  /** Until so many days ahead. */
  until?: number;
  note?: string;
}

/** A signal of the demo: of the pair of these two, begun and ended so many days ago. */
interface DemoSignal {
  pair: [mentor: string, mentee: string];
  code: SignalCode;
  severity: Severity;
  since: number;
  /** Left out: it goes on. */
  ended?: number;
  deeds?: DemoDeed[];
}

/** What has called for attention in the demo's year: some of it still does. */
const DEMO_SIGNALS: readonly DemoSignal[] = [
  {
    pair: ['mentor2', 'mentee3'],
    code: 'no_meeting',
    severity: 2,
    since: 7,
    deeds: [{ action: 'wrote', ago: 3, note: 'Обещали встретиться в пятницу после пар' }],
  },
  {
    pair: ['master', 'student2'],
    code: 'no_meeting',
    severity: 2,
    since: 13,
    deeds: [
      { action: 'snoozed', ago: 4, until: 6, note: 'Студент на сборах, вернётся на той неделе' },
    ],
  },
  ...(['mentee1', 'mentee2'] as const).map(
    (mentee): DemoSignal => ({
      pair: ['mentor1', mentee],
      code: 'unconfirmed',
      severity: 1,
      since: 40,
      ended: 37,
      deeds: [{ action: 'wrote', ago: 39 }],
    }),
  ),
  {
    pair: ['mentor3', 'mentee4'],
    code: 'unconfirmed',
    severity: 1,
    since: 44,
    ended: 41,
  },
  {
    pair: ['mentor1', 'mentee2'],
    code: 'no_meeting',
    severity: 2,
    since: 46,
    ended: 44,
    deeds: [{ action: 'talk', ago: 45, note: 'Договорились на среду' }],
  },
  {
    pair: ['mentor3', 'student3'],
    code: 'no_meeting',
    severity: 2,
    since: 33,
    ended: 30,
    deeds: [{ action: 'false_alarm', ago: 32, note: 'Встреча была, записали позже' }],
  },
  { pair: ['master', 'student1'], code: 'no_meeting', severity: 2, since: 36, ended: 35 },
  {
    pair: ['engineer', 'student5'],
    code: 'no_meeting',
    severity: 2,
    since: 12,
    ended: 10,
    deeds: [{ action: 'paused', ago: 10, note: 'Практика на другом предприятии' }],
  },
  {
    pair: ['teacher', 'mentee7'],
    code: 'no_meeting',
    severity: 3,
    since: 35,
    ended: 18,
    deeds: [
      { action: 'wrote', ago: 34 },
      { action: 'rematch', ago: 20, note: 'Наставник переходит на другое отделение' },
    ],
  },
];

const DAY_MS = 86_400_000;

/** Writes what has called for attention in the demo, and what was done about it. */
export async function seedSignals(
  trx: Knex.Transaction,
  where: { organisationId: string; programmeId: string; now: number; today: string },
  people: ReadonlyMap<string, { personId: string }>,
  pairIds: readonly string[],
): Promise<void> {
  const { organisationId, programmeId, now, today } = where;
  const base = { organisation_id: organisationId, programme_id: programmeId };
  const ago = (days: number) => addDays(today, -days);
  const episodes: Record<string, Value>[] = [];
  const actions: Record<string, Value>[] = [];
  for (const { pair, code, severity, since, ended, deeds = [] } of DEMO_SIGNALS) {
    const [mentor, mentee] = pair;
    const index = DEMO_PAIRS.findIndex(
      (one) => one.mentors.includes(mentor) && one.mentees.includes(mentee),
    );
    const pairId = pairIds[index];
    const form = DEMO_PAIRS[index]?.form;
    if (pairId === undefined || form === undefined) continue;
    const key = { ...base, pair_id: pairId, code, since: ago(since), severity };
    const stopped = deeds.some(({ action }) => action === 'paused' || action === 'rematch');
    episodes.push({
      id: newId(),
      ...key,
      pair_form: form,
      opened_on: ago(since),
      ended_on: ended === undefined ? null : ago(ended),
      ended_how: ended === undefined ? null : stopped ? 'pair_state' : 'gone',
      created_at: now - since * DAY_MS,
    });
    for (const { action, ago: days, until, note } of deeds) {
      actions.push({
        id: newId(),
        ...key,
        action,
        acted_on: ago(days),
        until_on: until === undefined ? ago(days - 7) : addDays(today, until),
        note: note ?? null,
        acted_by: people.get('coordinator')?.personId ?? null,
        undone: false,
        created_at: now - days * DAY_MS,
      });
    }
  }
  await bulkInsert(trx, 'signal_episodes', episodes);
  await bulkInsert(trx, 'signal_actions', actions);
}
