import { expect } from 'chai';
import { useSqlite } from '../support/databases.js';
import { follow, launchOnce, newBrowser } from '../support/launch-browser.js';
import { type LaunchTool, startLaunchTool } from '../support/launch-tool.js';
import {
  type Claims,
  ROLE,
  startTestPlatform,
  type TestPlatform,
} from '../support/test-platform.js';
import { shown } from './facts.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const now = () => Math.floor(Date.now() / 1000);
const NOBODY = { name: undefined, given_name: undefined, family_name: undefined, email: undefined };

const SHORT = { instructor: 'Instructor', learner: 'Learner' } as const;
type WhoCame = keyof typeof SHORT;
const LMS_ROLE = { instructor: 'instructor', learner: 'mentee' } as const;

interface Case {
  name: string;
  /** For the document: what of a plain launch is changed. */
  sent: string;
  claims: (role: WhoCame) => Claims;
  /** Role that the service is told; the one of the LMS role when absent. */
  lmsRole?: string;
}

/** lti.md §3, what a tool must accept; the first certification cases carry the numbers of 1EdTech. */
const CASES: Case[] = [
  { name: 'plain', sent: 'names, e-mail, course, one full role', claims: () => ({}) },
  {
    name: 'several roles',
    sent: 'roles of the institution and of the course',
    claims: (role) => ({
      [`${CLAIM}/roles`]: [
        'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student',
        ROLE[role],
        'http://purl.imsglobal.org/vocab/lis/v2/membership#Member',
      ],
    }),
  },
  {
    name: 'a short role name',
    sent: '`Instructor`, `Learner`',
    claims: (role) => ({ [`${CLAIM}/roles`]: [SHORT[role]] }),
  },
  {
    name: 'an unknown role',
    sent: 'a role of another vocabulary',
    claims: () => ({ [`${CLAIM}/roles`]: ['http://elsewhere.example/vocab#Wizard'] }),
    lmsRole: 'visitor',
  },
  {
    name: 'no role in the list',
    sent: 'an empty list of roles',
    claims: () => ({ [`${CLAIM}/roles`]: [] }),
    lmsRole: 'visitor',
  },
  {
    name: 'e-mail only',
    sent: 'no names',
    claims: () => ({ ...NOBODY, email: 'a@college.example' }),
  },
  { name: 'names only', sent: 'no e-mail', claims: () => ({ email: undefined }) },
  { name: 'nothing personal', sent: 'neither names nor e-mail', claims: () => NOBODY },
  {
    name: 'an aud list of one',
    sent: '`aud` as a list of us alone',
    claims: () => ({ aud: ['client-1'] }),
  },
  {
    name: 'an aud list with azp',
    sent: '`aud` us and another, `azp` us',
    claims: () => ({ aud: ['other', 'client-1'], azp: 'client-1' }),
  },
  {
    name: 'a token that comes 50 s late',
    sent: '`iat` 50 s ago',
    claims: () => ({ iat: now() - 50, exp: now() + 10 }),
  },
  {
    name: 'a token whose end was 40 s ago',
    sent: '`exp` 40 s ago',
    claims: () => ({ iat: now() - 50, exp: now() - 40 }),
  },
  {
    name: 'an LMS whose clock is 50 s ahead',
    sent: '`iat` in 50 s',
    claims: () => ({ iat: now() + 50, exp: now() + 110 }),
  },
  {
    name: 'a new deployment',
    sent: 'a deployment id not seen before',
    claims: () => ({ [`${CLAIM}/deployment_id`]: 'second' }),
  },
  {
    name: 'any script, halves of characters, very long',
    sent: 'names in any script, broken, 3,000 characters long',
    claims: () => ({ name: `صالح 李明 👩🏽‍🏫 \ud83d ${'ё'.repeat(3000)}`, given_name: '\u0000' }),
  },
  {
    name: 'custom parameters with literal variables and nulls',
    sent: '`$CourseGroup.id`, `null`',
    claims: () => ({
      [`${CLAIM}/custom`]: { group: '$CourseGroup.id', lk: null, page: 'meetings' },
    }),
  },
];

describe('certification: launches that are accepted', () => {
  const openDb = useSqlite();
  let tool: LaunchTool;
  let platform: TestPlatform;

  before(async () => {
    tool = await startLaunchTool(await openDb());
    platform = await startTestPlatform(tool.url);
    await tool.register(platform);
  });
  after(async () => {
    await tool.close();
    await platform.close();
  });

  for (const role of ['instructor', 'learner'] as const) {
    describe(`as ${role}`, () => {
      for (const one of CASES) {
        it(one.name, async function () {
          const browser = newBrowser();
          const launched = await launchOnce(browser, tool.url, platform, {
            claims: { [`${CLAIM}/roles`]: [ROLE[role]], ...one.claims(role) },
            loginChange: { lti_deployment_id: undefined },
          });
          expect(launched.status, tool.failures.at(-1)).to.equal(303);
          expect(launched.headers.get('location')).to.match(/^\/app\/[\w-]{16}\/[\w/]*$/);
          expect(tool.api.entered.at(-1)?.lmsRole).to.equal(one.lmsRole ?? LMS_ROLE[role]);
          const page = await follow(browser, tool.url, launched);
          expect(page.status).to.equal(200);
          expect(new URL(page.url).search).to.equal('');
          expect(((await page.json()) as { state: string }).state).to.equal('live');
          shown(this, { sent: one.sent, result: `enters: ${tool.api.entered.at(-1)?.lmsRole}` });
        });
      }

      it('e-mail without context', async function () {
        const claims = { ...NOBODY, email: 'a@college.example', [`${CLAIM}/context`]: undefined };
        const stranger = await launchOnce(newBrowser(), tool.url, platform, {
          claims: { ...claims, sub: `nobody-${role}`, [`${CLAIM}/roles`]: [ROLE[role]] },
        });
        expect(stranger.status).to.equal(200);
        expect(await stranger.text()).to.contain('Откройте «Наставник» из курса');
        const browser = newBrowser();
        const known = await launchOnce(browser, tool.url, platform, {
          claims: { ...claims, [`${CLAIM}/roles`]: [ROLE[role]] },
        });
        expect((await follow(browser, tool.url, known)).status).to.equal(200);
        shown(this, {
          sent: 'no course, no names',
          result: 'who is known enters their programme; a stranger is told what to do',
        });
      });

      it('an anonymous launch: a page for visitors, no session', async function () {
        const entered = tool.api.entered.length;
        const response = await launchOnce(newBrowser(), tool.url, platform, {
          claims: { sub: undefined, [`${CLAIM}/roles`]: [ROLE[role]] },
        });
        expect(response.status).to.equal(200);
        expect(await response.text()).to.contain('Учебная система не сообщила, кто Вы');
        expect(tool.api.entered.length).to.equal(entered);
        expect(response.headers.getSetCookie().some((c) => c.startsWith('nastavnik='))).to.equal(
          false,
        );
        shown(this, { sent: 'no `sub`', result: 'a page for visitors, no session' });
      });

      it('a deep-linking request lands on the picker', async function () {
        const browser = newBrowser();
        const launched = await launchOnce(browser, tool.url, platform, {
          claims: {
            [`${CLAIM}/roles`]: [ROLE[role]],
            [`${CLAIM}/message_type`]: 'LtiDeepLinkingRequest',
            [`${CLAIM}/resource_link`]: undefined,
            'https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings': {
              accept_types: ['ltiResourceLink'],
              accept_presentation_document_targets: ['iframe'],
              accept_multiple: true,
              deep_link_return_url: `${platform.issuer}/deep-linking`,
              data: 'opaque',
            },
          },
        });
        const page = await follow(browser, tool.url, launched);
        expect(new URL(page.url).pathname).to.match(/^\/app\/[\w-]+\/deep-linking$/);
        const found = (await page.json()) as { session: { deepLinking: unknown } };
        expect(found.session.deepLinking).to.deep.equal({
          deploymentId: '1',
          returnUrl: `${platform.issuer}/deep-linking`,
          acceptTypes: ['ltiResourceLink'],
          acceptMultiple: true,
          acceptLineItem: null,
          documentTargets: ['iframe'],
          autoCreate: false,
          contextId: 'course-1',
          data: 'opaque',
        });
        shown(this, { sent: '`LtiDeepLinkingRequest` with `data`', result: 'the picker' });
      });
    });
  }

  it('the page that a link names', async function () {
    const pair = '0197a0b0-0000-7000-8000-000000000001';
    const cases: [string, Claims, string][] = [
      ['/lti/launch?page=meetings', {}, 'meetings'],
      [`/lti/launch?page=pairs&pair=${pair}`, {}, `pairs/${pair}`],
      ['/lti/launch?page=../../secret', {}, ''],
      ['/lti/launch', { page: 'overview' }, 'overview'],
    ];
    for (const [target, custom, path] of cases) {
      const browser = newBrowser();
      const launched = await launchOnce(browser, tool.url, platform, {
        claims: {
          [`${CLAIM}/target_link_uri`]: `${tool.url}${target}`,
          [`${CLAIM}/custom`]: custom,
        },
      });
      const page = await follow(browser, tool.url, launched);
      expect(new URL(page.url).pathname).to.match(new RegExp(`^/app/[\\w-]+/${path}$`));
    }
    shown(this, { sent: '`?page=…` or the custom parameter', result: 'that page, or the home' });
  });

  describe('after all of them', () => {
    it('tells the service names cut to length, without control characters', function () {
      const names = tool.api.entered.map((input) => input.person.name ?? '');
      expect(names.some((name) => name.includes('李明'))).to.equal(true);
      for (const name of names) expect(name).to.match(/^[^\p{Cc}\p{Cs}]{0,500}$/u);
      shown(this, { sent: 'the names above', result: 'cut to 500 characters, clean' });
    });

    it('asks for the keys of the platform once', function () {
      expect(platform.jwksRequests()).to.equal(1);
      shown(this, { sent: 'all launches above', result: 'one request for the keyset' });
    });

    it('keeps the deployments, each under the organisation of its platform', async function () {
      const rows = await tool
        .db('lti_deployments')
        .orderBy('deployment_id')
        .select('deployment_id');
      expect(rows.map((row: { deployment_id: string }) => row.deployment_id)).to.deep.equal([
        '1',
        'second',
      ]);
      shown(this, { sent: 'two deployments', result: 'both recorded' });
    });

    it('logs nothing personal', function () {
      const log = JSON.stringify(tool.log);
      for (const text of ['Анна', 'Ёлкина', 'college.example', 'user-7', 'eyJ']) {
        expect(log).to.not.contain(text);
      }
      shown(this, {
        sent: 'all launches above',
        result: 'no name, e-mail, subject or token in the log',
      });
    });
  });
});
