import { expect } from 'chai';
import { decodeJwt } from 'jose';
import { DATABASE_KINDS } from './support/databases.js';
import { type Stack, startStack } from './support/stack.js';
import { fieldValue, newSurfer, type Seen, type Surfer } from './support/surfer.js';

const HOME = 'Моё наставничество';
const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';
const BUTTON = /name="programmeId" value="([^"]+)"/g;
const CONTINUE = /<a id="continue" href="([^"]*)"/;

/** The claims of the surfer's last launch, as Moodle sends them from outside a course. */
function claimsWithoutCourse(surfer: Surfer): Record<string, unknown> {
  const token = surfer.seen.map((one) => fieldValue(one.body, 'id_token')).findLast(Boolean);
  if (!token) throw new Error('nobody has launched yet');
  const { [`${CLAIM}context`]: _course, ...claims } = decodeJwt(token);
  return claims;
}

/** Launches the person of these claims anew, in this browser, without a course. */
async function launchWithoutCourse(
  stack: Stack,
  surfer: Surfer,
  claims: Record<string, unknown>,
): Promise<Seen> {
  const target = `${stack.toolUrl}/lti/launch`;
  const query = new URLSearchParams({
    iss: stack.lms.url,
    client_id: String(claims['aud']),
    login_hint: String(claims['sub']),
    target_link_uri: target,
    lti_deployment_id: String(claims[`${CLAIM}deployment_id`]),
  });
  const { body } = await surfer.get(`${stack.toolUrl}/lti/login?${query}`);
  const sent = new URL(CONTINUE.exec(body)?.[1]?.replaceAll('&amp;', '&') ?? '').searchParams;
  const now = Math.floor(Date.now() / 1000);
  const idToken = await stack.lms.signIdToken({
    ...claims,
    nonce: sent.get('nonce'),
    iat: now,
    exp: now + 60,
    [`${CLAIM}target_link_uri`]: target,
  } as Parameters<typeof stack.lms.signIdToken>[0]);
  return surfer.post(target, { state: sent.get('state') ?? '', id_token: idToken });
}

for (const database of DATABASE_KINDS) {
  describe(`a launch without a course, on ${database}`, function withoutCourse() {
    this.timeout(60_000);
    let stack: Stack;
    let surfer: Surfer;
    let claims: Record<string, unknown>;
    before(async () => {
      stack = await startStack({ database });
      surfer = newSurfer(stack.lms.url);
      await surfer.launch('coordinator', HOME);
      claims = claimsWithoutCourse(surfer);
    });
    after(() => stack.close());

    const buttonsOf = (page: Seen) => [...page.body.matchAll(BUTTON)].map((m) => String(m[1]));
    const openFrom = (page: Seen, programmeId: string, token = fieldValue(page.body, '_csrf')) =>
      surfer.post(page.url.replace('no-programme', 'open-programme'), {
        _csrf: token,
        programmeId,
      });

    it('opens the only programme by itself', async () => {
      const page = await launchWithoutCourse(stack, surfer, claims);
      expect(page.status).to.equal(200);
      expect(new URL(page.url).pathname).to.match(/\/setup$/);
    });

    it('lists several, and opens the one that is chosen', async () => {
      await surfer.launch('coordinator', HOME, 3);
      const page = await launchWithoutCourse(stack, surfer, claims);
      expect(new URL(page.url).pathname).to.match(/\/no-programme$/);
      expect(page.body).to.contain('Выберите программу').and.contain('Координатор');
      const programmes = buttonsOf(page);
      expect(programmes).to.have.length(2);
      const bases = new Set<string>();
      for (const programmeId of programmes) {
        const opened = await openFrom(page, programmeId);
        expect(opened.status).to.equal(200);
        expect(new URL(opened.url).pathname).to.match(/\/setup$/);
        const [, , sid = ''] = new URL(opened.url).pathname.split('/');
        bases.add(sid);
        const row = await stack.tool.db('lti_sessions').where({ sid }).first();
        expect(row).to.include({ programme_id: programmeId, role: 'coordinator' });
      }
      expect(bases.size, 'sessions').to.equal(2);
    });

    it('opens nothing that is not one’s own, and nothing without the form’s token', async () => {
      const page = await launchWithoutCourse(stack, surfer, claims);
      const [own = ''] = buttonsOf(page);
      const other = newSurfer(stack.lms.url);
      await other.launch('mentor1', HOME);
      const before = await stack.tool.db('lti_sessions').count({ n: '*' });
      const unknown = '01980000-0000-7000-8000-000000000000';
      for (const programmeId of [unknown, '', "' or 1=1"]) {
        expect((await openFrom(page, programmeId)).status).to.equal(404);
      }
      expect((await openFrom(page, own, 'forged')).status).to.equal(403);
      const stolen = await other.post(page.url.replace('no-programme', 'open-programme'), {
        _csrf: fieldValue(page.body, '_csrf'),
        programmeId: own,
      });
      expect(stolen.status).to.equal(401);
      expect(await stack.tool.db('lti_sessions').count({ n: '*' })).to.deep.equal(before);
    });

    it('speaks the person’s language', async () => {
      const english = { ...claims, [`${CLAIM}launch_presentation`]: { locale: 'en' } };
      const fresh = newSurfer(stack.lms.url);
      const page = await launchWithoutCourse(stack, fresh, english);
      expect(page.body).to.contain('Choose a programme').and.contain('Coordinator');
    });
  });
}
