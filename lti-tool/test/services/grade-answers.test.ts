import type { ServerResponse } from 'node:http';
import { expect } from 'chai';
import { REQUESTS_AT_ONCE } from '../../lti/grade-sync.js';
import { portOfTests } from '../support/ports.js';
import { type ScriptedLms, scriptedLms } from './scripted-lms.js';
import { eachDatabase, startWorld, until, type World } from './support.js';

const PORTS = { lms: await portOfTests(), tool: await portOfTests() };
const IN_TWO_MINUTES = () => new Date(Math.ceil(Date.now() / 1000) * 1000 + 120_000).toUTCString();

interface Case {
  says: string;
  answer: (res: ServerResponse, nth: number) => void;
  state: 'sent' | 'refused' | 'waiting';
  reason: string | null;
  /** What the platform asked to wait, in seconds, within two. */
  wait?: number;
  /** Requests that the one score made. */
  requests?: number;
}

const status =
  (code: number, headers: Record<string, string> = {}) =>
  (res: ServerResponse) =>
    res.writeHead(code, headers).end();

const CASES: readonly Case[] = [
  { says: '200: sent', answer: status(200), state: 'sent', reason: null },
  { says: '201: sent', answer: status(201), state: 'sent', reason: null },
  { says: '204: sent', answer: status(204), state: 'sent', reason: null },
  {
    says: '400: refused, not a student',
    answer: status(400),
    state: 'refused',
    reason: 'user_not_student',
  },
  {
    says: '403: refused, not allowed',
    answer: status(403),
    state: 'refused',
    reason: 'not_allowed',
  },
  {
    says: '404: refused, nobody by that name',
    answer: status(404),
    state: 'refused',
    reason: 'user_unknown',
  },
  { says: '422: refused', answer: status(422), state: 'refused', reason: 'rejected' },
  {
    says: '409: stamped anew and due at once',
    answer: status(409),
    state: 'waiting',
    reason: 'stale_timestamp',
  },
  {
    says: '401 once: a new token, and sent',
    answer: (res, nth) => status(nth === 1 ? 401 : 200)(res),
    state: 'sent',
    reason: null,
    requests: 2,
  },
  {
    says: '401 twice: later',
    answer: status(401),
    state: 'waiting',
    reason: 'unauthorised',
    requests: 2,
  },
  { says: '429: later', answer: status(429), state: 'waiting', reason: 'busy' },
  {
    says: '429 with Retry-After in seconds: not before',
    answer: status(429, { 'retry-after': '90' }),
    state: 'waiting',
    reason: 'busy',
    wait: 90,
  },
  {
    says: '429 with Retry-After as a date: not before',
    answer: (res) => status(429, { 'retry-after': IN_TWO_MINUTES() })(res),
    state: 'waiting',
    reason: 'busy',
    wait: 120,
  },
  { says: '500: later', answer: status(500), state: 'waiting', reason: 'busy' },
  {
    says: '503 with Retry-After as a date: not before',
    answer: (res) => status(503, { 'retry-after': IN_TWO_MINUTES() })(res),
    state: 'waiting',
    reason: 'busy',
    wait: 120,
  },
  {
    says: '200 with a page of maintenance instead of the service: later',
    answer: (res) =>
      res
        .writeHead(200, { 'content-type': 'text/html' })
        .end('\n<!DOCTYPE html><html><body>Идут работы</body></html>'),
    state: 'waiting',
    reason: 'busy',
  },
  {
    says: '200 with words of its own that are no page: sent',
    answer: (res) => res.writeHead(200, { 'content-type': 'text/html' }).end('OK'),
    state: 'sent',
    reason: null,
  },
  {
    says: 'the connection breaks: later',
    answer: (res) => res.destroy(),
    state: 'waiting',
    reason: 'unreachable',
  },
  {
    says: 'no answer in time: later',
    answer: () => undefined,
    state: 'waiting',
    reason: 'unreachable',
  },
  {
    says: 'a redirect is not followed: later',
    answer: status(302, { location: 'http://127.0.0.1:1/' }),
    state: 'waiting',
    reason: 'unreachable',
  },
];

describe('what an LMS may answer to a score', () => {
  eachDatabase((db) => {
    let world: World;
    let lms: ScriptedLms;
    beforeEach(async () => {
      world = await startWorld(db(), PORTS);
      lms = await scriptedLms(world);
    });
    afterEach(async () => {
      await lms.close();
      await world.stop();
    });

    for (const one of CASES) {
      it(one.says, async () => {
        lms.answer = one.answer;
        const grade = lms.due('57');
        await world.services.grades.runOnce();
        expect(grade).to.include({ state: one.state, reason: one.reason });
        expect(lms.scores).to.have.length(one.requests ?? 1);
        const result = world.service.results.at(-1);
        if (one.wait === undefined) expect(result?.retryAfterSeconds).to.equal(null);
        else expect(result?.retryAfterSeconds).to.be.within(one.wait - 2, one.wait + 1);
        if (one.reason === 'stale_timestamp') {
          expect(result?.outcome).to.equal('stale_timestamp');
        }
      });
    }

    it('a 401 asks for one token, and for no more', async () => {
      lms.due('1');
      await world.services.grades.runOnce();
      const before = lms.tokens;
      lms.answer = (res, nth) => status(nth === 2 ? 401 : 200)(res);
      lms.due('2');
      await world.services.grades.runOnce();
      expect(lms.tokens).to.equal(before + 1);
    });

    it('the same score sent a second time is one score', async () => {
      const grade = lms.due('57', 60);
      await world.services.grades.runOnce();
      Object.assign(grade, { state: 'waiting', dueAt: 0 });
      await world.services.grades.runOnce();
      const [first, second] = lms.scores;
      expect(lms.scores).to.have.length(2);
      expect({ ...second, timestamp: '' }).to.deep.equal({ ...first, timestamp: '' });
      expect(Date.parse(String(second?.['timestamp']))).to.be.at.least(
        Date.parse(String(first?.['timestamp'])) + 1000,
      );
    });

    it('a college whose LMS is slow holds up no other one, and is asked four things at once', async () => {
      const held: ServerResponse[] = [];
      lms.answer = (res) => held.push(res);
      for (let n = 1; n <= 60; n += 1) lms.due(String(n));
      const others = [1, 2, 3, 4, 5, 6].map((n) =>
        world.service.due({
          programmeId: world.programmeId,
          organisationId: world.organisationId,
          issuer: world.platform.issuer,
          subject: String(world.lms.user(`mentee${n}`).id),
          score: 10 * n,
        }),
      );
      world.services.grades.start();
      await until(() => others.every((grade) => grade.state === 'sent'));
      await until(() => held.length === REQUESTS_AT_ONCE);
      expect(lms.scores, 'nothing of the slow one is through').to.have.length(REQUESTS_AT_ONCE);
      // It wakes up: the rest goes through, never more than four at once.
      lms.answer = (res) => setTimeout(status(200), 2, res);
      for (const res of held) status(200)(res);
      await until(() => world.service.grades.every((grade) => grade.state === 'sent'));
      await world.services.grades.stop();
      expect(lms.mostOpen).to.equal(REQUESTS_AT_ONCE);
      expect(lms.scores).to.have.length(60);
    });
  });
});
