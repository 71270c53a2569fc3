import { expect } from 'chai';
import type { Db } from '../../../shared/db/connect.js';
import type { LaunchTool } from '../support/launch-tool.js';
import type { TestPlatform } from '../support/test-platform.js';

/** Rows of every table of the tool. */
async function rows(db: Db): Promise<Record<string, number>> {
  const tables = (await db('sqlite_master').where('type', 'table').pluck('name')) as string[];
  const result: Record<string, number> = {};
  for (const table of tables.filter((name) => !name.startsWith('sqlite_'))) {
    const [row] = (await db(table).count({ n: '*' })) as [{ n: number }];
    result[table] = Number(row.n);
  }
  return result;
}

/** What a refusal must not change, as it was before. */
export interface Before {
  rows: Record<string, number>;
  entered: number;
  keyRequests: number;
}

export const before = async (tool: LaunchTool, platform: TestPlatform): Promise<Before> => ({
  rows: await rows(tool.db),
  entered: tool.api.entered.length,
  keyRequests: platform.jwksRequests(),
});

/**
 * Nothing was stored and nobody asked: no row in any table, no call of the service, and no request to
 * the platform unless its key was needed. What the launch asks of others is its keyset alone.
 * @param keyRequests how many requests for the keyset were due
 */
export async function expectNothingLeft(
  tool: LaunchTool,
  platform: TestPlatform,
  then: Before,
  keyRequests: number,
): Promise<void> {
  expect(await rows(tool.db), 'rows').to.deep.equal(then.rows);
  expect(tool.api.entered.length, 'calls of the service').to.equal(then.entered);
  expect(platform.jwksRequests() - then.keyRequests, 'requests for the keyset').to.equal(
    keyRequests,
  );
}

/**
 * The page is ours and says who mends it, with a reference number that is also in the log; no session.
 * @returns in words, for the document
 */
export async function expectRefused(
  tool: LaunchTool,
  response: Response,
  reason: string,
): Promise<string> {
  const html = await response.text();
  expect(response.headers.get('content-type')).to.match(/^text\/html/);
  expect(tool.failures.at(-1), html.slice(0, 300)).to.equal(reason);
  expect(response.status).to.be.within(400, 499);
  const reference = /<code>([0-9a-f]{12})<\/code>/.exec(html)?.[1];
  expect(reference, 'reference number').to.be.a('string');
  expect(
    tool.log.some((line) => line['reference'] === reference && line['reason'] === reason),
  ).to.equal(true);
  expect(html).to.match(/Кто поможет|Что сделать/);
  expect(response.headers.getSetCookie().some((c) => c.startsWith('nastavnik='))).to.equal(false);
  return `refused: ${response.status} \`${reason}\``;
}
