import { expect } from 'chai';
import { statementsOf } from '../lti-tool/test/support/databases.js';
import { connectDb, type Db } from '../shared/db/connect.js';
import { isDuplicate } from '../shared/db/db-errors.js';
import { gatheredInsert, gatheredRows, gatheredSelect } from '../shared/db/gathered.js';
import { DATABASE_KINDS, freshDatabase, type TestDatabase } from './support/databases.js';

interface Pupil {
  college: string;
  name: string;
  marks: number;
}

const insertPupil = gatheredInsert('insert into pupils (college, name, marks) values', '(?, ?, ?)');
const pupilRows = gatheredRows<Pupil, readonly [college: string, name: string]>({
  text: (marks) => `select * from pupils where college in (${marks}) and name in (${marks})`,
  isOf: (row, [college, name]) => row.college === college && row.name === name,
});
const markAbove = gatheredSelect<Pupil>(
  'select ? as nth, college, name, marks from pupils where college = ? and marks >= ?',
);
const NAMES = Array.from({ length: 20 }, (_, n) => `p${n}`);

for (const kind of DATABASE_KINDS) {
  describe(`what several ask at once, on ${kind}`, () => {
    let data: TestDatabase;
    let db: Db;
    before(async () => {
      data = await freshDatabase(kind);
      db = connectDb(data.url);
      await db.schema.createTable('pupils', (t) => {
        t.string('college', 10);
        t.string('name', 10);
        t.integer('marks');
        t.primary(['college', 'name']);
      });
    });
    after(async () => {
      await db.destroy();
      await data.drop();
    });
    beforeEach(() => db('pupils').delete());

    it('is written in few statements, each row once', async () => {
      const asked = await statementsOf(db, () =>
        Promise.all(NAMES.map((name, n) => insertPupil(db, ['a', name, n]))),
      );
      expect(await db('pupils').count({ n: '*' }).first()).to.deep.equal({ n: NAMES.length });
      if (kind === 'mysql') expect(asked.length).to.be.at.most(4);
    });

    it('fails for the one that is wrong, not for the others', async () => {
      await insertPupil(db, ['a', 'p3', 3]);
      const done = await Promise.allSettled(NAMES.map((name) => insertPupil(db, ['a', name, 0])));
      const failed = done.flatMap((one, n) => (one.status === 'rejected' ? [[n, one.reason]] : []));
      expect(failed.map(([n]) => n)).to.deep.equal([3]);
      expect(isDuplicate(failed[0]?.[1])).to.equal(true);
      expect(await db('pupils').count({ n: '*' }).first()).to.deep.equal({ n: NAMES.length });
    });

    it('is read in few statements, and each gets what is theirs', async () => {
      for (const college of ['a', 'b'])
        await db('pupils').insert(NAMES.map((name, n) => ({ college, name, marks: n })));
      let rows: Pupil[][] = [];
      const wanted = NAMES.map((name, n) => [n % 2 ? 'a' : 'b', name] as const);
      const asked = await statementsOf(db, async () => {
        rows = await Promise.all(
          [...wanted, ['a', 'nobody'] as const].map((key) => pupilRows(db, key)),
        );
      });
      expect(rows.pop()).to.deep.equal([]);
      expect(rows.map(([row, ...more]) => [row?.college, row?.name, more.length])).to.deep.equal(
        wanted.map((key) => [...key, 0]),
      );
      if (kind === 'mysql') expect(asked.length).to.be.at.most(2);
    });

    it('is one union where a select has several parameters', async () => {
      await db('pupils').insert(NAMES.map((name, n) => ({ college: 'a', name, marks: n })));
      let rows: Pupil[][] = [];
      const wanted = NAMES.map((_, n) => [n % 2 ? 'a' : 'b', n] as const);
      const asked = await statementsOf(db, async () => {
        rows = await Promise.all(wanted.map((key) => markAbove(db, key)));
      });
      expect(rows.map((found) => found.length)).to.deep.equal(
        wanted.map(([college, n]) => (college === 'a' ? NAMES.length - n : 0)),
      );
      if (kind === 'mysql') expect(asked.length).to.be.at.most(3);
    });

    it('is never answered from before it was asked', async () => {
      await insertPupil(db, ['a', 'p0', 0]);
      for (let marks = 1; marks <= 50; marks += 1) {
        const earlier = pupilRows(db, ['a', 'p0']);
        await db('pupils').update({ marks });
        const [row] = await pupilRows(db, ['a', 'p0']);
        expect(row?.marks).to.equal(marks);
        await earlier;
      }
    });

    it('goes on after a failure', async () => {
      const broken = gatheredRows<Pupil, readonly [string]>({
        text: (marks) => `select * from pupils where no_such_column in (${marks})`,
        isOf: () => true,
      });
      const done = await Promise.allSettled(NAMES.map((name) => broken(db, [name])));
      expect(done.every((one) => one.status === 'rejected')).to.equal(true);
      expect(await pupilRows(db, ['a', 'p0'])).to.deep.equal([]);
      const again = await Promise.allSettled([broken(db, ['p0'])]);
      expect(again[0].status).to.equal('rejected');
    });
  });
}
