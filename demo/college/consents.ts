import type { Knex } from 'knex';
import type { ConsentKind } from '../../service/api/index.js';
import { readConsentTemplates } from '../../service/consents/consent-texts.js';
import { termOf } from '../../service/consents/text-rules.js';
import { bulkInsert, type Value } from '../../service/db/bulk.js';
import { addDays } from '../../shared/dates.js';
import { toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';

/** How old somebody of the demo is, and which consent there is of them. */
interface DemoConsent {
  /** Whole years, and days since the last birthday; null: of age, without a birth date. */
  age: [years: number, days: number] | null;
  consent?: 'own' | 'parent';
  representative?: string;
}

/** Who is not named has no birth date yet: something is left to be done. */
const DEMO_CONSENTS: Readonly<Record<string, DemoConsent>> = {
  mentor1: { age: null, consent: 'own' },
  mentor2: { age: null, consent: 'own' },
  mentor3: { age: [20, 40], consent: 'own' },
  mentee1: { age: [17, 120], consent: 'parent', representative: 'Иванова Светлана Викторовна' },
  mentee2: { age: [16, 200], representative: 'Смирнова Ольга Петровна' },
  mentee3: { age: [19, 15], consent: 'own' },
  mentee4: { age: [18, 9], consent: 'parent', representative: 'Петров Олег Иванович' },
  mentee5: { age: [20, 300], consent: 'own' },
  mentee8: {
    age: [17, 30],
    consent: 'parent',
    representative: 'Александрова-Преображенская Наталья Владиславовна',
  },
  master: { age: null, consent: 'own' },
  engineer: { age: null },
  novice: { age: null, consent: 'own' },
  student1: { age: [18, 90], consent: 'own' },
  student2: { age: [17, 60], consent: 'parent', representative: 'Ершов Тимур Олегович' },
  student6: { age: [16, 75], consent: 'parent', representative: 'Лаптев Андрей Викторович' },
  student7: { age: [18, 140], consent: 'own' },
  student8: { age: [16, 210], consent: 'parent', representative: 'Ниязов Марат Ильдарович' },
  student9: { age: [18, 61], consent: 'own' },
};

/** A consent was signed so many days ago, before the 18th birthday of who turned 18 lately. */
const SIGNED_AGO = 40;

const yearsBefore = (date: string, years: number): string =>
  `${Number(date.slice(0, 4)) - years}${date.slice(4)}`.replace('-02-29', '-02-28');

/** Writes what is known of the people of the demo, and their consents on paper. */
export async function seedConsents(
  trx: Knex.Transaction,
  where: { organisationId: string; programmeId: string; now: number; today: string },
  people: ReadonlyMap<string, { personId: string }>,
): Promise<void> {
  const { organisationId, programmeId, now, today } = where;
  const templates = readConsentTemplates();
  const { ends_on: endsOn } = await trx('programmes').where('id', programmeId).first('ends_on');
  const base = { organisation_id: organisationId, created_at: now };
  const known = Object.entries(DEMO_CONSENTS).flatMap(([key, one]) => {
    const personId = people.get(key)?.personId;
    return personId === undefined ? [] : [{ ...one, personId }];
  });
  const paper = (personId: string, kind: ConsentKind, representative: string | null) => ({
    ...base,
    id: newId(),
    programme_id: programmeId,
    person_id: personId,
    kind,
    act: 'given',
    effective_on: addDays(today, -SIGNED_AGO),
    valid_until: termOf(templates[kind], endsOn),
    way: 'paper',
    by_whom: kind === 'parent' ? 'representative' : 'person',
    representative_name: representative,
    representative_ground: representative === null ? null : 'parent',
    purpose: templates[kind].purpose,
    data: toJson(templates[kind].data),
    actions: toJson(templates[kind].actions),
    original_note: 'Личное дело, учебная часть',
    actor_id: people.get('coordinator')?.personId ?? null,
  });
  await bulkInsert(
    trx,
    'profiles',
    known.map(({ personId, age, representative }) => ({
      ...base,
      person_id: personId,
      birth_date: age === null ? null : addDays(yearsBefore(today, age[0]), -age[1]),
      adult: age === null,
      representative_name: representative ?? null,
    })) satisfies Record<string, Value>[],
  );
  await bulkInsert(
    trx,
    'consents',
    known.flatMap(({ personId, consent, representative }) =>
      consent === undefined
        ? []
        : [paper(personId, consent, (consent === 'parent' && representative) || null)],
    ) satisfies Record<string, Value>[],
  );
}
