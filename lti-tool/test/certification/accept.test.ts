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

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const now = () => Math.floor(Date.now() / 1000);
const NOBODY = { name: undefined, given_name: undefined, family_name: undefined, email: undefined };

const SHORT = { instructor: 'Instructor', learner: 'Learner' } as const;
type WhoCame = keyof typeof SHORT;
const LMS_ROLE = { instructor: 'instructor', learner: 'mentee' } as const;

interface Case {
  name: string;
  claims: (role: WhoCame) => Claims;
  /** Role that the service is told; the one of the LMS role when absent. */
  lmsRole?: string;
}

/** lti.md §3, what a tool must accept; the first certification cases carry the numbers of 1EdTech. */
const CASES: Case[] = [
  { name: 'plain', claims: () => ({}) },
  {
    name: 'several roles',
    claims: (role) => ({
      [`${CLAIM}/roles`]: [
        'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Student',
        ROLE[role],
        'http://purl.imsglobal.org/vocab/lis/v2/membership#Member',
      ],
    }),
  },
  { name: 'a short role name', claims: (role) => ({ [`${CLAIM}/roles`]: [SHORT[role]] }) },
  {
    name: 'an unknown role',
    claims: () => ({ [`${CLAIM}/roles`]: ['http://elsewhere.example/vocab#Wizard'] }),
    lmsRole: 'visitor',
  },
  { name: 'no role in the list', claims: () => ({ [`${CLAIM}/roles`]: [] }), lmsRole: 'visitor' },
  { name: 'e-mail only', claims: () => ({ ...NOBODY, email: 'a@college.example' }) },
  { name: 'names only', claims: () => ({ email: undefined }) },
  { name: 'nothing personal', claims: () => NOBODY },
  { name: 'an aud list of one', claims: () => ({ aud: ['client-1'] }) },
  { name: 'an aud list with azp', claims: () => ({ aud: ['other', 'client-1'], azp: 'client-1' }) },
  { name: 'a token that comes 50 s late', claims: () => ({ iat: now() - 50, exp: now() + 10 }) },
  { name: 'a token whose end was 40 s ago', claims: () => ({ iat: now() - 50, exp: now() - 40 }) },
  {
    name: 'an LMS whose clock is 50 s ahead',
    claims: () => ({ iat: now() + 50, exp: now() + 110 }),
  },
  { name: 'a new deployment', claims: () => ({ [`${CLAIM}/deployment_id`]: 'second' }) },
  {
    name: 'any script, halves of characters, very long',
    claims: () => ({ name: `صالح 李明 👩🏽‍🏫 \ud83d ${'ё'.repeat(3000)}`, given_name: '\u0000' }),
  },
  {
    name: 'custom parameters with literal variables and nulls',
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
        it(one.name, async () => {
          const browser = newBrowser();
          const launched = await launchOnce(browser, tool.url, platform, {
            claims: { [`${CLAIM}/roles`]: [ROLE[role]], ...one.claims(role) },
            loginChange: { lti_deployment_id: undefined },
          });
          expect(launched.status, tool.failures.at(-1)).to.equal(303);
          expect(launched.headers.get('location')).to.match(/^\/app\/enter\?code=/);
          expect(tool.api.entered.at(-1)?.lmsRole).to.equal(one.lmsRole ?? LMS_ROLE[role]);
          const page = await follow(browser, tool.url, launched);
          expect(page.status).to.equal(200);
          expect(new URL(page.url).search).to.equal('');
          expect(((await page.json()) as { state: string }).state).to.equal('live');
        });
      }

      it('e-mail without context', async () => {
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
      });

      it('an anonymous launch: a page for visitors, no session', async () => {
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
      });

      it('a deep-linking request lands on the picker', async () => {
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
          data: 'opaque',
        });
      });
    });
  }

  it('the page that a link names', async () => {
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
  });

  describe('after all of them', () => {
    it('tells the service names cut to length, without control characters', () => {
      const names = tool.api.entered.map((input) => input.person.name ?? '');
      expect(names.some((name) => name.includes('李明'))).to.equal(true);
      for (const name of names) expect(name).to.match(/^[^\p{Cc}\p{Cs}]{0,500}$/u);
    });

    it('asks for the keys of the platform once', () => {
      expect(platform.jwksRequests()).to.equal(1);
    });

    it('keeps the deployments, each under the organisation of its platform', async () => {
      const rows = await tool
        .db('lti_deployments')
        .orderBy('deployment_id')
        .select('deployment_id');
      expect(rows.map((row: { deployment_id: string }) => row.deployment_id)).to.deep.equal([
        '1',
        'second',
      ]);
    });

    it('logs nothing personal', () => {
      const log = JSON.stringify(tool.log);
      for (const text of ['Анна', 'Ёлкина', 'college.example', 'user-7', 'eyJ']) {
        expect(log).to.not.contain(text);
      }
    });
  });
});
