import type { lookup as systemLookup } from 'node:dns';
import { expect } from 'chai';
import { addressAllowed } from '../../lti/address-rules.js';
import { createGuardedFetch, FetchError, type FetchFault } from '../../lti/guarded-fetch.js';
import { portOfTests } from '../support/ports.js';
import { serveOn } from './support.js';

const PORT = await portOfTests();
const CLOSED_PORT = await portOfTests();

const NEVER = [
  '0.0.0.0',
  '169.254.169.254',
  '169.254.1.1',
  '100.100.100.200',
  '192.0.0.192',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  'fe80::1',
  'fe80::1%eth0',
  'fd00:ec2::254',
  'ff02::1',
  '::ffff:169.254.169.254',
  '::ffff:a9fe:a9fe',
  '64:ff9b::169.254.169.254',
  '2002:a9fe:a9fe::1',
  'not an address',
];
const PRIVATE = [
  '127.0.0.1',
  '127.9.9.9',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '100.64.0.1',
  '::1',
  'fd12:3456::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '2002:7f00:1::',
];
const PUBLIC = [
  '93.184.216.34',
  '172.32.0.1',
  '2606:2800:220:1::1',
  '::ffff:93.184.216.34',
  '64:ff9b::93.184.216.34',
];

describe('addresses that may be connected to', () => {
  for (const address of NEVER) {
    it(`${address}: never`, () => {
      expect([addressAllowed(address, false), addressAllowed(address, true)]).to.deep.equal([
        false,
        false,
      ]);
    });
  }
  for (const address of PRIVATE) {
    it(`${address}: in development only`, () => {
      expect([addressAllowed(address, false), addressAllowed(address, true)]).to.deep.equal([
        false,
        true,
      ]);
    });
  }
  for (const address of PUBLIC) {
    it(`${address}: always`, () => {
      expect([addressAllowed(address, false), addressAllowed(address, true)]).to.deep.equal([
        true,
        true,
      ]);
    });
  }
});

/** A resolver that answers with these addresses, one list for each question. */
function resolver(...answers: string[][]) {
  let asked = 0;
  const lookup = ((_name: string, _options: unknown, done: (e: null, a: unknown) => void) => {
    const list = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(
      null,
      list.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
  }) as unknown as typeof systemLookup;
  return { lookup, asked: () => asked };
}

describe('guarded fetch', () => {
  let server: Awaited<ReturnType<typeof serveOn>>;
  let seen: string[];
  before(async () => {
    seen = [];
    server = await serveOn(PORT, (req, res) => {
      const path = req.url ?? '/';
      seen.push(path);
      if (path === '/json') res.end('{"ok":true}');
      else if (path === '/redirect') res.writeHead(302, { location: `${server.url}/json` }).end();
      else if (path === '/large') res.end('x'.repeat(5000));
      else if (path === '/endless') {
        const timer = setInterval(() => res.write('y'.repeat(500)), 1);
        res.on('close', () => clearInterval(timer));
      } else if (path === '/slow') setTimeout(() => res.end('late'), 3000);
      else if (path === '/stalls') res.write('{"a":');
      else if (path === '/breaks') {
        res.write('part');
        setTimeout(() => res.destroy(), 20);
      } else if (path === '/echo') {
        let body = '';
        req.on('data', (part) => {
          body += String(part);
        });
        req.on('end', () =>
          res.end(JSON.stringify({ method: req.method, body, type: req.headers['content-type'] })),
        );
      } else res.writeHead(404).end('{}');
    });
  });
  after(() => server.close());

  const open = createGuardedFetch({ allowPrivate: true });
  const closed = createGuardedFetch({ allowPrivate: false });

  async function faultOf(work: Promise<unknown>): Promise<FetchFault | 'none'> {
    try {
      await work;
      return 'none';
    } catch (error) {
      if (error instanceof FetchError) return error.fault;
      throw error;
    }
  }

  it('gets and posts', async () => {
    expect((await open(`${server.url}/json`)).json()).to.deep.equal({ ok: true });
    const answer = await open(`${server.url}/echo`, {
      method: 'POST',
      body: 'привет',
      headers: { 'content-type': 'text/x' },
    });
    expect(answer.json()).to.deep.equal({ method: 'POST', body: 'привет', type: 'text/x' });
    expect((await open(`${server.url}/none`)).status).to.equal(404);
  });

  for (const address of [
    'file:///etc/passwd',
    'ftp://127.0.0.1/',
    'gopher://127.0.0.1/',
    'nonsense',
    'http://user:pw@127.0.0.1/',
  ]) {
    it(`refuses ${address}`, async () =>
      expect(await faultOf(open(address))).to.equal('address_invalid'));
  }

  for (const host of [
    '127.0.0.1',
    '[::1]',
    '[::ffff:127.0.0.1]',
    '2130706433',
    '0x7f.1',
    '0177.0.0.1',
    'localhost',
  ]) {
    it(`outside development refuses ${host}`, async () => {
      const before = seen.length;
      expect(await faultOf(closed(`http://${host}:${PORT}/json`))).to.equal('address_forbidden');
      expect(seen.length).to.equal(before);
    });
  }

  it('refuses a name that leads to a private address, or to one among others', async () => {
    for (const answer of [['10.0.0.1'], ['93.184.216.34', '127.0.0.1'], ['::ffff:127.0.0.1']]) {
      const fetch = createGuardedFetch({ allowPrivate: false, lookup: resolver(answer).lookup });
      expect(await faultOf(fetch(`http://lms.example:${PORT}/json`))).to.equal('address_forbidden');
    }
  });

  it('metadata stay closed in development too, by name and by number', async () => {
    const fetch = createGuardedFetch({
      allowPrivate: true,
      lookup: resolver(['169.254.169.254']).lookup,
    });
    expect(await faultOf(fetch('http://metadata.example/'))).to.equal('address_forbidden');
    expect(await faultOf(open('http://169.254.169.254/latest/meta-data'))).to.equal(
      'address_forbidden',
    );
  });

  it('asks for a name once and connects to what was checked (no rebinding)', async () => {
    const names = resolver(['127.0.0.1'], ['169.254.169.254']);
    const fetch = createGuardedFetch({ allowPrivate: true, lookup: names.lookup });
    expect((await fetch(`http://lms.example:${PORT}/json`)).status).to.equal(200);
    expect(names.asked()).to.equal(1);
  });

  it('follows no redirect', async () => {
    const before = seen.filter((path) => path === '/json').length;
    expect(await faultOf(open(`${server.url}/redirect`))).to.equal('redirect');
    expect(seen.filter((path) => path === '/json').length).to.equal(before);
  });

  it('keeps its limit of size, told or not', async () => {
    expect(await faultOf(open(`${server.url}/large`, { maxBytes: 4000 }))).to.equal('too_large');
    expect(await faultOf(open(`${server.url}/endless`, { maxBytes: 4000 }))).to.equal('too_large');
    expect((await open(`${server.url}/large`, { maxBytes: 5000 })).text).to.have.length(5000);
  });

  it('keeps its limit of time, before the answer and within it', async () => {
    expect(await faultOf(open(`${server.url}/slow`, { timeoutMs: 80 }))).to.equal('timeout');
    expect(await faultOf(open(`${server.url}/stalls`, { timeoutMs: 80 }))).to.equal('timeout');
  });

  it('an answer that breaks off, a closed port, no JSON: errors of ours', async () => {
    expect(await faultOf(open(`${server.url}/breaks`))).to.equal('unreachable');
    expect(await faultOf(open(`http://127.0.0.1:${CLOSED_PORT}/`))).to.equal('unreachable');
    const answer = await open(`${server.url}/large`);
    expect(() => answer.json()).to.throw(FetchError);
  });
});
