import type { Knex } from 'knex';
import type { ThirdPartyGiver } from '../../service/api/index.js';
import { bulkInsert } from '../../service/db/bulk.js';
import { THIRD_PARTY_NOW } from '../../service/surveys/templates/third-party.js';
import { toJson } from '../../shared/db/dialect.js';
import { newId } from '../../shared/ids.js';
import { sha256 } from '../../shared/seal.js';

const DAY_MS = 86_400_000;
const GROUP = 'ТОР-21';

interface Told {
  key: string;
  giver: ThirdPartyGiver;
  by: string;
  daysAgo: number;
  answers: object;
}

/** What was told of some mentees of the demo; of others an answer is still awaited. */
const TOLD: readonly Told[] = [
  {
    key: 'mentee1',
    giver: 'group_curator',
    by: 'Мельникова Вера Павловна, куратор группы',
    daysAgo: 12,
    answers: {
      attendance: 'sometimes',
      marks: 'uneven',
      needs: ['study', 'organisation'],
      strengths: 'Хорошо работает руками, на практике один из лучших.',
      worries: 'Не успевает сдавать в срок, теряется у доски.',
      form: 'student_student',
    },
  },
  {
    key: 'mentee1',
    giver: 'parent',
    by: 'Иванова Светлана Викторовна, мама',
    daysAgo: 9,
    answers: {
      needs: ['motivation', 'organisation'],
      strengths: 'Чинит технику всей семье.',
      interests: 'Велосипеды, электроника',
      form: 'unsure',
    },
  },
  {
    key: 'mentee3',
    giver: 'group_curator',
    by: 'Мельникова Вера Павловна, куратор группы',
    daysAgo: 12,
    answers: {
      attendance: 'regular',
      marks: 'good',
      needs: ['talent', 'trajectory'],
      strengths: 'Сильная математика, помогает другим.',
      form: 'employer_student',
    },
  },
];

/** Writes what group curators and parents told, by one link for a group and one of a parent. */
export async function seedThirdParty(
  trx: Knex.Transaction,
  where: { organisationId: string; programmeId: string; now: number },
  people: ReadonlyMap<string, { personId: string }>,
): Promise<void> {
  const { organisationId, programmeId, now } = where;
  const idOf = (key: string) => people.get(key)?.personId ?? '';
  const base = { organisation_id: organisationId, programme_id: programmeId };
  const link = (personId: string | null, giver: ThirdPartyGiver, contact: string) => ({
    id: newId(),
    ...base,
    person_id: personId,
    scope: 'third_party',
    giver,
    group_name: personId === null ? GROUP : null,
    // Nobody has the token: a link of the demo opens nothing.
    token_hash: sha256(newId()),
    confirmation: 'code',
    contact,
    expires_at: now + 5 * DAY_MS,
    last_used_at: now - 9 * DAY_MS,
    created_by: idOf('coordinator'),
    created_at: now - 13 * DAY_MS,
  });
  const ofGroup = link(null, 'group_curator', 'melnikova@kollezh.example');
  const ofParent = link(idOf('mentee1'), 'parent', 'ivanova@pochta.example');
  const waiting = link(idOf('student2'), 'parent', 'ershov@pochta.example');
  const sheet = (key: string, giver: ThirdPartyGiver, told: Told | null) => {
    const { id } = giver === 'parent' ? (told === null ? waiting : ofParent) : ofGroup;
    return {
      id: newId(),
      ...base,
      person_id: idOf(key),
      giver,
      source: id,
      link_id: id,
      template: THIRD_PARTY_NOW[giver],
      state: told === null ? 'asked' : 'given',
      giver_name: told?.by ?? null,
      answers: told === null ? null : toJson(told.answers),
      given_at: told === null ? null : now - told.daysAgo * DAY_MS,
      version: told === null ? 0 : 1,
      created_at: now - 13 * DAY_MS,
    };
  };
  await bulkInsert(trx, 'personal_links', [ofGroup, ofParent, waiting]);
  await bulkInsert(trx, 'third_party_sheets', [
    ...TOLD.map((told) => sheet(told.key, told.giver, told)),
    sheet('student2', 'parent', null),
  ]);
}
