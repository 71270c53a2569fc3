import { expect } from 'chai';
import { DEMO_COURSES } from '../demo/register.js';
import { httpApi } from '../service/api/http-client.js';
import { serviceTokenKey } from '../service/api/token.js';
import { buildMeeting, buildPair, buildPerson } from '../service/test/support/harness.js';
import { fromJson } from '../shared/db/dialect.js';
import { DATABASE_KINDS } from './support/databases.js';
import { until } from './support/program.js';
import { REAL_SECRET, type RealStack, startRealCollege } from './support/real-stack.js';
import { baseOf, fieldValue, newSurfer, type Surfer } from './support/surfer.js';

const STUDENTS = 2000;
const OF_A_PAIR = 50;
/**
 * The promise: a college's scores are in the gradebook within two minutes. It is a limit beyond doubt,
 * not a measurement: a machine with nothing else to do needs a tenth of it.
 */
const LIMIT_MS = 120_000;
const DAY_MS = 86_400_000;
const dayAgo = (days: number): string =>
  new Date(Date.now() - days * DAY_MS).toISOString().slice(0, 10);

interface News {
  value: number;
  max: number;
  done: boolean;
}

/** A coordinator's course with a college's students, all of them with pairs and scores that differ. */
async function openCollege(stack: RealStack): Promise<{ surfer: Surfer; base: string }> {
  const { db, lms } = stack;
  await lms.setRoster(DEMO_COURSES[0], [
    { key: 'coordinator', role: 'editingteacher' as const },
    ...Array.from({ length: STUDENTS }, () => ({ role: 'student' as const })),
  ]);
  const surfer = newSurfer(lms.url);
  const base = baseOf(await surfer.launch('coordinator', 'Моё наставничество'));
  await db('programmes').update({ starts_on: dayAgo(100), ends_on: dayAgo(-100), set_up: true });
  const people = await surfer.get(`${base}participants`);
  await surfer.post(`${base}participants/sync`, { _csrf: fieldValue(people.body, '_csrf') });
  const { id: programmeId, organisation_id: organisationId } = await db('programmes').first();
  const programme = { organisationId, programmeId };
  const mentees = (): Promise<{ personId: string }[]> =>
    db('participations')
      .where({ programme_id: programmeId, role: 'mentee' })
      .select({ personId: 'person_id' });
  await until('the roster is there', async () => (await mentees()).length === STUDENTS, LIMIT_MS);
  const mentor = await buildPerson(db, programme, { roles: ['mentor'] });
  const days = { startsOn: dayAgo(90), endsOn: dayAgo(-60) };
  const everyone = await mentees();
  for (let from = 0; from < STUDENTS; from += OF_A_PAIR) {
    const some = everyone.slice(from, from + OF_A_PAIR);
    const pair = await buildPair(db, programme, { mentors: [mentor], mentees: some }, days);
    for (let n = 0; n <= (from / OF_A_PAIR) % 4; n += 1) {
      const heldOn = dayAgo(5 + 14 * n);
      await buildMeeting(db, pair, { heldOn, confirmation: 'confirmed', rating: 8 });
    }
  }
  const system = httpApi(stack.origin, serviceTokenKey(REAL_SECRET));
  await system.as({ kind: 'system', name: 'test' }).recomputeProgress({ programmeId });
  return { surfer, base };
}

// Once is enough: on the server where there is one, since that is what a college of this size has.
for (const database of DATABASE_KINDS.slice(-1)) {
  describe(`a college of two thousand, on ${database}`, function college() {
    this.timeout(4 * LIMIT_MS);
    let stack: RealStack;
    let surfer: Surfer;
    let base: string;
    before(async () => {
      stack = await startRealCollege({ database, seed: false });
      ({ surfer, base } = await openCollege(stack));
    });
    after(() => stack.close());

    const news = async (): Promise<News> =>
      JSON.parse((await surfer.get(`${base}sync/delivery.json`)).body);

    /** Follows the bar as the page does; the values that it had on the way. */
    async function followBar(): Promise<number[]> {
      const values: number[] = [];
      await until(
        'everything is delivered',
        async () => {
          await new Promise((resolve) => setTimeout(resolve, 300));
          const { value, max, done } = await news();
          expect(max).to.equal(STUDENTS);
          values.push(value);
          return done;
        },
        LIMIT_MS,
      );
      return values;
    }

    it('has its scores in the gradebook within the limit', async () => {
      const values = await followBar();
      expect(values.at(-1)).to.equal(STUDENTS);
      expect(stack.lms.state.grades).to.have.length(STUDENTS);
      const scores = await stack.db('grades').distinct('score').pluck('score');
      expect(scores.length, 'scores that differ').to.be.greaterThan(2);
    });

    it('sends all of them again when asked, and the bar only ever grows', async () => {
      const stamps = new Map(stack.lms.state.grades.map((one) => [one.userId, one.timestamp]));
      const page = await surfer.get(`${base}sync/resend`);
      expect(page.body).to.match(/Передать 2\s000 оценок ещё раз\?/);
      const csrf = { _csrf: fieldValue(page.body, '_csrf') };
      await surfer.post(`${base}sync/resend`, { ...csrf, all: '1' });
      const values = await followBar();
      expect(values).to.deep.equal([...values].sort((a, b) => a - b));
      expect(values[0], 'it was seen on its way').to.be.lessThan(STUDENTS);
      const { grades } = stack.lms.state;
      expect(grades).to.have.length(STUDENTS);
      expect(grades.filter((one) => one.timestamp <= (stamps.get(one.userId) ?? 0))).to.deep.equal(
        [],
      );
      const entry = await stack.db('journal').where('action', 'grades.resend').first();
      expect(fromJson(entry.after)).to.deep.equal({ queued: STUDENTS, personIds: null });
    });

    it('agrees with the gradebook, and sees what was changed there', async () => {
      const check = async () => {
        const page = await surfer.get(`${base}sync/check`);
        const csrf = { _csrf: fieldValue(page.body, '_csrf') };
        return (await surfer.post(`${base}sync/check`, csrf)).body;
      };
      expect(await check()).to.match(/совпадает 2\s?000 оценок, расхождений нет/);
      const [first, second] = stack.lms.state.grades;
      if (!first || !second) throw new Error('no grades');
      stack.lms.state.grades.splice(0, 1);
      Object.assign(second, { value: (second.value ?? 0) + 5 });
      const body = await check();
      expect(body).to.contain('Нет в журнале: 1').and.to.contain('Другое значение: 1');
      const csrf = { _csrf: fieldValue(body, '_csrf') };
      await surfer.post(`${base}sync/check/resend`, { ...csrf, kind: 'missing' });
      await until('it is there again', () => stack.lms.state.grades.length === STUDENTS);
    });
  });
}
