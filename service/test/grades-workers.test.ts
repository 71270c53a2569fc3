import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import type { Db } from '../../shared/db/connect.js';
import { buildCollege } from './support/college.js';
import { gradeWorld } from './support/grade-world.js';
import { addressOf, buildPair, eachDatabase } from './support/harness.js';

const WORKER = fileURLToPath(new URL('./support/grade-worker.js', import.meta.url));

/** Runs a worker in a process of its own; answers with the ids of the grades that it claimed. */
function runWorker(db: Db, name: string): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const child = fork(WORKER, [addressOf(db), name]);
    let claimed: string[] | undefined;
    child.once('message', (ids) => {
      claimed = ids as string[];
    });
    child.once('error', reject);
    child.once('exit', (code) =>
      claimed ? resolve(claimed) : reject(new Error(`the worker ended with ${code}`)),
    );
  });
}

eachDatabase((openDb) => {
  describe('grades, several workers', () => {
    const w = gradeWorld(openDb);

    it('in processes of their own get each grade exactly once', async () => {
      const college = await buildCollege(w.db, { pairs: 100, meetingsPerPair: 1 });
      await w.service.system.recomputeProgress({ programmeId: college.programmeId });
      const names = ['a', 'b', 'c', 'd'];
      const claimed = (await Promise.all(names.map((name) => runWorker(w.db, name)))).flat();
      const known: { id: string }[] = await w.db('grades').select('id');
      expect(known.length).to.equal(101);
      expect(claimed.sort()).to.deep.equal(known.map((g) => g.id).sort());
      const states: { state: string }[] = await w.db('grades').distinct('state');
      expect(states).to.deep.equal([{ state: 'sent' }]);
    });

    it('at once in one process get each grade exactly once', async () => {
      const college = await buildCollege(w.db, { pairs: 60, meetingsPerPair: 1 });
      await w.service.system.recomputeProgress({ programmeId: college.programmeId });
      const seen: string[] = [];
      const work = async (worker: string) => {
        for (;;) {
          const grades = await w.claim(worker, 7);
          if (grades.length === 0) return;
          expect(grades.length).to.be.at.most(7);
          seen.push(...grades.map((g) => g.gradeId));
          for (const grade of grades) await w.report(grade, 'sent');
        }
      };
      await Promise.all(['a', 'b', 'c', 'd', 'e'].map(work));
      expect(seen.length).to.equal(61);
      expect(new Set(seen).size).to.equal(61);
    });

    it('do not lose what changes while they send', async () => {
      const pairs = await Promise.all(
        [1, 2, 3].map(() =>
          buildPair(w.db, w.programme, { mentors: [w.mentor], mentees: [w.mentee] }),
        ),
      );
      let changing = true;
      const work = async (worker: string) => {
        for (;;) {
          const going = changing;
          const grades = await w.claim(worker, 5);
          for (const grade of grades) await w.report(grade, 'sent');
          if (grades.length === 0 && !going) return;
        }
      };
      const change = Promise.all(
        pairs.map((pair, i) => w.confirmNew(w.mentee, pair, `2026-11-0${i + 1}`)),
      ).finally(() => {
        changing = false;
      });
      await Promise.all([work('a'), work('b'), change]);
      const { score, parts } = await w.service
        .as(w.coordinator.actor())
        .getProgress({ programmeId: w.programme.programmeId, personId: w.mentee.personId });
      expect(parts[0]?.done).to.equal(3);
      expect(await w.gradeOf(w.mentee)).to.include({ state: 'sent', score });
    });
  });
});
