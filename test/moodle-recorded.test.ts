import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { newBrowser } from '../lti-tool/test/support/launch-browser.js';
import { fromRoot } from '../shared/root.js';
import { DATABASE_KINDS } from './support/databases.js';
import { type Stack, startStack } from './support/stack.js';

interface Recorded {
  header: Record<string, string>;
  claims: Record<string, unknown>;
}

const read = <T>(name: string): T =>
  JSON.parse(readFileSync(fromRoot('test', 'data', 'moodle-4.5.6', name), 'utf8')) as T;
const LAUNCHES = read<Recorded[]>('launches.json');
const LOGINS = read<Record<string, string>[]>('login-requests.json');

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';
const targetOf = (recorded: Recorded) =>
  new URL(String(recorded.claims[`${CLAIM}target_link_uri`]));

/** Where each recorded launch has to land, in the order in which Moodle sent them, and as whom. */
const EXPECTED: readonly { subject: string; page: string; role: string; who: string }[] = [
  {
    subject: '4',
    page: 'deep-linking',
    role: 'coordinator',
    who: 'the first teacher, placing links',
  },
  { subject: '2', page: 'setup', role: 'coordinator', who: 'the site administrator' },
  { subject: '3', page: 'not-ready', role: 'mentor', who: 'a manager, Instructor to Moodle' },
  { subject: '4', page: 'setup', role: 'coordinator', who: 'the first teacher again' },
  { subject: '5', page: 'not-ready', role: 'mentor', who: 'a non-editing teacher' },
  { subject: '6', page: 'not-ready', role: 'mentee', who: 'a student' },
  { subject: '10', page: 'not-ready', role: 'mentee', who: 'a student whose language is German' },
  { subject: '7', page: 'not-ready', role: 'mentee', who: 'a student of the second registration' },
];

/** The launch as Moodle would send it now: its own claims, with this run's addresses and times. */
async function replay(stack: Stack, index: number): Promise<{ path: string; html: string }> {
  const recorded = LAUNCHES[index] as Recorded;
  const login = LOGINS[index] ?? (LOGINS.at(-1) as Record<string, string>);
  const { claims } = recorded;
  const clientId = String(claims['aud']);
  const target = `${stack.toolUrl}/lti/launch${targetOf(recorded).search}`;
  const browser = newBrowser();
  const query = new URLSearchParams({
    ...login,
    iss: stack.lms.url,
    client_id: clientId,
    target_link_uri: target,
    login_hint: String(claims['sub']),
    lti_deployment_id: String(claims[`${CLAIM}deployment_id`]),
  });
  const begun = await (await browser.get(`${stack.toolUrl}/lti/login?${query}`)).text();
  const href = /<a id="continue" href="([^"]*)"/.exec(begun)?.[1]?.replaceAll('&amp;', '&') ?? '';
  const sent = new URL(href).searchParams;
  const now = Math.floor(Date.now() / 1000);
  const idToken = await stack.lms.signIdToken({
    ...claims,
    iss: stack.lms.url,
    nonce: sent.get('nonce'),
    iat: now,
    exp: now + 60,
    [`${CLAIM}target_link_uri`]: target,
  } as Parameters<typeof stack.lms.signIdToken>[0]);
  let answer = await browser.post(`${stack.toolUrl}/lti/launch`, {
    state: sent.get('state') ?? '',
    id_token: idToken,
  });
  let url = `${stack.toolUrl}/lti/launch`;
  for (let hop = 0; hop < 6 && answer.status >= 300 && answer.status < 400; hop += 1) {
    url = new URL(answer.headers.get('location') ?? '', url).href;
    answer = await browser.get(url);
  }
  return { path: new URL(url).pathname.split('/').slice(3).join('/'), html: await answer.text() };
}

/** The recorded registrations: two clients of one Moodle, approved by hand. */
async function approve(stack: Stack): Promise<void> {
  const [known] = await stack.tool.platforms.findByIssuer(stack.lms.url);
  if (!known) throw new Error('the demo LMS is not registered');
  for (const clientId of new Set(LAUNCHES.map((one) => String(one.claims['aud'])))) {
    const { kid } = await stack.tool.keys.create(null);
    const { platformId: _id, createdAt: _c, updatedAt: _u, ...same } = known;
    const { platformId } = await stack.tool.platforms.insert({ ...same, clientId, kid });
    await stack.tool.keys.assign(kid, platformId);
  }
}

for (const database of DATABASE_KINDS) {
  describe(`launches recorded from Moodle 4.5.6, signed anew, on ${database}`, () => {
    let stack: Stack;
    before(async function () {
      this.timeout(60_000);
      stack = await startStack({ database });
      await approve(stack);
    });
    after(() => stack.close());

    it('covers every recorded launch', () => {
      const subjects = LAUNCHES.map((one) => one.claims['sub']);
      expect(subjects).to.deep.equal(EXPECTED.map((one) => one.subject));
    });

    for (const [index, { subject, page, role, who }] of EXPECTED.entries()) {
      it(`${who} lands on «${page}» as ${role}`, async () => {
        const { path, html } = await replay(stack, index);
        expect(path, html.slice(0, 500)).to.equal(page);
        const roles = await stack.tool
          .db('participations as p')
          .join('person_accounts as a', 'a.person_id', 'p.person_id')
          .where({ 'a.subject': subject, 'a.issuer': stack.lms.url })
          .pluck('p.role');
        expect(roles).to.deep.equal([role]);
      });
    }

    it('is one programme for both registrations: the course is the same', async () => {
      expect(await stack.tool.db('programmes').pluck('id')).to.have.length(1);
    });
  });
}
