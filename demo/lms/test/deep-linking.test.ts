import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { type DemoLms, type SignedIn, startDemoLms, type Tool } from '../index.js';
import {
  authenticate,
  authQuery,
  formOf,
  post,
  type StubTool,
  startStubTool,
  toolOf,
} from './support.js';

const claim = 'https://purl.imsglobal.org/spec/lti/claim';
const dl = 'https://purl.imsglobal.org/spec/lti-dl/claim';

describe('demo LMS: deep linking', () => {
  let lms: DemoLms;
  let stub: StubTool;
  let tool: Tool;
  let teacher: SignedIn;

  before(async () => {
    stub = await startStubTool();
    lms = await startDemoLms({ port: 0, quiet: true });
    tool = await lms.registerTool(toolOf(stub));
    teacher = lms.signIn('coordinator');
  });
  after(async () => {
    await lms.close();
    stub.close();
  });

  function answer(change: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      iss: tool.clientId,
      aud: lms.url,
      nonce: randomUUID(),
      [`${claim}/message_type`]: 'LtiDeepLinkingResponse',
      [`${claim}/version`]: '1.3.0',
      [`${claim}/deployment_id`]: tool.deploymentId,
      [`${dl}/content_items`]: [
        {
          type: 'ltiResourceLink',
          title: 'Журнал встреч',
          text: 'о встречах',
          url: `${stub.url}/launch?page=meetings`,
          custom: { page: 'meetings' },
          lineItem: { label: 'не читается', scoreMaximum: 20, resourceId: 'r', tag: 't' },
        },
        { type: 'ltiResourceLink', title: 'Обзор' },
        { type: 'link', url: 'https://example.com/' },
      ],
      ...change,
    };
  }

  async function returnUrl(person: SignedIn): Promise<string> {
    const login = lms.beginDeepLinking(person, 2, tool.id);
    const query = authQuery(login, `${stub.url}/launch`);
    const { fields } = await authenticate(lms, person, query);
    const settings = decodeJwt(fields.id_token ?? '')[`${dl}/deep_linking_settings`];
    expect(settings).to.include({ accept_multiple: true }).and.not.to.have.property('data');
    return (settings as { deep_link_return_url: string }).deep_link_return_url;
  }

  async function comeBack(claims: Record<string, unknown>, cookie = teacher.cookie) {
    const url = await returnUrl(teacher);
    return post(url, { JWT: await stub.sign(claims) }, cookie);
  }

  it('places one activity for each resource link', async () => {
    const response = await comeBack(answer());
    expect(response.status).to.equal(200);
    expect(await response.text())
      .to.contain('Журнал встреч')
      .and.to.contain('target="_top"');
    const [first, second] = lms.state.activities;
    expect(lms.state.activities).to.have.lengthOf(2);
    expect(first).to.deep.include({ title: 'Журнал встреч', custom: { page: 'meetings' } });
    expect(second).to.include({ title: 'Обзор', gradable: false });
    expect(lms.state.lineItems).to.have.lengthOf(1);
    expect(lms.state.lineItems[0]).to.include({
      label: 'Журнал встреч',
      scoreMaximum: 20,
      resourceId: 'r',
      tag: 't',
      activityId: first?.id,
    });
  });

  it('offers the roster once the course has an instance', () => {
    expect(lms.deepLinkingClaims('coordinator', 2, tool.id, 'n')).to.have.property(
      'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
    );
  });

  it('refuses what does not fit', async () => {
    const before = lms.state.activities.length;
    const used = answer();
    await comeBack({ ...used, [`${dl}/content_items`]: [] });
    const cases = [
      used,
      answer({ iss: 'other' }),
      answer({ aud: 'https://example.com' }),
      answer({ nonce: undefined }),
      answer({ [`${claim}/deployment_id`]: '99' }),
      answer({ [`${claim}/message_type`]: 'LtiResourceLinkRequest' }),
    ];
    for (const claims of cases) {
      expect((await comeBack(claims)).status, JSON.stringify(claims)).to.equal(400);
    }
    const url = await returnUrl(teacher);
    const foreign = lms.signIdToken(answer(), { kid: 'stub' });
    expect((await post(url, { JWT: foreign }, teacher.cookie)).status).to.equal(400);
    expect(lms.state.activities).to.have.lengthOf(before);
  });

  it('shows the message of a cancelled or failed choice and places nothing', async () => {
    const before = lms.state.activities.length;
    const response = await comeBack(answer({ [`${dl}/errormsg`]: 'Не вышло' }));
    expect(await response.text()).to.contain('Не вышло');
    await comeBack(answer({ [`${dl}/content_items`]: [] }));
    expect(lms.state.activities).to.have.lengthOf(before);
  });

  it('wants the session of the one who began', async () => {
    expect((await comeBack(answer(), lms.signIn('curator').cookie)).status).to.equal(403);
    const url = await returnUrl(teacher);
    const crossSite = await post(url, { JWT: 'x' });
    expect(formOf(await crossSite.text()).fields).to.deep.equal({ JWT: 'x', repost: '1' });
  });

  it('is for editors only', async () => {
    const mentor = lms.signIn('mentor1');
    const query = authQuery(lms.beginDeepLinking(mentor, 2, tool.id), `${stub.url}/launch`);
    expect((await authenticate(lms, mentor, query)).status).to.equal(403);
  });
});
