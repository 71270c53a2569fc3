import type { lookup as systemLookup } from 'node:dns';
import { expect } from 'chai';
import express from 'express';
import { listen } from '../../../shared/server.js';
import {
  createAddressCheck,
  createGuardedFetch,
  type GuardOptions,
} from '../../lti/guarded-fetch.js';
import { inviteStore } from '../../lti/invite-store.js';
import { toolKeyStore } from '../../lti/keys.js';
import { type Leases, leaseStore } from '../../lti/lease.js';
import { platformStore } from '../../lti/platform-store.js';
import { createRegistration } from '../../lti/registration.js';
import { registrationRoutes } from '../../lti/registration-routes.js';
import { registrationPages } from '../../pages/registration/pages.js';
import { createAssets } from '../../web/assets.js';
import { createI18n } from '../../web/i18n.js';
import { createRenderer } from '../../web/render.js';
import { portOfTests } from '../support/ports.js';
import { fakeService } from './fake-service.js';
import { eachDatabase, sealer, serveOn, silent, testClock } from './support.js';

const LMS_PORT = await portOfTests();
const TOOL_PORTS = [await portOfTests(), await portOfTests()] as const;
/** The LMS by a name that only the tests' resolver knows. */
const NAMED = `http://lms.example:${LMS_PORT}`;
const PLAIN = `http://127.0.0.1:${LMS_PORT}`;
/** How long an answer is waited for: as in the program, and where the limit itself is to be seen. */
const PATIENCE_MS = { real: 10_000, short: 150 };

const shell = {
  i18n: createI18n(),
  render: createRenderer({ cache: true }),
  assets: createAssets(),
};

type Handler = Parameters<typeof serveOn>[1];

/** A resolver that answers with these addresses, one list for each question; the last one stays. */
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

const configurationOf = (base: string, change: object = {}) => ({
  issuer: base,
  authorization_endpoint: `${base}/auth`,
  token_endpoint: `${base}/token`,
  jwks_uri: `${base}/certs`,
  registration_endpoint: `${base}/register`,
  ...change,
});

describe('what a registration does not let itself be led to', () => {
  eachDatabase((db) => {
    const clock = testClock();
    let service = fakeService(clock);
    let guard: GuardOptions;
    let patienceMs: number;
    let leases: Leases;
    /** Two processes of the tool on one database. */
    let tools: Awaited<ReturnType<typeof startTool>>[];
    let lms: Awaited<ReturnType<typeof serveOn>>;
    let asked: string[];
    let answer: Handler;
    let clientId: string;
    let base: string;

    const platforms = () => platformStore(db(), clock);
    const invites = () => inviteStore(db(), clock);

    async function startTool(port: number) {
      const registration = createRegistration({
        db: db(),
        api: service,
        clock,
        logger: silent,
        fetch: (url, request) =>
          createGuardedFetch(guard)(url, { ...request, timeoutMs: patienceMs }),
        checkAddress: (url) => createAddressCheck(guard)(url),
        keys: toolKeyStore(db(), sealer, clock),
        platforms: platforms(),
        invites: invites(),
        leases: {
          ...leases,
          take: (...lease) => leases.take(...lease),
          release: (...lease) => leases.release(...lease),
        },
        publicUrl: `http://127.0.0.1:${port}`,
      });
      const app = express();
      app.use(
        registrationRoutes({
          registration,
          pages: registrationPages(shell),
          logger: silent,
          clock,
          publicUrl: `http://127.0.0.1:${port}`,
        }),
      );
      return listen(app, port, '127.0.0.1');
    }

    /** An LMS that registers whoever asks, under `clientId`. */
    const wellBehaved: Handler = (req, res) => {
      const body = req.url === '/register' ? { client_id: clientId } : configurationOf(base);
      res.end(JSON.stringify(body));
    };

    beforeEach(async () => {
      service = fakeService(clock);
      guard = { allowPrivate: true };
      patienceMs = PATIENCE_MS.real;
      leases = leaseStore(db(), clock);
      asked = [];
      answer = wellBehaved;
      clientId = 'client';
      base = PLAIN;
      lms = await serveOn(LMS_PORT, (req, res) => {
        asked.push(`${req.method} ${req.url}`);
        answer(req, res);
      });
      tools = await Promise.all(TOOL_PORTS.map(startTool));
    });
    afterEach(async () => {
      for (const one of [...tools, lms]) await one.close();
    });

    const newInvite = async (name = 'Колледж') => {
      const known = await invites().organisationNamed(name);
      return (await invites().create({ organisationName: name, organisationId: known })).token;
    };
    const isOpen = async (invite: string) => (await invites().find(invite)).state === 'open';
    const register = (invite: string, process: 0 | 1 = 0) => {
      const target = encodeURIComponent(`${base}/.well-known/openid-configuration`);
      return fetch(
        `http://127.0.0.1:${TOOL_PORTS[process]}/lti/register?invite=${invite}&openid_configuration=${target}`,
        { headers: { 'accept-language': 'ru' } },
      );
    };

    /** Nothing is left of a registration that was refused; the invite is as good as before. */
    async function expectRefused(status: number, invite: string, what: string): Promise<void> {
      expect((await register(invite)).status, what).to.equal(status);
      expect(await isOpen(invite), what).to.equal(true);
      expect(await platforms().list(), what).to.deep.equal([]);
      expect(await db()('lti_tool_keys').select('kid'), what).to.deep.equal([]);
    }

    it('a name that leads into a private network: not even asked', async () => {
      base = NAMED;
      const invite = await newInvite();
      for (const address of ['10.1.2.3', '127.0.0.1', '::1', 'fd00::1', '::ffff:10.0.0.1']) {
        guard = { allowPrivate: false, lookup: resolver([address]).lookup };
        await expectRefused(400, invite, address);
      }
      guard = { allowPrivate: false, lookup: resolver(['93.184.216.34', '10.0.0.1']).lookup };
      await expectRefused(400, invite, 'a private one among public ones');
      for (const address of ['169.254.169.254', 'fe80::1', '::ffff:169.254.169.254']) {
        guard = { allowPrivate: true, lookup: resolver([address]).lookup };
        await expectRefused(400, invite, `${address}, in development too`);
      }
      expect(asked).to.deep.equal([]);
    });

    it('a name that changes its address after it was looked at (rebinding)', async () => {
      base = NAMED;
      const names = resolver(['127.0.0.1'], ['169.254.169.254']);
      guard = { allowPrivate: true, lookup: names.lookup };
      const invite = await newInvite();
      // The configuration came from what was checked; where the name leads then is refused in its turn.
      await expectRefused(400, invite, 'rebound');
      expect(asked).to.deep.equal(['GET /.well-known/openid-configuration']);
      expect(names.asked()).to.equal(2);
    });

    it('tokens or keys to be fetched from a network that it does not go to', async () => {
      const invite = await newInvite();
      for (const field of ['token_endpoint', 'jwks_uri']) {
        answer = (_req, res) =>
          res.end(
            JSON.stringify(configurationOf(base, { [field]: 'http://169.254.169.254/latest' })),
          );
        await expectRefused(400, invite, field);
      }
      expect(asked.filter((one) => one.startsWith('POST'))).to.deep.equal([]);
    });

    it('a redirect, of the configuration or of the registration', async () => {
      const invite = await newInvite();
      for (const location of [
        'http://169.254.169.254/',
        'http://10.0.0.1/',
        `${PLAIN}/elsewhere`,
      ]) {
        answer = (_req, res) => res.writeHead(302, { location }).end();
        await expectRefused(502, invite, location);
        answer = (req, res) =>
          req.method === 'POST' ? res.writeHead(307, { location }).end() : wellBehaved(req, res);
        await expectRefused(502, invite, `registration ${location}`);
      }
      expect(asked.join()).not.to.include('/elsewhere');
    });

    it('answers without end, late ones, and those that come drop by drop', async () => {
      patienceMs = PATIENCE_MS.short;
      const invite = await newInvite();
      const often = (res: Parameters<Handler>[1], part: string, everyMs: number) => {
        const timer = setInterval(() => res.write(part), everyMs);
        res.on('close', () => clearInterval(timer));
      };
      const kinds: [string, Handler][] = [
        ['endless', (_req, res) => often(res, 'x'.repeat(64 * 1024), 1)],
        ['silent', () => undefined],
        ['begun and silent', (_req, res) => res.write('{')],
        ['drop by drop', (_req, res) => often(res, ' ', 10)],
        [
          'a large registration',
          (req, res) =>
            req.method === 'POST'
              ? res.end(JSON.stringify({ client_id: 'c', filler: 'x'.repeat(300_000) }))
              : wellBehaved(req, res),
        ],
        [
          'a registration drop by drop',
          (req, res) => (req.method === 'POST' ? often(res, ' ', 10) : wellBehaved(req, res)),
        ],
      ];
      for (const [what, handler] of kinds) {
        answer = handler;
        await expectRefused(502, invite, what);
      }
      patienceMs = PATIENCE_MS.real;
      answer = wellBehaved;
      expect((await register(invite)).status).to.equal(200);
    });

    it('one invite in two processes at once registers once', async () => {
      const invite = await newInvite();
      const answers = await Promise.all([0, 1, 0, 1].map((n) => register(invite, n as 0 | 1)));
      expect(answers.filter((one) => one.status === 200)).to.have.length(1);
      expect(await platforms().list()).to.have.length(1);
      expect(asked.filter((one) => one.startsWith('POST'))).to.have.length(1);
    });

    it('also where one of the two had been slow, and lost its claim to the invite', async () => {
      // Both believe that they have it, as after a pause that was longer than the claim.
      leases = { ...leases, take: async () => true };
      const ids = ['first', 'second'];
      answer = (req, res) => {
        if (req.method === 'POST') clientId = ids.shift() ?? '';
        wellBehaved(req, res);
      };
      const invite = await newInvite();
      const answers = await Promise.all([register(invite, 0), register(invite, 1)]);
      expect(answers.map((one) => one.status).sort()).to.deep.equal([200, 403]);
      const [platform, ...others] = await platforms().list();
      expect(others).to.deep.equal([]);
      expect(await db()('lti_tool_keys').pluck('kid')).to.deep.equal([platform?.kid]);
    });

    it('a new client id of the same LMS joins the same organisation; the old one stays', async () => {
      await register(await newInvite());
      clientId = 'another';
      await register(await newInvite());
      const [first, second] = await platforms().list();
      expect([first?.clientId, second?.clientId]).to.deep.equal(['client', 'another']);
      expect(second?.organisationId).to.equal(first?.organisationId);
      expect([first?.active, second?.active]).to.deep.equal([true, true]);
      expect(service.organisations).to.deep.equal(['Колледж']);
    });

    describe('an LMS that was switched off', () => {
      const stateOf = async () => (await platforms().list()).map((one) => one.active);
      let old: string;
      beforeEach(async () => {
        await register(await newInvite());
        old = await newInvite();
        clock.advance(1000);
        const [platform] = await platforms().list();
        await platforms().update(platform?.platformId ?? '', { active: false });
        clock.advance(1000);
      });

      it('stays so, whatever invite was out before, also under a new client id', async () => {
        for (const id of ['client', 'new']) {
          clientId = id;
          const refused = await register(old);
          expect(refused.status, id).to.equal(403);
          expect(await refused.text()).to.include('Эта учебная система выключена');
          expect(await stateOf(), id).to.deep.equal([false]);
          expect(await isOpen(old)).to.equal(true);
        }
        expect(asked.filter((one) => one.startsWith('POST'))).to.have.length(1);
      });

      it('comes back by a new invite of the operator', async () => {
        expect((await register(await newInvite())).status).to.equal(200);
        expect(await stateOf()).to.deep.equal([true]);
      });

      it('is not kept out by one registration when another one is on', async () => {
        clientId = 'second';
        await register(await newInvite());
        expect(await stateOf()).to.deep.equal([false, true]);
        clientId = 'client';
        expect((await register(old)).status, 'the one that is off').to.equal(403);
        clientId = 'third';
        expect((await register(old)).status).to.equal(200);
        expect(await stateOf()).to.deep.equal([false, true, true]);
      });
    });

    it('a deployment goes to the college that the invite names, unless its owner is known', async () => {
      const deployment = { id: '' };
      answer = (req, res) => {
        if (req.method !== 'POST') return wellBehaved(req, res);
        res.end(
          JSON.stringify({
            client_id: clientId,
            'https://purl.imsglobal.org/spec/lti-tool-configuration': {
              deployment_id: deployment.id,
            },
          }),
        );
      };
      for (const [id, name] of [
        ['1', 'Первый'],
        ['2', 'Второй'],
        ['1', 'Второй'],
      ] as const) {
        deployment.id = id;
        expect((await register(await newInvite(name))).status).to.equal(200);
      }
      const [platform, ...others] = await platforms().list();
      expect(others).to.deep.equal([]);
      const [one, two, ...more] = await platforms().listDeployments(platform?.platformId);
      expect(more).to.deep.equal([]);
      expect(one).to.include({ deploymentId: '1', organisationId: platform?.organisationId });
      expect(two?.organisationId).not.to.equal(platform?.organisationId);
    });
  });
});
