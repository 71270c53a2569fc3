import { expect } from 'chai';
import { createRemoteJWKSet, type JWTPayload, jwtVerify } from 'jose';
import { buildProgramme } from '../../../service/test/support/builders.js';
import { newId } from '../../../shared/ids.js';
import { DATABASE_KINDS } from '../../../test/support/databases.js';
import { type Stack, startStack } from '../../../test/support/stack.js';
import { courseKeyOf } from '../../lti/context-store.js';
import { AGS_LINE_ITEM, AGS_SCORE, NRPS_MEMBERSHIP } from '../../lti/lti-scopes.js';
import { PROGRESS_COLUMN } from '../../lti/progress-column.js';
import { follow, launchOnce, newBrowser } from '../support/launch-browser.js';
import {
  type Claims,
  ROLE,
  startTestPlatform,
  type TestPlatform,
} from '../support/test-platform.js';
import { shown } from './facts.js';
import { ROSTER, type ServiceLms, startServiceLms } from './service-lms.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim';
const CLIENT = 'client-1';

/** The running tool with its service, and an LMS whose keys, tokens and services are real too. */
interface World {
  stack: Stack;
  platform: TestPlatform;
  lms: ServiceLms;
  programmeId: string;
  organisationId: string;
}

async function startWorld(database: (typeof DATABASE_KINDS)[number]): Promise<World> {
  const stack = await startStack({ database });
  const platform = await startTestPlatform(stack.toolUrl, CLIENT);
  const lms = await startServiceLms(`${stack.toolUrl}/lti/jwks`);
  const [known] = await stack.tool.platforms.list();
  const organisationId = known?.organisationId ?? '';
  const { kid } = await stack.tool.keys.create(null);
  const { platformId } = await stack.tool.platforms.insert({
    organisationId,
    name: 'LMS',
    issuer: platform.issuer,
    clientId: CLIENT,
    authEndpoint: platform.authEndpoint,
    tokenEndpoint: `${lms.url}/token`,
    authorizationServer: null,
    jwksUri: platform.jwksUri,
    kid,
    productFamily: null,
    active: true,
  });
  await stack.tool.keys.assign(kid, platformId);
  const courseKey = courseKeyOf(platform.issuer, 'course-1');
  const { programmeId } = await buildProgramme(stack.tool.db, { organisationId, courseKey });
  return { stack, platform, lms, programmeId, organisationId };
}

async function stop({ stack, platform, lms }: World): Promise<void> {
  await stack.close();
  await platform.close();
  await lms.close();
}

for (const database of DATABASE_KINDS) {
  describe('certification: services of LTI Advantage', () => {
    describe(database === 'sqlite' ? 'on SQLite' : 'on MariaDB', () => {
      let world: World;
      before(async function () {
        this.timeout(60_000);
        world = await startWorld(database);
      });
      after(() => stop(world));

      const servicesOf = (lms: ServiceLms): Claims => ({
        'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice': {
          context_memberships_url: `${lms.url}/roster`,
          service_versions: ['2.0'],
        },
        'https://purl.imsglobal.org/spec/lti-ags/claim/endpoint': {
          scope: [AGS_LINE_ITEM, AGS_SCORE],
          lineitems: `${lms.url}/columns`,
        },
      });

      async function launch(claims: Claims) {
        const { stack, platform, lms } = world;
        const browser = newBrowser();
        const all = { ...servicesOf(lms), ...claims };
        const launched = await launchOnce(browser, stack.toolUrl, platform, { claims: all });
        expect(launched.status, await launched.clone().text()).to.equal(303);
        return { browser, page: await follow(browser, stack.toolUrl, launched) };
      }

      /** A deep-linking launch and what the picker answers to it, verified by the published keys. */
      async function picked(
        role: 'instructor' | 'learner',
        answer: string,
        settings: object = {},
      ): Promise<JWTPayload> {
        const { stack, platform } = world;
        const { browser, page } = await launch({
          sub: `${role}-of-links`,
          [`${CLAIM}/roles`]: [ROLE[role]],
          [`${CLAIM}/message_type`]: 'LtiDeepLinkingRequest',
          [`${CLAIM}/resource_link`]: undefined,
          [`${DL}/deep_linking_settings`]: {
            accept_types: ['ltiResourceLink'],
            accept_presentation_document_targets: ['iframe'],
            accept_multiple: true,
            deep_link_return_url: `${platform.issuer}/deep-linking`,
            data: 'opaque=1&2',
            ...settings,
          },
        });
        const csrf = /name="_csrf" value="([^"]+)"/.exec(await page.text())?.[1] ?? '';
        const fields = { _csrf: csrf, pages: 'meetings', answer };
        const origin = { origin: new URL(stack.toolUrl).origin };
        const html = await (await browser.post(page.url, fields, origin)).text();
        expect(html).to.contain(`action="${platform.issuer}/deep-linking"`);
        const jwt = /name="JWT" value="([^"]+)"/.exec(html)?.[1] ?? '';
        const keys = createRemoteJWKSet(new URL(`${stack.toolUrl}/lti/jwks`));
        const rules = { issuer: CLIENT, audience: platform.issuer, algorithms: ['RS256'] };
        const { payload, protectedHeader } = await jwtVerify(jwt, keys, rules);
        expect(protectedHeader.kid).to.be.a('string');
        return payload;
      }

      it('deep linking: the answer has its format, times, signature, claims and data', async function () {
        const claims = await picked('instructor', 'place');
        const now = Date.now() / 1000;
        expect(claims.iat).to.be.within(now - 60, now + 1);
        expect(claims.exp).to.be.within(now, now + 600);
        expect(claims).to.include({
          [`${CLAIM}/message_type`]: 'LtiDeepLinkingResponse',
          [`${CLAIM}/version`]: '1.3.0',
          [`${CLAIM}/deployment_id`]: '1',
          [`${DL}/data`]: 'opaque=1&2',
        });
        expect(claims['nonce']).to.be.a('string');
        const [item] = claims[`${DL}/content_items`] as Record<string, unknown>[];
        expect(item).to.include({
          type: 'ltiResourceLink',
          url: `${world.stack.toolUrl}/lti/launch?page=meetings`,
        });
        shown(this, {
          sent: '`LtiDeepLinkingRequest` with `data`; a page is picked',
          result: 'a JWT signed with a key of `/lti/jwks`, `data` returned, one item',
        });
      });

      it('deep linking: cancelled', async function () {
        const claims = await picked('instructor', 'cancel');
        expect(claims[`${DL}/content_items`]).to.deep.equal([]);
        expect(claims[`${DL}/msg`]).to.be.a('string');
        expect(claims).not.to.have.property(`${DL}/errormsg`);
        expect(claims[`${DL}/data`]).to.equal('opaque=1&2');
        shown(this, { sent: 'the picker is cancelled', result: 'no items, a message, `data`' });
      });

      it('deep linking: an error is said to the LMS', async function () {
        const settings = { accept_types: ['file'] };
        const claims = await picked('instructor', 'error', settings);
        expect(claims[`${DL}/content_items`]).to.deep.equal([]);
        expect(claims[`${DL}/errormsg`]).to.be.a('string');
        shown(this, { sent: 'a request that takes files alone', result: 'no items, `errormsg`' });
      });

      it('deep linking: a learner places nothing', async function () {
        const claims = await picked('learner', 'place');
        expect(claims[`${DL}/content_items`]).to.deep.equal([]);
        expect(claims[`${DL}/errormsg`]).to.be.a('string');
        shown(this, { sent: 'a learner posts the picker’s form', result: 'no items, `errormsg`' });
      });

      it('names and roles: token, scope, headers, every page of the roster', async function () {
        const { stack, lms, programmeId, platform } = world;
        await launch({ sub: 'user-1', [`${CLAIM}/roles`]: [ROLE.instructor] });
        await stack.tool.roster.syncNow(programmeId);
        // The roster is also fetched in the background, once a course is known.
        const pages = lms.requests.filter((one) => one.path === '/roster');
        const numbers = pages.map((one) => Number(one.query.get('page') ?? 1));
        expect([...new Set(numbers)]).to.deep.equal(
          Array.from({ length: ROSTER.pages }, (_, n) => n + 1),
        );
        for (const { accept, scopes, method } of pages) {
          expect(method).to.equal('GET');
          expect(accept).to.equal('application/vnd.ims.lti-nrps.v2.membershipcontainer+json');
          expect(scopes).to.deep.equal([NRPS_MEMBERSHIP]);
        }
        const asked = lms.tokens.find((one) => one.scopes.includes(NRPS_MEMBERSHIP));
        expect(asked?.scopes).to.deep.equal([NRPS_MEMBERSHIP]);
        expect(asked).to.include({
          grantType: 'client_credentials',
          assertionType: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
          algorithm: 'RS256',
        });
        expect(asked?.claims).to.include({ iss: CLIENT, sub: CLIENT, aud: `${lms.url}/token` });
        expect(asked?.claims.jti).to.be.a('string');
        const known = await stack.tool
          .db('person_accounts')
          .where({ issuer: platform.issuer })
          .where('subject', 'like', 'user-%');
        expect(known).to.have.length(ROSTER.people);
        shown(this, {
          sent: `a roster on ${ROSTER.pages} pages, joined by Link headers`,
          result: 'one token of one scope, every page, each person once',
        });
      });

      /** A score that is due for the learner of the course. */
      async function scoreIsDue(score: number): Promise<void> {
        const { stack, programmeId, organisationId, platform } = world;
        const { db } = stack.tool;
        const account = { issuer: platform.issuer, subject: 'user-7' };
        const [personId] = (await db('person_accounts')
          .where(account)
          .pluck('person_id')) as string[];
        const where = { programme_id: programmeId, person_id: personId };
        await db('grades').where(where).delete();
        await db('grades').insert({
          id: newId(),
          organisation_id: organisationId,
          ...where,
          score,
          comment: 'Встречи 4 из 8',
          state: 'waiting',
          next_attempt_at: Date.now(),
          updated_at: Date.now(),
        });
      }

      /** Makes a score due and waits for what comes of it; the worker may be at it by itself. */
      async function sent(points: number) {
        const { stack, lms } = world;
        const before = lms.requests.length;
        await scoreIsDue(points);
        for (;;) {
          stack.tool.grades.kick();
          const score = lms.requests.slice(before).find((one) => one.path.endsWith('/scores'));
          if (score) {
            expect(score.contentType).to.equal('application/vnd.ims.lis.v1.score+json');
            expect(score.scopes).to.deep.equal([AGS_SCORE]);
            return { path: score.path, body: JSON.parse(score.body) as Record<string, unknown> };
          }
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }

      it('grades: a line item created where there is none, and the score', async function () {
        const { lms } = world;
        await launch({ sub: 'user-7', [`${CLAIM}/roles`]: [ROLE.learner] });
        const { path, body } = await sent(50);
        const looked = lms.requests.filter((r) => r.path === '/columns' && r.method === 'GET');
        expect(looked[0]?.accept).to.equal('application/vnd.ims.lis.v2.lineitemcontainer+json');
        expect(lms.columns).to.have.length(1);
        const { resourceId, tag } = PROGRESS_COLUMN;
        expect(lms.columns[0]).to.include({ resourceId, tag });
        expect(path).to.equal('/columns/1/scores');
        expect(body).to.include({
          userId: 'user-7',
          scoreGiven: 50,
          scoreMaximum: 100,
          activityProgress: 'InProgress',
          gradingProgress: 'FullyGraded',
        });
        expect(body['timestamp']).to.match(/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/);
        shown(this, {
          sent: 'a gradebook without our column',
          result: 'one column, the score in it',
        });
      });

      it('grades: the line item is found again, the score replaced', async function () {
        const { lms } = world;
        const { path, body } = await sent(75);
        expect(path).to.equal('/columns/1/scores');
        expect(body['scoreGiven']).to.equal(75);
        expect(lms.columns).to.have.length(1);
        shown(this, {
          sent: 'a gradebook with our column',
          result: 'no second column, the new score',
        });
      });
    });
  });
}
