import type { Knex } from 'knex';
import type { PortfolioFields } from '../../service/api/portfolio.js';
import type { InterviewOutcome, PortfolioKind } from '../../service/api/reference.js';
import { memberStore } from '../../service/council/member-store.js';
import { protocolStore } from '../../service/council/protocol-store.js';
import { readProposal } from '../../service/mentor-registers/proposal.js';
import { registerStore } from '../../service/mentor-registers/register-store.js';
import { addDays } from '../../service/pairs/index.js';
import { readProgrammeNames } from '../../service/programmes/index.js';
import { criteriaStore } from '../../service/selection/criteria-store.js';
import { DEFAULT_CRITERIA } from '../../service/selection/default-criteria.js';
import { interviewStore } from '../../service/selection/interview-store.js';
import { portfolioStore } from '../../service/selection/portfolio-store.js';

interface Where {
  organisationId: string;
  programmeId: string;
  today: string;
  now: number;
  timeZone: string;
}

type People = ReadonlyMap<string, { personId: string }>;

const INTERVIEWER = 'Лебедева О. Н., координатор';
const DAY_MS = 86_400_000;
const SITTING_DAYS_AGO = 60;
const REGISTER_DAYS_AGO = 57;
const HEAD = 'Зорин Павел Андреевич';

/** How the selection of a mentor of the demo went; who is not here has it before them. */
const SELECTED: Readonly<
  Record<
    string,
    {
      daysAgo: number;
      outcome: InterviewOutcome;
      reason?: string;
      motivation: string;
      experience: string;
      readiness: string;
      limits?: string;
      /** Points in the order of the list. */
      points: readonly number[];
      comment?: string;
    }
  >
> = {
  mentor1: {
    daysAgo: 70,
    outcome: 'recommended',
    motivation: 'Хочет, чтобы первокурсники не бросали специальность после первой сессии.',
    experience: 'Двенадцать лет преподаёт, вела две группы как куратор.',
    readiness: 'Слушает до конца, о чужих ошибках говорит спокойно.',
    points: [2, 2, 2, 2, 1, 2, 2, 2, 2, 2],
  },
  mentor2: {
    daysAgo: 68,
    outcome: 'recommended',
    motivation: 'Готовит ребят к чемпионату и видит, что им не хватает старшего рядом.',
    experience: 'Эксперт чемпионата, руководит кружком.',
    readiness: 'Терпелив, на трудные вопросы отвечает прямо.',
    limits: 'Во время чемпионата – только онлайн.',
    points: [2, 1, 2, 2, 2, 2, 1, 2, 1, 2],
  },
  mentor3: {
    daysAgo: 12,
    outcome: 'conditional',
    reason: 'После встречи с психологом о том, как говорить о конфликтах.',
    motivation: 'Ей самой помогла старшекурсница, хочет вернуть это другим.',
    experience: 'Староста, волонтёр центра «Добро».',
    readiness: 'Открыта, но принимает чужие неудачи близко к сердцу.',
    points: [2, 1, 1, 2, 2, 2, 1, 1, 2, 2],
    comment: 'Хорошо ладит с первокурсниками.',
  },
  master: {
    daysAgo: 30,
    outcome: 'recommended',
    motivation: 'Предприятию нужны молодые ремонтники, готов учить сам.',
    experience: 'Двадцать лет в депо, наставник трёх практикантов.',
    readiness: 'Строг, но справедлив.',
    points: [1, 2, 2, 2, 1, 1, 1, 2, 1, 2],
  },
};

const PORTFOLIO: readonly ({ key: string; daysAgo: number; kind: PortfolioKind } & Pick<
  PortfolioFields,
  'title' | 'description' | 'link' | 'shown'
>)[] = [
  {
    key: 'mentor1',
    daysAgo: 200,
    kind: 'award',
    title: 'Лучший преподаватель колледжа',
    description: null,
    link: null,
    shown: true,
  },
  {
    key: 'mentor1',
    daysAgo: 320,
    kind: 'training',
    title: 'Курс «Наставник в системе СПО», 36 часов',
    description: 'Удостоверение о повышении квалификации.',
    link: null,
    shown: false,
  },
  {
    key: 'mentor2',
    daysAgo: 150,
    kind: 'achievement',
    title: 'Подготовил призёра чемпионата «Профессионалы»',
    description: 'Компетенция «Программные решения для бизнеса», второе место в области.',
    link: 'https://example.org/championship',
    shown: true,
  },
];

async function seedCouncil(trx: Knex.Transaction, where: Where, people: People) {
  const { today, now, programmeId } = where;
  const store = memberStore(trx);
  const since = addDays(today, -90);
  const base = { since, until: null, name: null, personId: null };
  const chair = await store.insert(
    where,
    { ...base, name: HEAD, position: 'заместитель директора', role: 'chair' },
    now,
  );
  const secretary = await store.insert(
    where,
    {
      ...base,
      personId: people.get('coordinator')?.personId ?? null,
      position: 'координатор наставничества',
      role: 'secretary',
    },
    now,
  );
  await store.insert(
    where,
    {
      ...base,
      personId: people.get('curator')?.personId ?? null,
      position: 'куратор групп',
      role: 'member',
    },
    now,
  );
  const personIds = ['mentor1', 'mentor2'].flatMap((key) => people.get(key)?.personId ?? []);
  const minutes = protocolStore(trx);
  const fields = {
    number: '1',
    heldOn: addDays(today, -SITTING_DAYS_AGO),
    presentIds: [chair, secretary],
    points: [
      {
        topic: 'О кандидатах в наставники',
        decision: 'Рекомендовать в реестр наставников.',
        personIds,
      },
    ],
  };
  const by = { personId: people.get('coordinator')?.personId ?? null, at: now };
  const protocolId = await minutes.insert(where, fields, by);
  if (protocolId === null) throw new Error('the demo has these minutes already');
  const members = await store.all(programmeId);
  const concerned = await minutes.people(programmeId, protocolId);
  const frozen = {
    present: members
      .filter(({ memberId }) => fields.presentIds.includes(memberId))
      .map(({ name, position, role }) => ({ name, position, role })),
    people: [concerned.map(({ personId, name }) => ({ personId, name }))],
    signedBy: members.find(({ memberId }) => memberId === secretary)?.name ?? '',
    ...(await readProgrammeNames(trx, programmeId)),
  };
  await minutes.sign(programmeId, protocolId, 1, frozen, {
    ...by,
    at: now - SITTING_DAYS_AGO * DAY_MS,
  });
  return { protocolId, chair };
}

/** The register that was approved two months ago: of who was selected by then. */
async function seedRegister(
  trx: Knex.Transaction,
  where: Where,
  people: People,
  protocolId: string,
): Promise<void> {
  const { organisationId, programmeId, today, timeZone } = where;
  const reader = {
    organisationId,
    programmeId,
    timeZone,
    personId: null,
    role: 'coordinator' as const,
    roles: [],
    candidate: false,
    scopeForms: null,
    revision: 0,
  };
  const then = ['mentor1', 'mentor2'].map((key) => people.get(key)?.personId);
  const proposed = await readProposal(trx, reader, today);
  const rows = proposed
    .filter(({ personId }) => then.includes(personId))
    .map(({ personId, name, cells }, index) => ({
      personId,
      name,
      // They were in the programme before the order.
      cells: { ...cells, joinedOn: addDays(today, -REGISTER_DAYS_AGO - 14) },
      position: index + 1,
      lacks: [],
      reason: null,
    }));
  await registerStore(trx).insert(
    where,
    {
      number: 1,
      orderNumber: '58-р',
      orderOn: addDays(today, -REGISTER_DAYS_AGO),
      basis: null,
      protocolId,
      approvedAt: where.now - REGISTER_DAYS_AGO * DAY_MS,
    },
    rows,
    people.get('coordinator')?.personId ?? null,
  );
}

/** Gives the demo a council, interviews, sheets, portfolios and a register that an order approved. */
export async function seedSelection(
  trx: Knex.Transaction,
  where: Where,
  people: People,
): Promise<void> {
  const { organisationId, programmeId, today, now } = where;
  const { protocolId, chair } = await seedCouncil(trx, where, people);
  const by = { personId: people.get('coordinator')?.personId ?? null, at: now };
  const list = await criteriaStore(trx).add(where, 1, DEFAULT_CRITERIA, {
    personId: null,
    at: now,
  });
  for (const [key, said] of Object.entries(SELECTED)) {
    const personId = people.get(key)?.personId;
    if (personId === undefined || list === null) throw new Error(`the demo has no person ${key}`);
    const { daysAgo, points, comment, reason, limits, ...words } = said;
    const of = { organisationId, programmeId, personId };
    const heldOn = addDays(today, -daysAgo);
    const fields = { ...words, heldOn, heldBy: INTERVIEWER, limits: null, reason: reason ?? null };
    await interviewStore(trx).insert(of, { ...fields, limits: limits ?? null }, by);
    await criteriaStore(trx).insertSheet(
      of,
      list.criteriaId,
      { key: `m${chair}`, name: HEAD },
      {
        scores: Object.fromEntries(list.items.map(({ code }, n) => [code, points[n] ?? 1])),
        comment: comment ?? null,
        filledBy: by.personId,
        at: now - daysAgo * DAY_MS,
      },
    );
  }
  for (const { key, daysAgo, ...entry } of PORTFOLIO) {
    const personId = people.get(key)?.personId;
    if (personId === undefined) throw new Error(`the demo has no person ${key}`);
    const happenedOn = addDays(today, -daysAgo);
    const of = { organisationId, programmeId, personId };
    await portfolioStore(trx).insert(of, { ...entry, happenedOn, fileId: null }, by);
  }
  await seedRegister(trx, where, people, protocolId);
}
