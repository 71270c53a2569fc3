import { expect } from 'chai';
import { createRemoteJWKSet, decodeJwt, decodeProtectedHeader, jwtVerify } from 'jose';
import { type DemoLms, type SignedIn, startDemoLms, type Tool } from '../index.js';
import { authenticate, authQuery, formOf, post } from './support.js';

const claim = 'https://purl.imsglobal.org/spec/lti/claim';
const redirect = 'http://127.0.0.1:8199/launch';

describe('demo LMS: launch', () => {
  let lms: DemoLms;
  let tool: Tool;
  let cmid: number;

  before(async () => {
    lms = await startDemoLms({ port: 0, quiet: true });
    tool = await lms.registerTool({
      initiateLoginUrl: 'http://127.0.0.1:8199/login',
      redirectUris: [redirect],
      jwksUrl: 'http://127.0.0.1:8199/jwks',
      targetLinkUri: redirect,
      custom: { camelCase: 'X', nosuch: '$CourseGroup.id', lk: '$ResourceLink.id' },
    });
    const first = lms.deepLinkingClaims('coordinator', 2, tool.id, 'n');
    expect(first).not.to.have.property(
      'https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice',
    );
    const placed = await lms.placeActivity(2, {
      title: 'Журнал',
      url: `${redirect}?page=meetings`,
      gradable: true,
      custom: { item: '1' },
    });
    cmid = placed.activity.cmid;
  });
  after(() => lms.close());

  function query(person: SignedIn): Record<string, string> {
    return authQuery(lms.beginLaunch(person, cmid), redirect);
  }

  it('shows the frame, the login initiation and the id_token', async () => {
    const person = lms.signIn('mentee1');
    const headers = { cookie: person.cookie };
    const page = await (await fetch(`${lms.url}/mod/lti/view.php?id=${cmid}`, { headers })).text();
    expect(page).to.contain(`src="/mod/lti/launch.php?id=${cmid}"`);
    const frame = await fetch(`${lms.url}/mod/lti/launch.php?id=${cmid}`, { headers });
    const login = formOf(await frame.text());
    expect(login.action).to.equal(tool.initiateLoginUrl);
    expect(login.fields).to.have.keys(
      ...['iss', 'target_link_uri', 'login_hint', 'lti_message_hint', 'client_id'],
      'lti_deployment_id',
    );
    expect(JSON.parse(login.fields.lti_message_hint ?? '')).to.have.keys('cmid', 'launchid');
    const sent = authQuery(login, redirect);
    const { action, fields } = await authenticate(lms, person, sent);
    expect(action).to.equal(redirect);
    expect(fields.state).to.equal('the-state');
    const keys = createRemoteJWKSet(new URL(`${lms.url}/mod/lti/certs.php`));
    const { payload, protectedHeader } = await jwtVerify(fields.id_token ?? '', keys, {
      issuer: lms.url,
      audience: tool.clientId,
    });
    expect(protectedHeader).to.include({ alg: 'RS256', typ: 'JWT' });
    expect(payload.nonce).to.equal(sent.nonce);
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).to.equal(60);
    expect(payload).to.include({ given_name: 'Артём Денисович', family_name: 'Иванов' });
    expect(payload[`${claim}/custom`]).to.include({
      item: '1',
      camelcase: 'X',
      camelCase: 'X',
      nosuch: '$CourseGroup.id',
      lk: '1',
    });
  });

  it('gives the roles of Moodle', () => {
    const rolesOf = (key: string) => lms.launchClaims(key, cmid, 'n')[`${claim}/roles`];
    const membership = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';
    expect(rolesOf('admin')).to.have.lengthOf(3).and.to.include(`${membership}Instructor`);
    for (const key of ['coordinator', 'curator', 'mentor1', 'mentor2']) {
      expect(rolesOf(key), key).to.deep.equal([`${membership}Instructor`]);
    }
    for (const key of ['mentor3', 'mentee1']) {
      expect(rolesOf(key), key).to.deep.equal([`${membership}Learner`]);
    }
    const guest = 'http://purl.imsglobal.org/vocab/lis/v2/institution/person#Guest';
    expect(rolesOf('visitor')).to.deep.equal([guest]);
  });

  it('leaves the link id empty in deep linking', () => {
    const claims = lms.deepLinkingClaims('coordinator', 2, tool.id, 'n');
    expect(claims[`${claim}/custom`]).to.deep.include({ lk: null });
    expect(claims[`${claim}/launch_presentation`]).to.deep.equal({ locale: 'ru' });
  });

  it('takes a message hint once', async () => {
    const person = lms.signIn('mentor1');
    const sent = query(person);
    expect((await authenticate(lms, person, sent)).fields).to.have.property('id_token');
    const again = await authenticate(lms, person, sent);
    expect(again.fields).to.include({ error: 'invalid_request', state: 'the-state' });
  });

  it('posts refusals to the tool', async () => {
    const cases: [Record<string, string>, string][] = [
      [{ scope: 'openid email' }, 'invalid_scope'],
      [{ response_type: 'code' }, 'unsupported_response_type'],
      [{ login_hint: '2' }, 'access_denied'],
      [{ client_id: 'other' }, 'unauthorized_client'],
      [{ nonce: '' }, 'invalid_request'],
      [{ response_mode: 'query' }, 'invalid_request'],
      [{ prompt: 'login' }, 'invalid_request'],
      [{ lti_message_hint: '' }, 'invalid_request'],
    ];
    const person = lms.signIn('mentor1');
    for (const [change, error] of cases) {
      const { fields } = await authenticate(lms, person, { ...query(person), ...change });
      expect(fields.error, JSON.stringify(change)).to.equal(error);
      expect(fields).not.to.have.property('id_token');
    }
  });

  it('sends nothing to an address that is not registered', async () => {
    const person = lms.signIn('mentor1');
    const sent = { ...query(person), redirect_uri: `${redirect}/` };
    const answer = await authenticate(lms, person, sent);
    expect(answer).to.include({ status: 400, action: '' });
  });

  it('posts a cross-site request to itself once more', async () => {
    const person = lms.signIn('mentor1');
    const sent = query(person);
    const first = formOf(await (await post(`${lms.url}/mod/lti/auth.php`, sent)).text());
    expect(first).to.deep.equal({ action: '/mod/lti/auth.php', fields: { ...sent, repost: '1' } });
    const second = await post(lms.url + first.action, first.fields, person.cookie);
    expect(formOf(await second.text()).fields).to.have.property('id_token');
  });

  it('keeps people out of a course that is not theirs', async () => {
    const { activity } = await lms.placeActivity(3, { title: 'Чужое', toolId: tool.id });
    const person = lms.signIn('mentee8');
    const sent = authQuery(lms.beginLaunch(person, activity.cmid), redirect);
    expect((await authenticate(lms, person, sent)).status).to.equal(403);
    await lms.removeActivity(activity.cmid);
  });

  it('signs anything for a test', () => {
    const none = lms.signIdToken({ a: 1 }, { alg: 'none', kid: undefined });
    expect(decodeProtectedHeader(none)).to.deep.equal({ typ: 'JWT', alg: 'none' });
    expect(none.endsWith('.')).to.equal(true);
    expect(decodeJwt(lms.signIdToken({ a: 1 }, { alg: 'HS256' }))).to.deep.equal({ a: 1 });
  });
});
