import { expect } from 'chai';
import { lastCourseOf } from '../../lti/connection/connection-control.js';
import { createGuardedFetch } from '../../lti/guarded-fetch.js';
import { inviteStore } from '../../lti/invite-store.js';
import { launchReports } from '../../lti/journal/launch-report.js';
import { toolKeyStore } from '../../lti/keys.js';
import { platformStore } from '../../lti/platform-store.js';
import { toolSigner } from '../../lti/tool-signer.js';
import { CommandError, runCommand } from '../../platforms-commands.js';
import { createI18n } from '../../web/i18n.js';
import { fakeService } from './fake-service.js';
import { eachDatabase, sealer, testClock } from './support.js';

const SIX = {
  issuer: 'https://lms.example',
  'client-id': 'abc',
  'auth-url': 'https://lms.example/auth',
  'token-url': 'https://lms.example/token',
  'jwks-url': 'https://lms.example/certs',
  'deployment-id': '1',
};

describe('npm run platforms', () => {
  eachDatabase((db) => {
    const clock = testClock();
    let printed: string[] = [];
    let service = fakeService(clock);
    beforeEach(() => {
      printed = [];
      service = fakeService(clock);
    });
    const deps = () => ({
      publicUrl: 'https://mentor.example',
      platforms: platformStore(db(), clock),
      invites: inviteStore(db(), clock),
      keys: toolKeyStore(db(), sealer, clock),
      api: async () => service,
      inspection: {
        reports: launchReports(db(), clock),
        courseOf: (platformId: string) => lastCourseOf(db(), platformId),
        connection: {
          clock,
          platforms: platformStore(db(), clock),
          signer: toolSigner({ keys: toolKeyStore(db(), sealer, clock), clock }),
          fetch: createGuardedFetch({ allowPrivate: true }),
        },
        t: createI18n().translator('ru'),
        now: () => clock.now(),
      },
      print: (line: string) => printed.push(line),
    });
    const run = (command: string, options: Record<string, string> = {}) =>
      runCommand(deps(), command.split(' '), options);
    const output = () => printed.join('\n');

    async function codeOf(work: Promise<void>): Promise<number> {
      try {
        await work;
        return 0;
      } catch (error) {
        if (error instanceof CommandError) return error.exitCode;
        throw error;
      }
    }

    it('invite prints the address once; only its hash is kept', async () => {
      await run('invite', { organisation: 'Колледж' });
      const token = /register\?invite=([\w-]+)/.exec(output())?.[1] ?? '';
      expect(token.length).to.be.greaterThan(30);
      expect((await deps().invites.find(token)).state).to.equal('open');
      expect(JSON.stringify(await db()('lti_invites').select())).not.to.include(token);
    });

    it('add registers by hand, with deployment, organisation and key', async () => {
      await run('add', SIX);
      const [platform] = await deps().platforms.list();
      expect(platform).to.include({
        issuer: SIX.issuer,
        clientId: 'abc',
        active: true,
        name: 'lms.example',
      });
      expect(await deps().platforms.findDeployment(platform?.platformId ?? '', '1')).not.to.equal(
        null,
      );
      expect(service.organisations).to.deep.equal(['lms.example']);
      expect(output()).to.include('https://mentor.example/lti/launch');
      expect(await codeOf(run('add', SIX))).to.equal(1);
      expect(await deps().platforms.list()).to.have.length(1);
      await run('add', { ...SIX, issuer: 'https://two.example', organisation: 'lms.example' });
      expect(service.organisations).to.have.length(1);
    });

    it('add once more with another deployment: the same LMS, another college’s where it is named', async () => {
      await run('add', SIX);
      await run('add', { ...SIX, 'deployment-id': '2' });
      await run('add', { ...SIX, 'deployment-id': '3', organisation: 'Колледж связи' });
      const [platform, ...others] = await deps().platforms.list();
      expect(others).to.deep.equal([]);
      const ownerOf = async (deployment: string) =>
        (await deps().platforms.findDeployment(platform?.platformId ?? '', deployment))
          ?.organisationId;
      expect(await ownerOf('2')).to.equal(platform?.organisationId);
      expect(await ownerOf('3'))
        .to.be.a('string')
        .and.not.to.equal(platform?.organisationId);
      expect(service.organisations).to.deep.equal(['lms.example', 'Колледж связи']);
      expect(await codeOf(run('add', { ...SIX, 'deployment-id': '2' }))).to.equal(1);
    });

    it('says what is missing or wrong', async () => {
      expect(await codeOf(run('add', { issuer: 'x' }))).to.equal(2);
      expect(await codeOf(run('add', { ...SIX, 'jwks-url': 'file:///etc' }))).to.equal(2);
      expect(await codeOf(run('nonsense'))).to.equal(2);
      expect(await codeOf(run('disable'))).to.equal(2);
      expect(await codeOf(run('disable nobody'))).to.equal(1);
    });

    it('list, disable, enable', async () => {
      await run('list');
      await run('add', SIX);
      const [platform] = await deps().platforms.list();
      await run(`disable ${platform?.platformId}`);
      expect((await deps().platforms.list())[0]?.active).to.equal(false);
      await run('list');
      expect(output()).to.include('OFF').and.to.include(platform?.platformId);
      await run(`enable ${platform?.platformId}`);
      expect((await deps().platforms.list())[0]?.active).to.equal(true);
    });

    it('rotate-keys: signs with the new one, publishes the old one until what it signed has ended', async () => {
      await run('add', SIX);
      const before = (await deps().platforms.list())[0];
      await run(`rotate-keys ${before?.platformId}`);
      const after = (await deps().platforms.list())[0];
      expect(after?.kid).not.to.equal(before?.kid);
      const kids = async () => (await deps().keys.publicJwks()).keys.map((key) => key.kid);
      expect(await kids()).to.have.members([before?.kid, after?.kid]);
      clock.advance(2 * 60_000);
      expect(await kids(), 'a token of the last moment, by a clock that is slow').to.include(
        before?.kid,
      );
      clock.advance(2 * 60_000);
      expect(await kids()).to.deep.equal([after?.kid]);
      expect(output()).not.to.include('PRIVATE');
    });
  });
});
