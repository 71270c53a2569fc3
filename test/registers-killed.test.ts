import { expect } from 'chai';
import { httpApi } from '../service/api/http-client.js';
import type { MentoringClient } from '../service/api/index.js';
import type { RegisterImport } from '../service/api/register-imports.js';
import { serviceTokenKey } from '../service/api/token.js';
import { buildPerson, buildProgramme } from '../service/test/support/harness.js';
import { checked } from '../service/test/support/register-world.js';
import type { Db } from '../shared/db/connect.js';
import { DATABASE_KINDS } from './support/databases.js';
import { until } from './support/program.js';
import { REAL_SECRET, type RealStack, startReal } from './support/real-stack.js';

const KEY = serviceTokenKey(REAL_SECRET);
const ROWS = 1200;
/** Milliseconds after which the program is killed: while it is told what is to be written, and while it is. */
const KILLS = [40, 250, 500, 800];

const rows = Array.from({ length: ROWS }, (_, i) => [
  String(i + 1),
  `Учеников${i} Иван Петрович`,
  '',
  '2008',
  '',
  '05.09.2026',
  `Наставников${i % 200} Олег Ильич`,
  'Студент – студент',
  '',
  '30.06.2027',
  '',
  '',
  '',
]);

/** How much of the file is there. */
async function written(db: Db, programmeId: string): Promise<number[]> {
  const counts = [];
  for (const table of ['members', 'pairs', 'pair_members', 'register_import_items']) {
    const [row] = await db(table).where('programme_id', programmeId).count({ n: '*' });
    counts.push(Number(row?.['n']));
  }
  return counts;
}

/** The coordinator, then mentees and mentors, pairs, their members, what undoing rests on. */
const NOTHING = [1, 0, 0, 0];
const ALL = [1 + ROWS + 200, ROWS, 2 * ROWS, ROWS + 200 + ROWS];

for (const database of DATABASE_KINDS) {
  describe(`a register that is being taken in when the program is killed, on ${database}`, function killed() {
    this.timeout(240_000);
    let stack: RealStack;
    afterEach(() => stack.close());

    it('is there as a whole or not at all, and goes on when asked to', async () => {
      stack = await startReal({ database });
      const { db } = stack;
      let interrupted = 0;
      for (const delay of KILLS) {
        const programme = await buildProgramme(db);
        const boss = await buildPerson(db, programme, { roles: ['coordinator'] });
        const { programmeId } = programme;
        const client = (): MentoringClient => httpApi(stack.origin, KEY).as(boss.actor());
        const ready = await checked(client(), programmeId, 'mentees', rows);
        expect(ready.counts).to.include({ problems: 0, doubts: 0, rows: ROWS });
        const at = { programmeId, importId: ready.importId };
        await client().runRegisterImport({ ...at, version: ready.version });
        await new Promise((resolve) => setTimeout(resolve, delay));
        await stack.tool.end('SIGKILL');
        const left = await written(db, programmeId);
        expect([NOTHING, ALL]).to.deep.include(left);
        await stack.startTool();
        let seen: RegisterImport = await client().getRegisterImport(at);
        expect(seen.state).to.equal(left[1] === 0 ? 'running' : 'done');
        if (seen.state === 'running') {
          interrupted += 1;
          // The minute in which whoever wrote may still be there has passed.
          await db('register_imports').where('id', at.importId).update({ heard_at: 0 });
          seen = await client().getRegisterImport(at);
          expect(seen.stalled).to.equal(true);
          await client().runRegisterImport({ ...at, version: seen.version });
          await until(
            'it is there',
            async () => (await client().getRegisterImport(at)).state === 'done',
            60_000,
          );
        }
        expect(await written(db, programmeId)).to.deep.equal(ALL);
      }
      expect(interrupted, 'imports that were really interrupted').to.be.greaterThan(0);
    });
  });
}
