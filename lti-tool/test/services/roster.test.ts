import { expect } from 'chai';
import { fromJson } from '../../../shared/db/dialect.js';
import { AppError } from '../../../shared/errors.js';
import { newId } from '../../../shared/ids.js';
import { portOfTests } from '../support/ports.js';
import { eachDatabase, serveOn, startWorld, type World } from './support.js';

const PORTS = { lms: await portOfTests(), tool: await portOfTests() };
const NRPS_PORT = await portOfTests();

interface Page {
  members: unknown[];
  status?: number;
  link?: string;
  retryAfter?: number;
}

/** A roster service of the test's own: pages by number, the requests that came. */
async function rosterServer(pages: (page: number, path: string) => Page) {
  const asked: string[] = [];
  const server = await serveOn(NRPS_PORT, (req, res) => {
    const url = new URL(req.url ?? '/', `http://127.0.0.1:${NRPS_PORT}`);
    asked.push(url.pathname + url.search);
    const page = pages(Number(url.searchParams.get('page') ?? 1), url.pathname);
    if (page.link) res.setHeader('Link', Buffer.from(page.link).toString('latin1'));
    if (page.retryAfter !== undefined) res.setHeader('Retry-After', String(page.retryAfter));
    res.writeHead(page.status ?? 200, {
      'content-type': 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json',
    });
    res.end(JSON.stringify({ id: 'x', context: { id: '2' }, members: page.members }));
  });
  return { ...server, asked };
}

const member = (id: number | string, more: object = {}) => ({
  user_id: String(id),
  roles: ['Learner'],
  status: 'Active',
  ...more,
});

/** Twenty pages of three people. */
const twenty =
  (broken?: number) =>
  (page: number): Page => ({
    members: [1, 2, 3].map((n) => member((page - 1) * 3 + n)),
    ...(page === broken ? { status: 503 } : {}),
    ...(page < 20
      ? { link: `<http://127.0.0.1:${NRPS_PORT}/roster?page=${page + 1}>; rel="next"` }
      : {}),
  });

describe('roster of a course', () => {
  eachDatabase((db) => {
    let world: World;
    let nrps: Awaited<ReturnType<typeof rosterServer>> | null = null;
    beforeEach(async () => {
      world = await startWorld(db(), PORTS);
    });
    afterEach(async () => {
      await world.stop();
      await nrps?.close();
      nrps = null;
    });

    async function serve(pages: (page: number, path: string) => Page): Promise<void> {
      nrps = await rosterServer(pages);
      await db()('lti_contexts').update({ memberships_url: `${nrps.url}/roster?role=Learner` });
    }
    const syncNow = () => world.services.roster.syncNow(world.programmeId);
    const status = () => world.services.roster.status(world.programmeId);
    const last = () => {
      const call = world.service.rosters.at(-1);
      if (!call) throw new Error('syncRoster was not called');
      return call;
    };

    async function reasonOf(work: Promise<unknown>): Promise<unknown> {
      try {
        await work;
        return 'none';
      } catch (error) {
        if (error instanceof AppError) return error.details['reason'];
        throw error;
      }
    }

    it('fetches the whole roster of the demo LMS, page by page', async () => {
      await world.lms.setRoster(
        2,
        Array.from({ length: 1203 }, (_, n) => ({
          role: n < 3 ? ('editingteacher' as const) : ('student' as const),
        })),
      );
      await syncNow();
      const { members, complete, issuer } = last();
      expect(complete).to.equal(true);
      expect(issuer).to.equal(world.lms.url);
      expect(new Set(members.map((m) => m.subject)).size).to.equal(1203);
      expect(members.filter((m) => m.lmsRole === 'instructor')).to.have.length(3);
      expect(world.lms.calls.filter((c) => c.path.includes('/memberships'))).to.have.length(3);
      expect(await status()).to.include({
        state: 'done',
        error: null,
        available: true,
        total: 1203,
        added: 1,
        left: 2,
      });
    });

    it('fetches every page and keeps the role that the next link drops', async () => {
      await serve(twenty());
      await syncNow();
      expect(last().members).to.have.length(60);
      expect(last().complete).to.equal(true);
      expect(nrps?.asked).to.have.length(20);
      expect(
        nrps?.asked.every((path) => path.includes('role=Learner') && path.includes('limit=')),
      ).to.equal(true);
    });

    it('page 7 of 20 fails: nobody may count as gone, and it says so', async () => {
      await serve(twenty(7));
      expect(await reasonOf(syncNow())).to.equal('busy');
      expect(last().complete).to.equal(false);
      expect(last().members).to.have.length(18);
      expect(await status()).to.include({ state: 'failed', error: 'busy', finishedAt: null });
      const row = await db()('lti_contexts').first(
        'sync_next_at',
        'sync_failures',
        'sync_lease_until',
      );
      expect(row.sync_failures).to.equal(1);
      expect(row.sync_lease_until).to.equal(null);
      expect(Number(row.sync_next_at)).to.be.greaterThan(world.clock.now());
    });

    const broken: [string, Page, string][] = [
      ['refused', { members: [], status: 403 }, 'refused'],
      ['429', { members: [], status: 429, retryAfter: 600 }, 'busy'],
      ['a row without id', { members: [{ roles: [] }, member(1)] }, 'malformed'],
      [
        'a next page elsewhere',
        { members: [member(1)], link: `<http://127.0.0.1:${PORTS.lms}/x>; rel="next"` },
        'malformed',
      ],
      [
        'a next link that is broken',
        { members: [member(1)], link: '<http://127.0.0.1/x>; rel=“next”' },
        'malformed',
      ],
      [
        'a page that comes round',
        { members: [member(1)], link: '</roster?role=Learner&limit=500>; rel="next"' },
        'malformed',
      ],
    ];
    for (const [what, page, reason] of broken) {
      it(`${what}: incomplete (${reason})`, async () => {
        await serve(() => page);
        expect(await reasonOf(syncNow())).to.equal(reason);
        expect(world.service.rosters.some((r) => r.complete)).to.equal(false);
        expect((await status()).error).to.equal(reason);
      });
    }

    it('waits at least as long as the LMS asks', async () => {
      await serve(() => ({ members: [], status: 429, retryAfter: 7200 }));
      await reasonOf(syncNow());
      const row = await db()('lti_contexts').first('sync_next_at');
      expect(Number(row.sync_next_at) - world.clock.now()).to.be.greaterThan(7_000_000);
    });

    it('people without names, with long ones, in every state and role', async () => {
      await serve(() => ({
        members: [
          member(1, { name: null, email: 5 }),
          member(2, { name: ` ${'Ж'.repeat(900)} `, status: 'Inactive' }),
          member(3, {
            status: 'Deleted',
            roles: ['http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor'],
          }),
          member(4, { roles: undefined, status: undefined }),
          member(5, {
            roles: ['Instructor', 'Learner'],
            given_name: 'Анна',
            family_name: '安娜',
            middle_name: 'Иб',
          }),
          {
            user_id: 6,
            roles: ['http://purl.imsglobal.org/vocab/lis/v2/system/person#Administrator'],
          },
        ],
      }));
      await syncNow();
      const members = last().members;
      expect(members.map((m) => m.lmsRole)).to.deep.equal([
        'mentee',
        'mentee',
        'mentor',
        'visitor',
        'instructor',
        'coordinator',
      ]);
      expect(members.map((m) => m.status)).to.deep.equal([
        'active',
        'inactive',
        'inactive',
        'active',
        'active',
        'active',
      ]);
      expect(members[0]).to.deep.equal({ subject: '1', lmsRole: 'mentee', status: 'active' });
      expect(members[1]?.name).to.have.length(500);
      expect(members[4]).to.include({ givenName: 'Анна', familyName: '安娜', middleName: 'Иб' });
    });

    it('somebody on two pages is one person with both roles', async () => {
      await serve((page) =>
        page === 1
          ? { members: [member(1)], link: '</roster?page=2>; rel="next"' }
          : { members: [member(1, { roles: ['Instructor'] }), member(2)] },
      );
      await syncNow();
      expect(last().members.map((m) => [m.subject, m.lmsRole])).to.deep.equal([
        ['1', 'instructor'],
        ['2', 'mentee'],
      ]);
    });

    it('two courses of one programme: gone is only who is in neither', async () => {
      await serve((_page, path) => ({
        members: path === '/roster' ? [member(1), member(2)] : [member(2), member(3)],
      }));
      const row = await db()('lti_contexts').first();
      const scopes = JSON.stringify(fromJson(row.ags_scopes));
      const more = {
        lti_context_id: newId(),
        context_id: '3',
        memberships_url: `${nrps?.url}/second`,
      };
      const second = { ...row, ags_scopes: scopes, ...more };
      await db()('lti_contexts').insert(second);
      await syncNow();
      expect(world.service.rosters).to.have.length(1);
      expect(last().members.map((m) => m.subject)).to.deep.equal(['1', '2', '3']);
      await db()('lti_contexts').where('context_id', '3').update({ memberships_url: null });
      await syncNow();
      expect(last().complete).to.equal(false);
    });

    it('two processes: one fetches, the other waits for its turn', async () => {
      let running = 0;
      let most = 0;
      await serve(() => ({ members: [member(1)] }));
      const original = world.service.as({ kind: 'system', name: 'x' }).syncRoster;
      world.service.as = () =>
        ({
          syncRoster: async (input: never) => {
            running += 1;
            most = Math.max(most, running);
            await new Promise((resolve) => setTimeout(resolve, 100));
            running -= 1;
            return original(input);
          },
        }) as never;
      const second = world.another();
      await Promise.all([syncNow(), second.roster.syncNow(world.programmeId)]);
      expect(most).to.equal(1);
    });

    it('in the background: each course when its turn has come, by one process', async () => {
      await serve(() => ({ members: [member(1)] }));
      const second = world.another();
      const done = await Promise.all([
        world.services.roster.syncNextDue(),
        second.roster.syncNextDue(),
      ]);
      expect(done.filter(Boolean).length).to.be.within(1, 2);
      expect(nrps?.asked).to.have.length(1);
      expect(await world.services.roster.syncNextDue()).to.equal(false);
      world.clock.advance(40 * 60_000);
      expect(await world.services.roster.syncNextDue()).to.equal(true);
      expect(nrps?.asked).to.have.length(2);
    });

    it('not for an LMS that is switched off, nor where it offers no roster', async () => {
      await db()('lti_platforms').update({ active: false });
      expect(await world.services.roster.syncNextDue()).to.equal(false);
      expect(await reasonOf(syncNow())).to.equal('off');
      await db()('lti_platforms').update({ active: true });
      await db()('lti_contexts').update({ memberships_url: null });
      expect(await reasonOf(syncNow())).to.equal('off');
      expect(await status()).to.include({ state: 'off', available: false });
    });

    it('a process that died frees the course after its lease', async () => {
      await serve(() => ({ members: [member(1)] }));
      await db()('lti_contexts').update({
        sync_lease_holder: 'gone',
        sync_lease_until: world.clock.now() + 60_000,
      });
      expect((await status()).state).to.equal('running');
      expect(await world.services.roster.syncNextDue()).to.equal(false);
      world.clock.advance(61_000);
      expect(await world.services.roster.syncNextDue()).to.equal(true);
    });
  });
});
