import { expect } from 'chai';
import type { Frame } from 'playwright-core';
import type { Db } from '../../shared/db/connect.js';
import { dayFromToday } from './meeting-form.js';
import type { Visitor } from './visitor.js';

/** What this browser keeps for the tool, as text: on the device and in the tab. */
export const keptText = (tool: Frame): Promise<string> =>
  tool.evaluate(
    'JSON.stringify([...Object.entries(window.localStorage), ...Object.entries(window.sessionStorage)])',
  );

/** So many drafts lie on the device. */
export const draftsOnDevice = (tool: Frame): Promise<number> =>
  tool.evaluate(
    "Object.keys(window.localStorage).filter((name) => name.startsWith('kept:')).length",
  );

/** What a lost network says in the console is no fault of the page; anything else is. */
export function onlyNetwork(visitor: Visitor): void {
  const others = visitor
    .faults()
    .filter((one) => !/ERR_(?:INTERNET_DISCONNECTED|FAILED|CONNECTION|EMPTY_RESPONSE)/.test(one));
  expect(others).to.deep.equal([]);
}

export const RESTORED = /Восстановлено из черновика от \d+/;
export const OFFLINE = 'Нет сети. Черновик сохранён на этом устройстве';

/** A past day of which nobody's log tells. */
export async function freeDay(db: Db): Promise<string> {
  const taken = new Set(await db('meetings').distinct('held_on').pluck('held_on'));
  for (let days = 1; days < 60; days += 1) {
    const day = dayFromToday(-days);
    if (!taken.has(day)) return day;
  }
  throw new Error('every day has its meeting');
}
