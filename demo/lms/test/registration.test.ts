import { expect } from 'chai';
import { type DemoLms, startDemoLms } from '../index.js';
import { authenticate, authQuery } from './support.js';

const toolConfiguration = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const tool = 'http://127.0.0.1:8199';

function body(): Record<string, unknown> {
  return {
    response_types: ['id_token'],
    initiate_login_uri: `${tool}/login`,
    redirect_uris: [`${tool}/launch`],
    client_name: 'Инструмент',
    jwks_uri: `${tool}/jwks`,
    token_endpoint_auth_method: 'private_key_jwt',
    scope: 'https://purl.imsglobal.org/spec/lti-ags/scope/score openid',
    [toolConfiguration]: {
      domain: '127.0.0.1:8199',
      target_link_uri: `${tool}/launch`,
      messages: [{ type: 'LtiDeepLinkingRequest', placements: ['course_navigation'] }],
      custom_parameters: { uid: '$User.id' },
    },
  };
}

describe('demo LMS: dynamic registration', () => {
  let lms: DemoLms;

  before(async () => {
    lms = await startDemoLms({ port: 0, quiet: true });
  });
  after(() => lms.close());

  async function register(fields: unknown, token?: string): Promise<Response> {
    const { openidConfiguration, registrationToken } = lms.beginRegistration();
    const configuration = (await (await fetch(openidConfiguration)).json()) as {
      registration_endpoint: string;
    };
    return fetch(configuration.registration_endpoint, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${token ?? registrationToken}`,
      },
      body: JSON.stringify(fields),
    });
  }

  it('describes itself as a Moodle', async () => {
    const response = await fetch(`${lms.url}/mod/lti/openid-configuration.php`);
    const configuration = (await response.json()) as Record<string, unknown>;
    expect(configuration.issuer).to.equal(lms.url);
    const platform = configuration['https://purl.imsglobal.org/spec/lti-platform-configuration'];
    expect(platform).to.include({
      product_family_code: 'moodle',
      version: '4.5.6 (Build: 20250811)',
    });
  });

  it('registers a tool as pending, usable once activated', async () => {
    const response = await register(body());
    expect(response.status).to.equal(200);
    const answer = (await response.json()) as Record<string, unknown>;
    const deployment = (answer[toolConfiguration] as { deployment_id: string }).deployment_id;
    const added = lms.state.tools.find((one) => one.clientId === answer.client_id);
    expect(added).to.include({ state: 'pending', deploymentId: deployment });
    expect(answer.scope).to.equal('https://purl.imsglobal.org/spec/lti-ags/scope/score');
    const id = added?.id ?? 0;
    const person = lms.signIn('coordinator');
    expect(() => lms.beginDeepLinking(person, 2, id)).to.throw();
    await lms.activateTool(id);
    const login = lms.beginDeepLinking(person, 2, id);
    const answered = await authenticate(lms, person, authQuery(login, `${tool}/launch`));
    expect(answered.fields).to.have.keys('id_token', 'state');
  });

  it('activates by itself when told so', async () => {
    await lms.setAutoActivate(true);
    await register(body());
    expect(lms.state.tools.at(-1)?.state).to.equal('active');
    await lms.setAutoActivate(false);
  });

  it('takes a registration token once', async () => {
    const { registrationToken } = lms.beginRegistration();
    expect((await register(body(), registrationToken)).status).to.equal(200);
    const second = await register(body(), registrationToken);
    expect(second.status).to.equal(401);
    expect(await second.json()).to.deep.equal({ error: 'token_already_used' });
  });

  it('refuses a foreign, an ended and a missing token', async () => {
    const ended = lms.signIdToken({ sub: 'x', scope: 'reg', iat: 1, exp: 2 });
    for (const token of ['nonsense', ended, '']) {
      expect((await register(body(), token)).status).to.equal(401);
    }
  });

  it('refuses what Moodle refuses', async () => {
    const required = Object.keys(body()).filter((name) => name !== 'scope');
    for (const name of required) {
      const response = await register({ ...body(), [name]: undefined });
      expect(response.status, name).to.equal(400);
    }
    const domain = { domain: '127.0.0.1', target_link_uri: `${tool}/launch` };
    const mismatch = await register({ ...body(), [toolConfiguration]: domain });
    expect(await mismatch.json()).to.deep.equal({ error: 'domain_targetlinkuri_mismatch' });
  });
});
