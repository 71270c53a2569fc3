import type { Knex } from 'knex';
import { registerStore } from '../../service/registers/register-store.js';

/** What the registers ask for of somebody of the demo; of each pairing where there is one. */
interface Noted {
  key: string;
  side: 'mentor' | 'mentee';
  request?: string;
  results?: string;
  reviewUrl?: string;
}

const NOTED: readonly Noted[] = [
  {
    key: 'mentee1',
    side: 'mentee',
    request: 'Сдать зимнюю сессию без долгов',
    results: 'Закрыл долг по электротехнике',
  },
  { key: 'mentee3', side: 'mentee', request: 'Подготовиться к чемпионату «Профессионалы»' },
  {
    key: 'mentee5',
    side: 'mentee',
    request: 'Выбрать место практики',
    results: 'Прошёл собеседование на практику',
    reviewUrl: 'https://kollezh.example/praktiki/sobesedovanie',
  },
  { key: 'mentor1', side: 'mentor', results: 'Провела двенадцать встреч, собрала пособие' },
  { key: 'student1', side: 'mentee', request: 'Познакомиться с работой депо' },
];

/** Gives the demo's registers requests, results and a link, some of them left to be written. */
export async function seedRegisters(
  trx: Knex.Transaction,
  programmeId: string,
  people: ReadonlyMap<string, { personId: string }>,
): Promise<void> {
  const store = registerStore(trx);
  const members = await store.members(programmeId);
  for (const { key, side, request, results, reviewUrl } of NOTED) {
    const personId = people.get(key)?.personId;
    if (personId === undefined) throw new Error(`the demo has no person ${key}`);
    const pairId =
      members.find((one) => one.personId === personId && one.side === side)?.pairId ?? null;
    await store.writeNotes({ programmeId, personId, side, pairId }, 0, {
      request: request ?? null,
      enteredOn: null,
      results: results ?? null,
      reviewUrl: reviewUrl ?? null,
    });
  }
}
