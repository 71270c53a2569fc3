import type { Knex } from 'knex';
import type { GroupMeetingMark, Side } from '../../service/api/index.js';
import type { SupportFields } from '../../service/api/support-log.js';
import { groupMeetingStore } from '../../service/group-meetings/group-meeting-store.js';
import { invitedStore } from '../../service/group-meetings/invited-store.js';
import { addDays } from '../../service/pairs/index.js';
import { supportStore } from '../../service/support/support-store.js';
import type { SeededPerson } from './rows.js';

interface Place {
  organisationId: string;
  programmeId: string;
  today: string;
  now: number;
}

/** Before the first pairs began. */
const DAYS_AGO = 86;
const DAY_MS = 86_400_000;

/** Who was invited to the group meeting, each with a consent, and whether they came. */
const INVITED: readonly [key: string, side: Side, mark: GroupMeetingMark][] = [
  ['mentee1', 'mentee', 'present'],
  ['mentee3', 'mentee', 'present'],
  ['mentee5', 'mentee', 'absent'],
  ['mentee8', 'mentee', 'present'],
  ['novice', 'mentee', 'present'],
  ['mentor1', 'mentor', 'present'],
  ['mentor2', 'mentor', 'present'],
  ['master', 'mentor', 'present'],
];

/** What was done for one who waited for a mentor until her pair began. */
const SUPPORTED = 'mentee8';
const ENTRIES: readonly (Omit<SupportFields, 'heldOn' | 'nextOn'> & {
  daysAgo: number;
  nextIn: number | null;
})[] = [
  {
    daysAgo: 89,
    kind: 'talk',
    text: 'Первая беседа. Хочет заниматься программированием всерьёз, стесняется спрашивать на парах.',
    nextStep: 'Провести тест на интересы',
    nextIn: 2,
  },
  {
    daysAgo: 87,
    kind: 'test',
    text: 'Тест на интересы: точные науки, работа с данными. Подойдёт спокойный наставник.',
    nextStep: 'Позвать на групповую встречу',
    nextIn: 1,
  },
];

const idOf = (people: ReadonlyMap<string, SeededPerson>, key: string): string => {
  const person = people.get(key);
  if (!person) throw new Error(`the demo has no person ${key}`);
  return person.personId;
};

/** Gives the demo college a group meeting that was held, and what was done for one who waited. */
export async function seedGroupMeeting(
  trx: Knex.Transaction,
  place: Place,
  people: ReadonlyMap<string, SeededPerson>,
): Promise<void> {
  const { organisationId, programmeId, today, now } = place;
  const at = now - DAYS_AGO * DAY_MS;
  const store = groupMeetingStore(trx);
  const fields = {
    title: 'Знакомство наставников и наставляемых',
    form: 'teacher_student' as const,
    heldOn: addDays(today, -DAYS_AGO),
    startsAt: '15:00',
    place: 'Актовый зал',
    link: null,
    note: 'Бейджи, чай, карточки для знакомства',
  };
  const groupMeetingId = await store.insert(place, fields, at);
  await store.hold({ programmeId, groupMeetingId });
  const invited = invitedStore(trx);
  const listed = INVITED.map(([key, side]) => ({ personId: idOf(people, key), side }));
  await invited.invite({ organisationId, programmeId, groupMeetingId }, listed, at);
  const by = idOf(people, 'coordinator');
  for (const mark of ['present', 'absent'] as const) {
    const ids = INVITED.filter((one) => one[2] === mark).map(([key]) => idOf(people, key));
    await invited.mark(groupMeetingId, ids, { mark, version: 1, by });
  }
  const of = { personId: idOf(people, SUPPORTED), authorId: idOf(people, 'psychologist') };
  for (const { daysAgo, nextIn, ...entry } of ENTRIES) {
    const heldOn = addDays(today, -daysAgo);
    const nextOn = nextIn === null ? null : addDays(heldOn, nextIn);
    const written = { ...entry, heldOn, nextOn };
    await supportStore(trx).insert(place, of, written, now - daysAgo * DAY_MS);
  }
}
