import { expect } from 'chai';
import type { Request } from 'express';
import { createSealer } from '../../../shared/seal.js';
import { purgeExpired } from '../../lti/purge.js';
import { loggedPath } from '../../web/access-log.js';
import { ATTEMPTS_AN_HOUR, createAttempts } from '../../web/attempts.js';
import { visitorNetwork } from '../../web/network-address.js';
import { eachDatabase } from '../support/databases.js';

const HOUR = 3_600_000;
const from = (ip: string) => ({ ip }) as Request;

describe('the network of a visitor', () => {
  const CASES: [address: string | undefined, network: string][] = [
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
    ['2001:db8:1:2:ffff::1', '2001:db8:1:2::/64'],
    ['2001:DB8::1', '2001:db8:0:0::/64'],
    ['2001:0db8:0001:0002::1', '2001:db8:1:2::/64'],
    ['::1', '0:0:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['unix:', 'unknown'],
    [undefined, 'unknown'],
  ];
  for (const [address, network] of CASES) {
    it(`of ${address} is ${network}`, () => expect(visitorNetwork(address)).to.equal(network));
  }
});

describe('a path in the log', () => {
  const TOKEN = 'aB3_-xYz0123456789AbCd';
  const CASES: [path: string, logged: string][] = [
    [`/link/${TOKEN}`, '/link/:link'],
    [`/link/${TOKEN}/`, '/link/:link/'],
    [`/LINK/${TOKEN}`, '/link/:link'],
    [`//link//${TOKEN}`, '//link/:link'],
    [`/link/%61${TOKEN}`, '/link/:link'],
    [`/somewhere/${TOKEN}`, '/somewhere/:token'],
    [`/calendar/${TOKEN}.ics`, '/calendar/:token'],
    [`//CALENDAR//${TOKEN}.ics`, '/calendar/:token'],
    [`/calendar/%61${TOKEN}.ics`, '/calendar/:token'],
    ['/app/abcdefghij012345/calendar', '/app/:sid/calendar'],
    ['/links/0123456789abcdef/consent', '/links/:link/consent'],
    ['/app/abcdefghij012345/participants', '/app/:sid/participants'],
    ['/app/enter', '/app/enter'],
  ];
  for (const [path, logged] of CASES) {
    it(`of ${path.replace(TOKEN, '<token>')} is ${logged}`, () =>
      expect(loggedPath(path)).to.equal(logged));
  }
});

eachDatabase((openDb) => {
  describe('tries from a network address', () => {
    const clock = { time: Date.parse('2026-11-10T09:10:00Z'), now: () => clock.time };
    const sealer = createSealer({ current: 'a secret of the tests that is long enough' });

    it('are counted in all processes together, by the hour, without the address', async () => {
      const db = await openDb();
      const one = createAttempts({ db, clock, sealer });
      const other = createAttempts({ db, clock, sealer });
      const visitor = from('203.0.113.7');
      const taken = await Promise.all(
        Array.from({ length: ATTEMPTS_AN_HOUR + 20 }, (_, i) =>
          (i % 2 ? one : other).take(visitor),
        ),
      );
      // Of many at once some may be counted twice over, never too few.
      const allowed = taken.filter(Boolean).length;
      expect(allowed).to.be.at.most(ATTEMPTS_AN_HOUR);
      expect(await one.take(visitor)).to.equal(false);
      expect(await other.take(visitor)).to.equal(false);
      expect(await one.take(from('203.0.113.8'))).to.equal(true);
      expect(JSON.stringify(await db('lti_attempts'))).to.not.contain('203.0.113');
      clock.time += HOUR;
      expect(await one.take(visitor)).to.equal(true);
      clock.time += 4 * HOUR;
      await purgeExpired(db, clock);
      expect(await db('lti_attempts')).to.deep.equal([]);
    });

    it('what was right costs none', async () => {
      const db = await openDb();
      const attempts = createAttempts({ db, clock, sealer });
      const visitor = from('2001:db8::1');
      for (let i = 0; i < ATTEMPTS_AN_HOUR + 5; i += 1) {
        expect(await attempts.take(visitor)).to.equal(true);
        await attempts.giveBack(visitor);
      }
    });
  });
});
