import { expect } from 'chai';
import express from 'express';
import { type DemoLms, startDemoLms } from '../../../demo/lms/index.js';
import { listen } from '../../../shared/server.js';
import { createAddressCheck, createGuardedFetch } from '../../lti/guarded-fetch.js';
import { INVITE_LIFE_MS, inviteStore } from '../../lti/invite-store.js';
import { toolKeyStore } from '../../lti/keys.js';
import { leaseStore } from '../../lti/lease.js';
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
const TOOL_PORT = await portOfTests();
const STRANGER_PORT = await portOfTests();
const TOOL = `http://127.0.0.1:${TOOL_PORT}`;

const shell = {
  i18n: createI18n(),
  render: createRenderer({ cache: true }),
  assets: createAssets(),
};

describe('GET /lti/register', () => {
  eachDatabase((db) => {
    let lms: DemoLms;
    let server: Awaited<ReturnType<typeof listen>>;
    const clock = testClock();
    let service = fakeService(clock);
    let allowPrivate = true;
    let results: string[] = [];
    const invites = () => inviteStore(db(), clock);
    const platforms = () => platformStore(db(), clock);

    beforeEach(async () => {
      service = fakeService(clock);
      allowPrivate = true;
      results = [];
      lms = await startDemoLms({ port: LMS_PORT, quiet: true, clock: clock.now });
      const keys = toolKeyStore(db(), sealer, clock);
      const guarded = (options: boolean) => createGuardedFetch({ allowPrivate: options });
      const registration = createRegistration({
        db: db(),
        api: service,
        clock,
        logger: silent,
        fetch: (url, request) => guarded(allowPrivate)(url, request),
        checkAddress: (url) => createAddressCheck({ allowPrivate })(url),
        keys,
        platforms: platforms(),
        invites: invites(),
        leases: leaseStore(db(), clock),
        publicUrl: TOOL,
      });
      const app = express();
      app.use(
        registrationRoutes({
          registration,
          pages: registrationPages(shell),
          logger: silent,
          clock,
          publicUrl: TOOL,
          count: (result) => results.push(result),
        }),
      );
      app.get('/lti/jwks', async (_req, res) => {
        res.json(await keys.publicJwks());
      });
      server = await listen(app, TOOL_PORT, '127.0.0.1');
    });
    afterEach(async () => {
      await server.close();
      await lms.close();
    });

    const newInvite = async (name = '') =>
      (await invites().create({ organisationName: name, organisationId: null })).token;
    const addressFor = (invite: string) =>
      lms.registrationUrl(`${TOOL}/lti/register?invite=${invite}`);
    const open = (address: string) => fetch(address, { headers: { 'accept-language': 'ru' } });
    const isOpen = async (invite: string) => (await invites().find(invite)).state === 'open';

    it('registers, active at once, and closes the window', async () => {
      const invite = await newInvite('Колледж связи');
      const answer = await open(addressFor(invite));
      expect(answer.status).to.equal(200);
      const html = await answer.text();
      expect(html).to.include('js/lti-close.js').and.to.include('«Наставник» подключён');
      expect(html).not.to.match(/<script(?![^>]*src=)|\son\w+=|<style/);
      const policy = answer.headers.get('content-security-policy') ?? '';
      expect(policy)
        .to.include(`frame-ancestors 'self' ${lms.url}`)
        .and.to.include("script-src 'self'");
      const [platform] = await platforms().list();
      const [tool] = lms.state.tools;
      expect(platform).to.include({
        issuer: lms.url,
        clientId: tool?.clientId,
        active: true,
        name: 'Колледж связи',
        productFamily: 'moodle',
        tokenEndpoint: `${lms.url}/mod/lti/token.php`,
      });
      expect(tool?.redirectUris).to.deep.equal([`${TOOL}/lti/launch`]);
      expect(
        await platforms().findDeployment(platform?.platformId ?? '', tool?.deploymentId ?? ''),
      ).not.to.equal(null);
      expect(service.organisations).to.deep.equal(['Колледж связи']);
      expect((await invites().find(invite)).state).to.equal('used');
    });

    it('without a name the LMS’s host is the name', async () => {
      await open(addressFor(await newInvite()));
      expect(service.organisations).to.deep.equal([`127.0.0.1:${LMS_PORT}`]);
      expect(results).to.deep.equal(['ok']);
    });

    it('no invite, unknown, used, expired: refused before anything is fetched', async () => {
      const asked: string[] = [];
      const stranger = await serveOn(STRANGER_PORT, (req, res) => {
        asked.push(req.url ?? '');
        res.end('{}');
      });
      try {
        const used = await newInvite();
        await open(addressFor(used));
        const old = await newInvite();
        clock.advance(INVITE_LIFE_MS + 1000);
        const target = encodeURIComponent(`${stranger.url}/config`);
        for (const [query, status] of [
          ['', 400],
          ['invite=&', 400],
          ['invite=a&invite=b&', 400],
          ['invite=nonsense&', 403],
          [`invite=${used}&`, 403],
          [`invite=${old}&`, 403],
        ] as const) {
          const answer = await open(`${TOOL}/lti/register?${query}openid_configuration=${target}`);
          expect(answer.status).to.equal(status);
          expect(await answer.text()).to.match(/<code>[\w-]{6,}<\/code>/);
        }
        expect(asked).to.deep.equal([]);
      } finally {
        await stranger.close();
      }
    });

    it('opened by hand, without the LMS’s parameters: says what to do, the invite stays', async () => {
      const invite = await newInvite();
      const answer = await open(`${TOOL}/lti/register?invite=${invite}`);
      expect(answer.status).to.equal(400);
      const html = await answer.text();
      expect(html).to.include('Откройте этот адрес из учебной системы');
      // What the help desk needs, for the button that copies it.
      expect(html).to.match(/data-copy-text>[^<]*Код: parameters\s+Номер обращения: [0-9a-f-]+\s/);
      expect(html).to.include(`Адрес: 127.0.0.1:${TOOL_PORT}`);
      expect(results).to.deep.equal(['parameters']);
      expect(await isOpen(invite)).to.equal(true);
    });

    it('a registration token that no header may carry: refused before anything is fetched', async () => {
      const invite = await newInvite();
      const address = new URL(addressFor(invite));
      for (const token of ['a\r\nX-Other: 1', 'токен', 'two words']) {
        address.searchParams.set('registration_token', token);
        expect((await open(address.href)).status).to.equal(400);
      }
      expect(lms.state.tools).to.deep.equal([]);
      expect(await isOpen(invite)).to.equal(true);
    });

    it('a cloud whose customers’ hosts nobody knows may frame the page, another LMS only itself', async () => {
      const policyFor = async (configuration: string) => {
        const query = new URLSearchParams({ openid_configuration: configuration });
        const answer = await open(`${TOOL}/lti/register?${query}`);
        return answer.headers.get('content-security-policy') ?? '';
      };
      const path = '/api/lti/security/openid-configuration';
      expect(await policyFor(`https://canvas.instructure.com${path}`)).not.to.include(
        'frame-ancestors',
      );
      expect(await policyFor(`https://canvas.college.example${path}`)).to.include(
        "frame-ancestors 'self' https://canvas.college.example",
      );
      expect(await policyFor('no address')).to.include("frame-ancestors 'self'");
    });

    it('an LMS on a private address: outside development not even asked', async () => {
      allowPrivate = false;
      const invite = await newInvite();
      const answer = await open(addressFor(invite));
      expect(answer.status).to.equal(400);
      expect(await isOpen(invite)).to.equal(true);
    });

    const configuration = (issuer: string, registration: string) => ({
      issuer,
      authorization_endpoint: `${issuer}/auth`,
      token_endpoint: `${issuer}/token`,
      jwks_uri: `${issuer}/certs`,
      registration_endpoint: registration,
    });

    it('a configuration that is not its issuer’s own is refused, nothing is sent', async () => {
      const posted: string[] = [];
      const stranger = await serveOn(STRANGER_PORT, (req, res) => {
        if (req.method === 'POST') posted.push(req.url ?? '');
        res.end(
          JSON.stringify(configuration(lms.url, `http://127.0.0.1:${STRANGER_PORT}/register`)),
        );
      });
      try {
        const invite = await newInvite();
        const target = encodeURIComponent(`${stranger.url}/config`);
        const answer = await open(
          `${TOOL}/lti/register?invite=${invite}&openid_configuration=${target}`,
        );
        expect(answer.status).to.equal(400);
        expect(posted).to.deep.equal([]);
        expect(await isOpen(invite)).to.equal(true);
      } finally {
        await stranger.close();
      }
    });

    it('an LMS that fails, in any way, leaves the invite and no key behind', async () => {
      const url = `http://127.0.0.1:${STRANGER_PORT}`;
      const good = configuration(url, `${url}/register`);
      const faults: [string, (path: string) => { status: number; body: string }, number][] = [
        ['not JSON', () => ({ status: 200, body: '<html>' }), 502],
        ['a field is missing', () => ({ status: 200, body: JSON.stringify({ issuer: url }) }), 502],
        [
          'foreign scheme',
          () => ({
            status: 200,
            body: JSON.stringify({ ...good, registration_endpoint: 'file:///x' }),
          }),
          502,
        ],
        [
          'metadata',
          () => ({
            status: 200,
            body: JSON.stringify({ ...good, registration_endpoint: 'http://169.254.169.254/' }),
          }),
          400,
        ],
        ['error', () => ({ status: 500, body: '{}' }), 502],
        [
          'refuses',
          (path) =>
            path === '/register'
              ? { status: 400, body: '{"error":"x"}' }
              : { status: 200, body: JSON.stringify(good) },
          502,
        ],
        ['no client id', () => ({ status: 200, body: JSON.stringify(good) }), 502],
        [
          'too large',
          () => ({ status: 200, body: JSON.stringify({ ...good, filler: 'x'.repeat(300_000) }) }),
          502,
        ],
      ];
      let answerNow = faults[0]?.[1];
      const stranger = await serveOn(STRANGER_PORT, (req, res) => {
        const { status, body } = answerNow?.(req.url ?? '') ?? { status: 500, body: '' };
        res.writeHead(status).end(body);
      });
      try {
        const invite = await newInvite();
        for (const [what, answer, status] of faults) {
          answerNow = answer;
          const target = encodeURIComponent(`${url}/config`);
          const got = await open(
            `${TOOL}/lti/register?invite=${invite}&openid_configuration=${target}`,
          );
          expect(got.status, what).to.equal(status);
          expect(await isOpen(invite), what).to.equal(true);
        }
        expect(await db()('lti_tool_keys').select()).to.deep.equal([]);
        expect(await platforms().list()).to.deep.equal([]);
        expect(service.organisations.length).to.be.at.most(1);
        const answer = await open(addressFor(invite));
        expect(answer.status).to.equal(200);
      } finally {
        await stranger.close();
      }
    });

    it('one invite in many windows at once registers once', async () => {
      const invite = await newInvite();
      const answers = await Promise.all(Array.from({ length: 8 }, () => open(addressFor(invite))));
      expect(answers.filter((a) => a.status === 200)).to.have.length(1);
      expect(answers.filter((a) => a.status === 409 || a.status === 403)).to.have.length(7);
      expect(await platforms().list()).to.have.length(1);
      expect(lms.state.tools).to.have.length(1);
      expect(service.organisations).to.have.length(1);
    });

    it('the same LMS again joins its organisation; the same client id is updated, not doubled', async () => {
      await open(addressFor(await newInvite()));
      await open(addressFor(await newInvite()));
      const [first, second] = await platforms().list();
      expect(first?.organisationId).to.equal(second?.organisationId);
      expect(service.organisations).to.have.length(1);
      // An LMS that gives the same client id again.
      const url = `http://127.0.0.1:${STRANGER_PORT}`;
      let token = `${url}/token`;
      const stranger = await serveOn(STRANGER_PORT, (req, res) => {
        const body =
          req.url === '/register'
            ? { client_id: 'same' }
            : { ...configuration(url, `${url}/register`), token_endpoint: token };
        res.end(JSON.stringify(body));
      });
      try {
        const target = encodeURIComponent(`${url}/config`);
        for (const path of ['/token', '/token2']) {
          token = url + path;
          const got = await open(
            `${TOOL}/lti/register?invite=${await newInvite()}&openid_configuration=${target}`,
          );
          expect(got.status).to.equal(200);
        }
        const found = await platforms().findByIssuer(url);
        expect(found).to.have.length(1);
        expect(found[0]?.tokenEndpoint).to.equal(`${url}/token2`);
        expect(await db()('lti_tool_keys').select()).to.have.length(3);
      } finally {
        await stranger.close();
      }
    });

    it('the key of a registration is published and stays the platform’s', async () => {
      await open(addressFor(await newInvite()));
      const [platform] = await platforms().list();
      const jwks = (await (await fetch(`${TOOL}/lti/jwks`)).json()) as { keys: { kid: string }[] };
      expect(jwks.keys.map((key) => key.kid)).to.deep.equal([platform?.kid]);
    });
  });
});
