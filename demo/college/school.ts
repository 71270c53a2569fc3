import type { Knex } from 'knex';
import type { SchoolMark } from '../../service/api/index.js';
import type { SchoolSessionFields } from '../../service/api/school.js';
import type { SchoolMaterialFields } from '../../service/api/school-materials.js';
import { addDays } from '../../service/pairs/index.js';
import { certificateStore } from '../../service/school/certificate-store.js';
import { materialStore } from '../../service/school/material-store.js';
import { ruleStore } from '../../service/school/rule-store.js';
import { sessionStore } from '../../service/school/session-store.js';
import { sheetStore } from '../../service/school/sheet-store.js';
import type { SeededPerson } from './rows.js';

interface Place {
  organisationId: string;
  programmeId: string;
  today: string;
  now: number;
}

interface DemoSession {
  daysAgo: number;
  title: string;
  topics: string;
  leader: string;
  place: string;
  startsAt: string;
  /** In the order of MENTORS; none: still to come. */
  marks?: string;
  material?: Pick<SchoolMaterialFields, 'title' | 'kind' | 'link'>;
}

const MENTORS = ['mentor1', 'mentor2', 'mentor3', 'master', 'engineer', 'teacher'] as const;
const MARKS: Readonly<Record<string, SchoolMark>> = { '+': 'present', '-': 'absent', у: 'excused' };
const MINUTES = 90;

/** The school of an autumn: three sessions behind, one ahead. */
const SESSIONS: readonly DemoSession[] = [
  {
    daysAgo: 66,
    title: 'Роль наставника: с чего начать',
    topics: 'Права и обязанности, документы программы, первая встреча с наставляемым',
    leader: 'Лебедева О. Н., координатор программы',
    place: 'Методический кабинет, ауд. 214',
    startsAt: '15:30',
    marks: '++++-+',
    material: {
      title: 'Памятка наставника: первая встреча',
      kind: 'guide',
      link: 'https://kollezh.example/school/pervaya-vstrecha',
    },
  },
  {
    daysAgo: 45,
    title: 'Цель, план и обратная связь',
    topics:
      'Как поставить цель вместе с наставляемым, индивидуальный план, как хвалить и как поправлять',
    leader: 'Тихонов Д. А., преподаватель',
    place: 'Методический кабинет, ауд. 214',
    startsAt: '15:30',
    marks: '++++у+',
    material: {
      title: 'Бланк индивидуального плана',
      kind: 'form',
      link: 'https://kollezh.example/school/plan',
    },
  },
  {
    daysAgo: 17,
    title: 'Трудные разговоры',
    topics: 'Пропуски встреч, конфликты, когда звать психолога',
    leader: 'Ларина В. А., психолог',
    place: 'Конференц-зал',
    startsAt: '14:00',
    marks: '+у+--+',
    material: {
      title: 'Слайды: трудные разговоры',
      kind: 'slides',
      link: 'https://kollezh.example/school/trudnye-razgovory',
    },
  },
  {
    daysAgo: -6,
    title: 'Обмен опытом: что у нас получилось',
    topics: 'Каждый наставник приносит один приём, который сработал',
    leader: 'Кузнецова М. С., наставник',
    place: 'Методический кабинет, ауд. 214',
    startsAt: '15:30',
  },
];

const fieldsOf = (session: DemoSession, today: string): SchoolSessionFields => ({
  title: session.title,
  heldOn: addDays(today, -session.daysAgo),
  startsAt: session.startsAt,
  minutes: MINUTES,
  place: session.place,
  link: null,
  topics: session.topics,
  leader: session.leader,
  audience: 'all',
  forms: [],
  personIds: [],
});

async function addSession(
  trx: Knex.Transaction,
  place: Place,
  session: DemoSession,
  ids: readonly string[],
): Promise<void> {
  const { organisationId, programmeId, now } = place;
  const sessionId = await sessionStore(trx).insert(place, fieldsOf(session, place.today), now);
  if (session.material) {
    const fields = { ...session.material, fileId: null, sessionId, forms: [] };
    await materialStore(trx).insert(place, fields, now);
  }
  if (session.marks === undefined) return;
  await sessionStore(trx).hold(programmeId, sessionId);
  const sheet = sheetStore(trx);
  await sheet.ensure({ organisationId, programmeId, sessionId }, ids, now);
  for (const [sign, mark] of Object.entries(MARKS)) {
    const marked = ids.filter((_, n) => session.marks?.[n] === sign);
    if (marked.length > 0) await sheet.mark(sessionId, marked, { mark, version: 0, by: null });
  }
}

/** Gives the demo college a school of mentors: sessions, attendance, materials, two certificates. */
export async function seedSchool(
  trx: Knex.Transaction,
  place: Place,
  people: ReadonlyMap<string, SeededPerson>,
): Promise<void> {
  const mentors = MENTORS.map((key) => {
    const person = people.get(key);
    if (!person) throw new Error(`the demo has no person ${key}`);
    return { key, personId: person.personId, name: person.name.name };
  });
  const rule = { sessions: 3, minutes: null, poolNeedsTraining: false };
  await ruleStore(trx).write(place, 0, rule, place.now);
  const ids = mentors.map(({ personId }) => personId);
  for (const session of SESSIONS) await addSession(trx, place, session, ids);
  const general = {
    title: 'Положение о наставничестве колледжа',
    kind: 'other' as const,
    link: 'https://kollezh.example/school/polozhenie',
    fileId: null,
    sessionId: null,
    forms: [],
  };
  await materialStore(trx).insert(place, general, place.now);
  const held = SESSIONS.filter(({ marks }) => marks !== undefined);
  for (const { key, personId, name } of mentors) {
    if (key !== 'mentor1' && key !== 'mentor3') continue;
    const made = {
      personId,
      name,
      issuedOn: addDays(place.today, -10),
      sessions: held.length,
      minutes: held.length * MINUTES,
      topics: held.map(({ title }) => title),
      issuedBy: people.get('coordinator')?.personId ?? null,
    };
    await certificateStore(trx).insert(place, made, place.now);
  }
}
