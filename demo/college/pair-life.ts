import type { Knex } from 'knex';
import { lifeStore } from '../../service/pair-life/life-store.js';
import { thanksStore } from '../../service/pair-life/thanks-store.js';
import { addDays } from '../../service/pairs/index.js';
import { pairOf } from './pair-of.js';
import type { SeededPerson } from './rows.js';

interface Place {
  organisationId: string;
  programmeId: string;
  today: string;
  now: number;
}

const DAY_MS = 86_400_000;
/** The pause of a practice that should have ended two days ago: the list of pairs says so. */
const PAUSED_AGO = 26;
const PAUSED_UNTIL_AGO = 2;
/** The day on which the pairs that are over ended. */
const ENDED_AGO = 2;

/** Gives the demo college a pause that has ended, an early end, and an end with thanks on both sides. */
export async function seedPairLife(
  trx: Knex.Transaction,
  { organisationId, programmeId, today, now }: Place,
  people: ReadonlyMap<string, SeededPerson>,
): Promise<void> {
  const idOf = (key: string): string => {
    const person = people.get(key);
    if (!person) throw new Error(`the demo has no person ${key}`);
    return person.personId;
  };
  const at = async (mentor: string, mentee: string) => ({
    organisationId,
    programmeId,
    pairId: (await pairOf(trx, programmeId, [idOf(mentor), idOf(mentee)])).id,
  });
  const actorId = idOf('coordinator');
  const by = (ago: number) => ({ actorId, now: now - ago * DAY_MS });
  const store = lifeStore(trx);

  const rests = await at('engineer', 'student5');
  const fromOn = addDays(today, -PAUSED_AGO);
  const untilOn = addDays(today, -PAUSED_UNTIL_AGO);
  const note = 'Практика на другом предприятии';
  await store.addPause(rests, { reason: 'practice', note, fromOn, untilOn }, by(PAUSED_AGO).now);
  await trx('pairs')
    .where('id', rests.pairId)
    .update({ paused_from: fromOn, paused_until: untilOn, pause_reason: 'practice' });
  const paused = { kind: 'paused', onDate: fromOn, toDate: untilOn } as const;
  await store.addEvent(rests, { ...paused, reason: 'practice', note }, by(PAUSED_AGO));

  const endedOn = addDays(today, -ENDED_AGO);
  const early = await at('teacher', 'mentee7');
  await trx('pairs').where('id', early.pairId).update({ closed_on: endedOn });
  const details = { initiative: 'mentor', talkHeld: true, talkOn: endedOn } as const;
  await store.addEvent(
    early,
    {
      kind: 'terminated',
      onDate: endedOn,
      reason: 'moved',
      note: 'Наставник перешёл на другое отделение; закреплён новый наставник',
      details,
    },
    by(ENDED_AGO),
  );

  const done = await at('mentor1', 'mentee8');
  await trx('pairs').where('id', done.pairId).update({ closed_on: endedOn });
  const end = { kind: 'completed', onDate: endedOn, details: { decision: 'end' } } as const;
  await store.addEvent(done, end, by(ENDED_AGO));
  const thanks = thanksStore(trx);
  const said = { now: by(1).now };
  await thanks.save(
    done,
    {
      ...said,
      personId: idOf('mentee8'),
      side: 'mentee',
      text: 'Спасибо, что научили не бояться спрашивать!',
    },
    0,
  );
  await thanks.save(
    done,
    { ...said, personId: idOf('mentor1'), side: 'mentor', text: 'Спасибо за Ваши вопросы.' },
    0,
  );
}
