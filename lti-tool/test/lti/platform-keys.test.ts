import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect } from 'chai';
import { pino } from 'pino';
import { createGuardedFetch } from '../../lti/guarded-fetch.js';
import {
  KEYS_FRESH_MS,
  KEYS_RETRY_MS,
  type PlatformKeys,
  platformKeys,
} from '../../lti/platform-keys.js';
import type { LtiPlatform } from '../../lti/platform-store.js';
import { LaunchRefused } from '../../lti/refusals.js';
import { type ShiftedClock, shiftedClock } from '../support/launch-tool.js';
import { startTestPlatform, type TestPlatform } from '../support/test-platform.js';

describe('keys of platforms', () => {
  let platform: TestPlatform;
  let clock: ShiftedClock;
  let keys: PlatformKeys;
  let row: LtiPlatform;

  beforeEach(async () => {
    platform = await startTestPlatform('http://tool.invalid');
    clock = shiftedClock();
    const fetch = createGuardedFetch({ allowPrivate: true });
    keys = platformKeys({ fetch, clock, logger: pino({ level: 'silent' }) });
    row = { platformId: 'p', jwksUri: platform.jwksUri } as LtiPlatform;
  });
  afterEach(() => platform.close());

  async function reasonOf(kid: string): Promise<string> {
    try {
      await keys.find(row, kid);
    } catch (error) {
      return error instanceof LaunchRefused ? error.reason : String(error);
    }
    return 'found';
  }

  it('fetches once for many at once, then for ten minutes not at all', async () => {
    const found = await Promise.all(Array.from({ length: 20 }, () => keys.find(row, 'k1')));
    expect(found[0]?.type).to.equal('public');
    clock.shift(KEYS_FRESH_MS - 1000);
    await keys.find(row, 'k1');
    expect(platform.jwksRequests()).to.equal(1);
    clock.shift(1001);
    await keys.find(row, 'k1');
    expect(platform.jwksRequests()).to.equal(2);
  });

  it('an unknown kid: one request, then at most one a minute', async () => {
    await keys.find(row, 'k1');
    await platform.rotateKey();
    expect(await reasonOf('k2')).to.equal('found');
    expect(platform.jwksRequests()).to.equal(2);
    await Promise.all(Array.from({ length: 10 }, (_, n) => reasonOf(`made-up-${n}`)));
    expect(await reasonOf('k1')).to.equal('kid_unknown');
    expect(platform.jwksRequests()).to.equal(2);
    clock.shift(KEYS_RETRY_MS);
    expect(await reasonOf('made-up')).to.equal('kid_unknown');
    expect(platform.jwksRequests()).to.equal(3);
  });

  it('an unknown kid of a launch that may not ask leaves the minute’s request to the next', async () => {
    await keys.find(row, 'k1');
    await platform.rotateKey();
    const used = async () => {
      throw new LaunchRefused('state_used');
    };
    const refused = await keys.find(row, 'k2', used).catch((error: LaunchRefused) => error.reason);
    expect(refused).to.equal('state_used');
    expect(platform.jwksRequests()).to.equal(1);
    expect(await reasonOf('k2')).to.equal('found');
  });

  it('serves the keys it has while the platform is down, for a day', async () => {
    await keys.find(row, 'k1');
    platform.setUp(false);
    clock.shift(KEYS_FRESH_MS);
    expect(await reasonOf('k1')).to.equal('found');
    expect(await reasonOf('k1')).to.equal('found');
    expect(platform.jwksRequests()).to.equal(2);
    clock.shift(24 * 3600_000);
    expect(await reasonOf('k1')).to.equal('keys_unavailable');
    platform.setUp(true);
    clock.shift(KEYS_RETRY_MS);
    expect(await reasonOf('k1')).to.equal('found');
  });

  it('a keyset that does not answer: three seconds at most, one where the key is known', async function slow() {
    this.timeout(15_000);
    let answering = true;
    const document = await (await fetch(platform.jwksUri)).text();
    const server = createServer((_req, res) => {
      if (answering) res.setHeader('Content-Type', 'application/json').end(document);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    row = { ...row, jwksUri: `http://127.0.0.1:${port}/jwks` };
    const timed = async (kid: string) => {
      const begun = Date.now();
      return { reason: await reasonOf(kid), seconds: (Date.now() - begun) / 1000 };
    };
    try {
      expect(await reasonOf('k1')).to.equal('found');
      answering = false;
      clock.shift(KEYS_FRESH_MS);
      const [known, unknown] = await Promise.all([timed('k1'), timed('k2')]);
      expect(known.reason).to.equal('found');
      expect(known.seconds).to.be.lessThan(2);
      expect(unknown.reason).to.equal('kid_unknown');
      expect(unknown.seconds).to.be.within(2, 5);
      expect((await timed('k1')).seconds, 'not asked again within a minute').to.be.lessThan(0.5);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });

  it('never fetched and down: refused, and found as soon as it is up', async () => {
    platform.setUp(false);
    expect(await reasonOf('k1')).to.equal('keys_unavailable');
    platform.setUp(true);
    expect(await reasonOf('k1')).to.equal('found');
  });
});
