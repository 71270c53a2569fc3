import { expect } from 'chai';
import { toJson } from '../../../shared/db/dialect.js';
import { newId } from '../../../shared/ids.js';
import { portOfTests } from '../support/ports.js';
import { eachDatabase, startWorld, type World } from './support.js';

const PORTS = { lms: await portOfTests(), tool: await portOfTests() };
const MINUTE = 60_000;

describe('what is known of the last roster', () => {
  eachDatabase((db) => {
    let world: World;
    beforeEach(async () => {
      world = await startWorld(db(), PORTS);
    });
    afterEach(() => world.stop());

    const syncNow = () => world.services.roster.syncNow(world.programmeId);
    const status = () => world.services.roster.status(world.programmeId);

    /** Another course of the same programme, known through the same registration. */
    async function secondCourse(): Promise<string> {
      const row = await db()('lti_contexts').where('lti_context_id', world.ltiContextId).first();
      const ltiContextId = newId();
      await db()('lti_contexts').insert({
        ...row,
        ags_scopes: toJson([]),
        lti_context_id: ltiContextId,
        context_id: '3',
        memberships_url: String(row.memberships_url).replace(
          '/CourseSection/2/',
          '/CourseSection/3/',
        ),
      });
      return ltiContextId;
    }

    it('the figures and the moment, as a coordinator sees them', async () => {
      expect(await status()).to.include({ state: 'never', lastAt: null, nextAt: null });
      const result = await syncNow();
      expect(await status()).to.include({
        state: 'done',
        total: result.total,
        added: result.added,
        updated: result.updated,
        left: result.left,
        error: null,
      });
    });

    it('two courses that are fetched together count once', async () => {
      await secondCourse();
      const { total, added, left } = await syncNow();
      expect(world.service.rosters).to.have.length(1);
      expect(await status()).to.include({ state: 'done', total, added, left });
    });

    it('two thousand people, in pages, and none of them twice', async () => {
      await world.lms.setRoster(
        2,
        Array.from({ length: 2000 }, () => ({ role: 'student' as const })),
      );
      await syncNow();
      const call = world.service.rosters.at(-1);
      expect(call?.complete).to.equal(true);
      expect(new Set(call?.members.map((member) => member.subject)).size).to.equal(2000);
      const pages = world.lms.calls.filter((one) => one.path.includes('/memberships'));
      expect(pages).to.have.length(4);
    });

    it('a registration that is not asked any more leaves neither its fault nor its figures', async () => {
      await syncNow();
      const again = await world.registerAgain();
      await db()('lti_contexts').where('lti_context_id', again.ltiContextId).update({
        sync_error: 'unauthorised',
        sync_failures: 3,
        sync_total: 99,
        sync_finished_at: 1,
      });
      expect((await status()).state).to.equal('failed');
      const { total } = await syncNow();
      expect(await status()).to.include({ state: 'done', error: null, total });
    });

    it('a fault says when the LMS is asked again', async () => {
      await db()('lti_contexts').update({ memberships_url: `${world.lms.url}/nothing/here` });
      await syncNow().catch(() => undefined);
      const { state, error, nextAt } = await status();
      expect([state, error]).to.deep.equal(['failed', 'refused']);
      expect(Date.parse(nextAt ?? '')).to.be.greaterThan(world.clock.now());
    });

    it('the turns of courses spread over time, a tenth more or less than half an hour', async () => {
      const waits = new Set<number>();
      for (let n = 0; n < 12; n += 1) {
        await syncNow();
        const row = await db()('lti_contexts').first('sync_next_at', 'sync_finished_at');
        waits.add(Number(row.sync_next_at) - Number(row.sync_finished_at));
      }
      for (const wait of waits) expect(wait).to.be.within(26 * MINUTE, 34 * MINUTE);
      expect(waits.size, 'not all at the same distance').to.be.greaterThan(3);
    });
  });
});
