import type { Knex } from 'knex';
import { enterpriseStore } from '../../service/enterprises/enterprise-store.js';
import { mentorStore } from '../../service/mentors/mentor-store.js';
import { addDays } from '../../service/pairs/index.js';

/** What a mentor of the demo says of themself. */
interface Said {
  key: string;
  competences: string;
  achievements?: string;
  interests?: string;
  preferredAge?: string;
  timeResource?: string;
  capacity: number;
  enterprise?: 'depot' | 'software';
  pausedReason?: string;
}

/** One mentor of each kind; two have not said everything yet, as it is in life. */
const SAID: readonly Said[] = [
  {
    key: 'mentor1',
    competences: 'Электротехника, чтение схем, подготовка к демонстрационному экзамену',
    achievements: 'Лучший преподаватель колледжа 2025 года',
    interests: 'Походы, настольные игры',
    preferredAge: '16–18 лет',
    timeResource: '2 часа в неделю, вторник после 15:00',
    capacity: 4,
  },
  {
    key: 'mentor2',
    competences: 'Программирование, подготовка к чемпионату «Профессионалы»',
    interests: 'Робототехника, шахматы',
    preferredAge: '17–19 лет',
    timeResource: '3 часа в неделю',
    capacity: 3,
  },
  {
    key: 'mentor3',
    competences: 'Математика, как сдать первую сессию',
    achievements: 'Именная стипендия области',
    interests: 'Волейбол, волонтёрство',
    timeResource: 'час в неделю, по средам',
    capacity: 2,
  },
  {
    key: 'master',
    competences: 'Ремонт подвижного состава, охрана труда',
    achievements: 'Почётный железнодорожник',
    preferredAge: 'от 18 лет',
    timeResource: '2 раза в месяц на предприятии',
    capacity: 3,
    enterprise: 'depot',
  },
  {
    key: 'engineer',
    competences: 'Тестирование программ, командная работа',
    capacity: 2,
    enterprise: 'software',
    pausedReason: 'Командировка до конца месяца',
  },
];

/** Gives the demo's mentors what they bring, and the college two partner enterprises. */
export async function seedMentors(
  trx: Knex.Transaction,
  of: { organisationId: string; today: string; now: number },
  people: ReadonlyMap<string, { personId: string }>,
): Promise<void> {
  const { organisationId, today, now } = of;
  const nothing = { contactPosition: null, contactEmail: null, note: null, archived: false };
  const depot = await enterpriseStore(trx).insert(
    organisationId,
    {
      ...nothing,
      name: 'Сервисное локомотивное депо «Узловая»',
      contactName: 'Громов Виктор Степанович',
      contactPhone: '+7 900 000-00-11',
      agreementNumber: '14-С',
      agreementOn: addDays(today, -120),
      agreementUntil: addDays(today, 600),
    },
    now,
  );
  const software = await enterpriseStore(trx).insert(
    organisationId,
    {
      ...nothing,
      name: 'ООО «Вектор-Софт»',
      contactName: 'Саркисян Анна Левоновна',
      contactPhone: null,
      agreementNumber: '3',
      agreementOn: addDays(today, -500),
      agreementUntil: addDays(today, -20),
    },
    now,
  );
  const enterprises = { depot, software };
  for (const { key, enterprise, pausedReason, ...said } of SAID) {
    const personId = people.get(key)?.personId;
    if (personId === undefined) throw new Error(`the demo has no person ${key}`);
    const fields = {
      achievements: null,
      interests: null,
      preferredAge: null,
      timeResource: null,
      forms: [],
      ...said,
      paused: pausedReason !== undefined,
      pausedReason: pausedReason ?? null,
      enterpriseId: enterprise === undefined ? null : enterprises[enterprise],
    };
    await mentorStore(trx).write({ organisationId, personId }, 0, fields, now);
  }
}
