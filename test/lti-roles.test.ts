import { expect } from 'chai';
import { platformQuirks } from '../lti-tool/lti/platforms/index.js';
import { newBrowser } from '../lti-tool/test/support/launch-browser.js';
import { defaultRole, type HeldRole, rosterRole } from '../service/people/role-rules.js';
import { textOf } from './support/files.js';
import { type Stack, startStack } from './support/stack.js';

const LIS = 'http://purl.imsglobal.org/vocab/lis/v2/';
const COURSE = 3;

/** The rows of the n-th table of the document, each as its cells. */
function table(n: number): string[][] {
  const blocks = textOf('docs/lti-roles.md')
    .split('\n\n')
    .filter((block) => block.startsWith('| '));
  const rows = (blocks[n] ?? '').trim().split('\n').slice(2);
  return rows.map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim()),
  );
}

/** `membership#Learner` as the document writes it, in full. */
function fullRole(text: string): string {
  if (text === 'lti:TestUser') return 'http://purl.imsglobal.org/vocab/lti/system/person#TestUser';
  return /^(?:membership|system|institution)/.test(text) ? LIS + text : text;
}

const rolesIn = (cell: string): string[] =>
  [...cell.matchAll(/`([^`]+)`/g)].map((match) => fullRole(String(match[1])));

const said = ({ role, state }: HeldRole): string =>
  state === 'candidate' ? `${role} candidate` : role;

describe('docs/lti-roles.md: coming for the first time', () => {
  const rows = table(0);

  it('is a table with rows', () => expect(rows.length).to.be.greaterThan(30));

  for (const [sent = '', lms = '', first, later, roster] of rows) {
    it(`${sent} from ${lms}`, () => {
      const quirks = platformQuirks(lms === 'any' ? null : lms);
      const roles = rolesIn(sent);
      expect(roles.length === 0).to.equal(sent === 'none');
      expect(said(defaultRole(quirks.launchRole(roles), false))).to.equal(first);
      expect(said(defaultRole(quirks.launchRole(roles), true))).to.equal(later);
      expect(said(rosterRole(quirks.rosterRole(roles)))).to.equal(roster);
    });
  }
});

describe('docs/lti-roles.md: coming again', () => {
  const rows = table(1);
  let stack: Stack;
  before(async function () {
    this.timeout(60_000);
    stack = await startStack();
    await come('first-teacher', [`${LIS}membership#Instructor`]);
  });
  after(() => stack.close());

  /** One launch of the demo LMS, of a person of its own, with these roles. */
  async function come(subject: string, roles: string[]): Promise<void> {
    const browser = newBrowser();
    const tool = stack.lms.state.tools[0];
    const target = `${stack.toolUrl}/lti/launch`;
    const query = new URLSearchParams({
      iss: stack.lms.url,
      client_id: tool?.clientId ?? '',
      target_link_uri: target,
      login_hint: subject,
      lti_deployment_id: String(tool?.id),
    });
    const begun = await (await browser.get(`${stack.toolUrl}/lti/login?${query}`)).text();
    const href = /<a id="continue" href="([^"]*)"/.exec(begun)?.[1]?.replaceAll('&amp;', '&') ?? '';
    const sent = new URL(href).searchParams;
    const now = Math.floor(Date.now() / 1000);
    const claim = 'https://purl.imsglobal.org/spec/lti/claim';
    const idToken = stack.lms.signIdToken({
      iss: stack.lms.url,
      aud: tool?.clientId ?? '',
      sub: subject,
      nonce: sent.get('nonce'),
      iat: now,
      exp: now + 60,
      [`${claim}/version`]: '1.3.0',
      [`${claim}/message_type`]: 'LtiResourceLinkRequest',
      [`${claim}/deployment_id`]: String(tool?.id),
      [`${claim}/target_link_uri`]: target,
      [`${claim}/resource_link`]: { id: 'link' },
      [`${claim}/roles`]: roles,
      [`${claim}/context`]: { id: String(COURSE), title: 'Наставничество' },
    } as Parameters<typeof stack.lms.signIdToken>[0]);
    const fields = { state: sent.get('state') ?? '', id_token: idToken };
    const launched = await browser.post(target, fields);
    expect(launched.status, await launched.text()).to.equal(303);
  }

  const memberOf = async (subject: string) =>
    (await stack.tool
      .db('members as m')
      .join('person_accounts as a', 'a.person_id', 'm.person_id')
      .where('a.subject', subject)
      .first({
        personId: 'm.person_id',
        programmeId: 'm.programme_id',
        organisationId: 'm.organisation_id',
        version: 'm.version',
      })) as { personId: string; programmeId: string; organisationId: string; version: number };

  async function setByHand(subject: string, roles: string[]): Promise<void> {
    const { personId, programmeId, organisationId, version } = await memberOf(subject);
    const coordinator = await memberOf('first-teacher');
    const api = stack.tool.service.api.as({
      kind: 'person',
      personId: coordinator.personId,
      organisationId,
      role: 'coordinator',
    });
    type Assignable = Parameters<typeof api.setRoles>[0]['roles'];
    await api.setRoles({ programmeId, personId, roles: roles as Assignable, version });
  }

  async function rolesOf(subject: string): Promise<string> {
    const { personId } = await memberOf(subject);
    const held = (await stack.tool
      .db('participations')
      .where('person_id', personId)
      .whereNot('state', 'withdrawn')
      .select('role', 'state')) as HeldRole[];
    return held.map(said).sort().join(', ');
  }

  it('is a table with rows', () => expect(rows.length).to.be.greaterThan(10));

  for (const [n, [first = '', byHand = '', later = '', then]] of rows.entries()) {
    it(`${first}, by hand ${byHand}, then ${later}`, async () => {
      const subject = `person-${n}`;
      await come(subject, rolesIn(first));
      if (byHand !== '–') {
        await setByHand(
          subject,
          byHand.split(', ').filter((role) => role !== 'visitor'),
        );
      }
      await come(subject, rolesIn(later));
      expect(await rolesOf(subject)).to.equal(then);
    });
  }
});
