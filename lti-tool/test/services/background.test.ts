import { expect } from 'chai';
import { newId } from '../../../shared/ids.js';
import { backgroundJobs } from '../../lti/background-jobs.js';
import { leaseStore } from '../../lti/lease.js';
import { purgeExpired } from '../../lti/purge.js';
import { createScheduler, type Job } from '../../lti/scheduler.js';
import { fakeService } from './fake-service.js';
import { eachDatabase, silent, testClock, until } from './support.js';

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('scheduler', () => {
  const job = (more: Partial<Job>): Job => ({
    name: 'job',
    everyMs: 20,
    run: async () => undefined,
    ...more,
  });

  it('runs again and again, survives an error, wakes at once, and ends what it began', async () => {
    let runs = 0;
    let ended = 0;
    const scheduler = createScheduler({
      logger: silent,
      jobs: [
        job({
          run: async () => {
            runs += 1;
            if (runs === 1) throw new Error('once');
            await pause(20);
            ended += 1;
          },
        }),
      ],
    });
    scheduler.start();
    await until(() => runs > 2);
    await scheduler.stop();
    expect(ended).to.equal(runs - 1);
    const after = runs;
    await pause(60);
    expect(runs).to.equal(after);
  });

  it('kick wakes a job that sleeps long', async () => {
    let runs = 0;
    const scheduler = createScheduler({
      logger: silent,
      jobs: [
        job({
          everyMs: 3600_000,
          run: async () => {
            runs += 1;
          },
        }),
      ],
    });
    scheduler.start();
    scheduler.kick('job');
    scheduler.kick('none');
    await until(() => runs === 1);
    scheduler.kick('job');
    await until(() => runs === 2);
    await scheduler.stop();
  });
});

describe('leases and jobs', () => {
  eachDatabase((db) => {
    const clock = testClock();
    const leases = () => leaseStore(db(), clock);

    it('a lease has one holder until it ends or is given back', async () => {
      const results = await Promise.all(
        Array.from({ length: 10 }, (_, n) => leases().take('x', `h${n}`, 1000)),
      );
      expect(results.filter(Boolean)).to.have.length(1);
      const holder = `h${results.indexOf(true)}`;
      expect(await leases().renew('x', holder, 5000)).to.equal(true);
      expect(await leases().renew('x', 'other', 5000)).to.equal(false);
      clock.advance(5001);
      expect(await leases().renew('x', holder, 5000)).to.equal(false);
      expect(await leases().take('x', 'other', 1000)).to.equal(true);
      await leases().release('x', holder);
      expect(await leases().take('x', 'third', 1000)).to.equal(false);
      await leases().release('x', 'other');
      expect(await leases().take('x', 'third', 1000)).to.equal(true);
    });

    it('deletes what has run out and nothing else', async () => {
      const now = clock.now();
      const day = 24 * 3600_000;
      for (let part = 0; part < 4; part += 1) {
        await db()('lti_used_codes').insert(
          Array.from({ length: 300 }, (_, n) => ({
            code_hash: `old${part}-${n}`,
            expires_at: now - day,
          })),
        );
      }
      await db()('lti_used_codes').insert({ code_hash: 'new', expires_at: now + 1000 });
      const key = { public_pem: 'p', private_sealed: 's', created_at: now };
      await db()('lti_tool_keys').insert([
        { ...key, kid: 'used', retired_at: null },
        { ...key, kid: 'retired', retired_at: now - day / 2 },
        { ...key, kid: 'ancient', retired_at: now - 2 * day },
      ]);
      const token = { scopes: 's', token_sealed: 't', created_at: now, scopes_hash: 'h' };
      const [one, two] = [newId(), newId()];
      await db()('lti_access_tokens').insert([
        { ...token, platform_id: one, expires_at: now - 1 },
        { ...token, platform_id: two, expires_at: now + 1000 },
      ]);
      expect(await purgeExpired(db(), clock)).to.equal(1202);
      expect(await db()('lti_used_codes').pluck('code_hash')).to.deep.equal(['new']);
      expect((await db()('lti_tool_keys').pluck('kid')).sort()).to.deep.equal(['retired', 'used']);
      expect(await db()('lti_access_tokens').pluck('platform_id')).to.deep.equal([two]);
    });

    it('recomputes each programme once in its time, whichever process does it; a failure is tried again', async () => {
      const service = fakeService(clock);
      const programmes = [newId(), newId()];
      for (const programme_id of [...programmes, programmes[0]]) {
        await db()('lti_contexts').insert({
          lti_context_id: newId(),
          platform_id: newId(),
          deployment_id: '1',
          context_id: newId(),
          organisation_id: newId(),
          programme_id,
          title: 't',
          created_at: 0,
          updated_at: 0,
        });
      }
      let kicks = 0;
      const make = () =>
        backgroundJobs({
          db: db(),
          api: service,
          clock,
          logger: silent,
          leases: leases(),
          roster: { syncNextDue: async () => false },
          onScoresChanged: () => {
            kicks += 1;
          },
        }).find((job) => job.name === 'recompute') as Job;
      const run = () => Promise.all([make(), make()].map((job) => job.run(() => false)));
      service.failing.add('recomputeProgress');
      await run();
      expect(service.recomputed).to.deep.equal([]);
      service.failing.clear();
      clock.advance(16 * 60_000);
      await run();
      await run();
      expect([...service.recomputed].sort()).to.deep.equal([...programmes].sort());
      expect(kicks).to.equal(2);
      clock.advance(6.1 * 3600_000);
      await run();
      expect(service.recomputed).to.have.length(4);
    });
  });
});
