import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { DATABASE_KINDS } from '../../../test/support/databases.js';
import { type Stack, startStack } from '../../../test/support/stack.js';
import {
  approve,
  FAMILIES,
  launchOf,
  type PayloadServices,
  platformOf,
  replay,
  rosterOf,
  startServices,
} from './lms-of-payloads.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim';

/** Besides teacher and learner: who else each LMS sends in a way of its own, and as what they come in. */
const OTHERS: Readonly<Record<string, readonly [payload: string, page: string, role: string][]>> = {
  canvas: [['observer', 'welcome', 'visitor']],
  'open-edx': [
    ['staff-before-11.1', 'not-ready', 'mentor'],
    ['learner-before-11.1', 'not-ready', 'mentee'],
  ],
  sakai: [['assistant', 'not-ready', 'mentor']],
};

for (const database of DATABASE_KINDS) {
  describe(`launches as other LMS send them, signed anew, on ${database}`, () => {
    for (const family of FAMILIES) {
      describe(platformOf(family).name, () => {
        let stack: Stack;
        let services: PayloadServices;
        before(async function () {
          this.timeout(60_000);
          stack = await startStack({ database });
          services = await startServices(family);
          await approve(stack, family, services);
        });
        after(async () => {
          await services.close();
          await stack.close();
        });

        const { issuer, clientId, frameAncestors } = platformOf(family);
        const rolesOf = (subject: unknown) =>
          stack.tool
            .db('participations as p')
            .join('person_accounts as a', 'a.person_id', 'p.person_id')
            .where({ 'a.subject': String(subject), 'a.issuer': issuer })
            .pluck('p.role');

        async function landsOn(name: string, page: string, role: string): Promise<void> {
          const payload = launchOf(family, name);
          const came = await replay(stack, family, payload, services);
          expect(came.path, came.html.slice(0, 500)).to.equal(page);
          expect(await rolesOf(payload.claims['sub'])).to.deep.equal([role]);
          expect(came.frameAncestors).to.equal(frameAncestors);
        }

        it('a teacher is its coordinator and lands on the set-up', () =>
          landsOn('teacher', 'setup', 'coordinator'));

        it('a learner waits for the programme as a mentee', () =>
          landsOn('learner', 'not-ready', 'mentee'));

        for (const [name, page, role] of OTHERS[family] ?? []) {
          it(`${name}: ${role}, on «${page}»`, () => landsOn(name, page, role));
        }

        it('deep linking: the picker, and an answer that this LMS takes', async () => {
          const payload = launchOf(family, 'deep-linking');
          const came = await replay(stack, family, payload, services);
          expect(came.path, came.html.slice(0, 500)).to.equal('deep-linking');
          expect(came.frameAncestors).to.equal(frameAncestors);
          const csrf = /name="_csrf" value="([^"]+)"/.exec(came.html)?.[1] ?? '';
          const fields = { _csrf: csrf, pages: 'my', answer: 'place' };
          const answer = await came.browser.post(came.url, fields, {
            origin: new URL(stack.toolUrl).origin,
          });
          const html = await answer.text();
          const jwt = /name="JWT" value="([^"]+)"/.exec(html)?.[1];
          expect(jwt, html.slice(0, 500)).to.be.a('string');
          const claims = decodeJwt(String(jwt)) as Record<string, unknown>;
          const settings = payload.claims[`${DL}/deep_linking_settings`] as { data?: string };
          expect(claims).to.include({
            iss: clientId,
            aud: issuer,
            [`${CLAIM}/deployment_id`]: payload.claims[`${CLAIM}/deployment_id`],
            [`${CLAIM}/message_type`]: 'LtiDeepLinkingResponse',
          });
          expect(claims[`${DL}/data`]).to.equal(settings.data);
          expect(claims['sub']).to.equal(family === 'blackboard' ? clientId : undefined);
          expect(claims[`${DL}/content_items`]).to.have.length(1);
        });

        it('the roster, page by page, with the roles of its own words', async () => {
          const [{ id }] = (await stack.tool.db('programmes').select('id')) as [{ id: string }];
          await stack.tool.roster.syncNow(id);
          for (const [subject, role] of Object.entries(rosterOf(family).expected)) {
            expect(await rolesOf(subject), subject).to.deep.equal([role]);
          }
          expect(services.audiences).to.not.be.empty;
        });
      });
    }
  });
}

describe('one client id of Blackboard for two colleges', () => {
  let stack: Stack;
  let services: PayloadServices;
  before(async function () {
    this.timeout(60_000);
    stack = await startStack();
    services = await startServices('blackboard');
  });
  after(async () => {
    await services.close();
    await stack.close();
  });

  it('the deployment says whose a launch is, also for the same person and the same course id', async () => {
    const platform = await approve(stack, 'blackboard', services);
    const { organisationId } = await stack.tool.service.api
      .as({ kind: 'system', name: 'registration' })
      .createOrganisation({ name: 'Колледж связи' });
    const { platformId } = platform;
    await stack.tool.platforms.recordDeployment({
      platformId,
      organisationId,
      deploymentId: 'of-the-other',
    });
    const payload = launchOf('blackboard', 'teacher');
    const other = {
      login: { ...payload.login, lti_deployment_id: 'of-the-other' },
      claims: { ...payload.claims, [`${CLAIM}/deployment_id`]: 'of-the-other' },
    };
    for (const one of [payload, other]) {
      const came = await replay(stack, 'blackboard', one, services);
      expect(came.path, came.html.slice(0, 500)).to.equal('setup');
    }
    const owners = await stack.tool.db('programmes').pluck('organisation_id');
    expect(owners).to.have.members([platform.organisationId, organisationId]);
    // The rosters, which come in the background, bring more people than those who launched.
    const subject = String(payload.claims['sub']);
    const people = await stack.tool
      .db('person_accounts')
      .where({ subject })
      .pluck('organisation_id');
    expect(people).to.have.members([platform.organisationId, organisationId]);
  });
});
