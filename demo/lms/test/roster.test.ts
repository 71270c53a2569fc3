import { expect } from 'chai';
import { type DemoLms, startDemoLms, type Tool } from '../index.js';
import { bearer, requestToken, type StubTool, startStubTool, toolOf } from './support.js';

interface Roster {
  id: string;
  context: { id: string };
  members: { user_id: string; roles: string[]; status: string }[];
}

const membershipScope = 'https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly';

describe('demo LMS: token and roster', () => {
  let lms: DemoLms;
  let stub: StubTool;
  let tool: Tool;
  let base: string;

  before(async () => {
    stub = await startStubTool();
    lms = await startDemoLms({ port: 0, quiet: true });
    tool = await lms.registerTool(toolOf(stub));
    base = `${lms.url}/mod/lti/services.php/CourseSection/2/bindings/${tool.id}/memberships`;
  });
  after(async () => {
    await lms.close();
    stub.close();
  });

  async function roster(url: string): Promise<{ body: Roster; next: string | undefined }> {
    const authorization = await bearer(lms, stub, tool);
    const response = await fetch(url, { headers: { authorization } });
    expect(response.status).to.equal(200);
    const next = /^<(.*)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    return { body: (await response.json()) as Roster, next };
  }

  it('gives a token for an hour', async () => {
    const response = await requestToken(lms, stub, tool, membershipScope);
    expect(await response.json()).to.include({
      token_type: 'Bearer',
      expires_in: 3600,
      scope: membershipScope,
    });
  });

  it('refuses a token without kid, without scope, for a foreign scope and for JSON', async () => {
    const answers = await Promise.all([
      requestToken(lms, stub, tool, membershipScope, {}),
      requestToken(lms, stub, tool, ' '),
      requestToken(lms, stub, tool, 'https://example.com/scope'),
      requestToken(lms, stub, { ...tool, clientId: 'other' }, membershipScope),
      fetch(`${lms.url}/mod/lti/token.php`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: '{}',
      }),
    ]);
    expect(await Promise.all(answers.map((one) => one.json()))).to.deep.equal([
      { error: 'invalid_client' },
      { error: 'invalid_request' },
      { error: 'invalid_scope' },
      { error: 'invalid_client' },
      { error: 'invalid_request' },
    ]);
  });

  it('gives everybody on one page unless a limit is sent', async () => {
    const { body, next } = await roster(base);
    expect(next).to.equal(undefined);
    expect(body.members).to.have.lengthOf(14);
    expect(body.members.every((one) => one.status === 'Active')).to.equal(true);
    expect(body.context.id).to.equal('2');
  });

  it('calls a non-editing teacher Learner', async () => {
    const { body } = await roster(`${base}?rlid=1`);
    const rolesOf = (key: string) =>
      body.members.find((one) => one.user_id === String(lms.user(key).id))?.roles;
    expect(rolesOf('coordinator')).to.deep.equal(['Instructor']);
    expect(rolesOf('mentor1')).to.deep.equal(['Learner']);
    expect(rolesOf('visitor')).to.equal(undefined);
  });

  it('pages with a limit, and forgets the role on the way', async () => {
    const first = await roster(`${base}?role=Instructor&limit=1`);
    expect(first.body.members).to.have.lengthOf(1);
    expect(first.next).to.equal(`${base}?limit=1&from=1`);
  });

  it('gives two thousand people page by page', async () => {
    const members = Array.from({ length: 2000 }, () => ({ role: 'student' as const }));
    await lms.setRoster(3, members);
    const seen = new Set<string>();
    let url: string | undefined = `${base.replace('/2/', '/3/')}?limit=300`;
    let pages = 0;
    while (url) {
      const page: Awaited<ReturnType<typeof roster>> = await roster(url);
      for (const member of page.body.members) seen.add(member.user_id);
      url = page.next;
      pages += 1;
    }
    expect(pages).to.equal(7);
    expect(seen.size).to.equal(2000);
  });

  it('wants a token of this tool with the scope', async () => {
    const other = await lms.registerTool({ ...toolOf(stub), clientId: 'second' });
    const foreign = await bearer(lms, stub, other);
    for (const authorization of ['', 'Bearer nonsense', foreign]) {
      expect((await fetch(base, { headers: { authorization } })).status).to.equal(401);
    }
  });
});
