import { expect } from 'chai';
import { newId } from '../../../shared/ids.js';
import { organisationsOfDeployments } from '../../lti/deployment-organisations.js';
import { inviteStore } from '../../lti/invite-store.js';
import { toolKeyStore } from '../../lti/keys.js';
import { platformDirectory } from '../../lti/platform-directory.js';
import { type LtiPlatform, platformStore } from '../../lti/platform-store.js';
import { CommandError, runCommand } from '../../platforms-commands.js';
import { fakeService } from './fake-service.js';
import { eachDatabase, sealer, testClock } from './support.js';

describe('deployments of one platform', () => {
  eachDatabase((db) => {
    const clock = testClock();
    let printed: string[];
    let service: ReturnType<typeof fakeService>;
    let platform: LtiPlatform;

    const platforms = () => platformStore(db(), clock);
    const run = (command: string, organisation?: string) =>
      runCommand(
        {
          publicUrl: 'https://mentor.example',
          platforms: platforms(),
          invites: inviteStore(db(), clock),
          keys: toolKeyStore(db(), sealer, clock),
          api: async () => service,
          print: (line: string) => printed.push(line),
        },
        command.split(' '),
        organisation === undefined ? {} : { organisation },
      );
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
    /** Somebody launches through it, in this process or in one that has just begun. */
    const launched = (deploymentId: string) =>
      platformDirectory(platforms(), clock, organisationsOfDeployments(service)).deployment(
        platform,
        deploymentId,
      );
    const ownerOf = async (deploymentId: string) =>
      (await platforms().findDeployment(platform.platformId, deploymentId))?.organisationId;
    const courseOf = (deploymentId: string, organisationId: string) =>
      db()('lti_contexts').insert({
        lti_context_id: newId(),
        platform_id: platform.platformId,
        deployment_id: deploymentId,
        context_id: '2',
        organisation_id: organisationId,
        programme_id: newId(),
        title: 'Курс',
        created_at: 1,
        updated_at: 1,
      });

    beforeEach(async () => {
      printed = [];
      service = fakeService(clock);
      await runCommand(
        {
          publicUrl: 'https://mentor.example',
          platforms: platforms(),
          invites: inviteStore(db(), clock),
          keys: toolKeyStore(db(), sealer, clock),
          api: async () => service,
          print: () => undefined,
        },
        ['add'],
        {
          issuer: 'https://lms.example',
          'client-id': 'abc',
          'auth-url': 'https://lms.example/auth',
          'token-url': 'https://lms.example/token',
          'jwks-url': 'https://lms.example/certs',
          'deployment-id': '1',
          organisation: 'Первый колледж',
        },
      );
      platform = (await platforms().list())[0] as LtiPlatform;
    });

    it('are the platform’s college’s, unless the operator says otherwise', async () => {
      expect((await launched('2')).organisationId).to.equal(platform.organisationId);
      expect(service.organisations).to.deep.equal(['Первый колледж']);
    });

    it('«own»: a college of its own for each that is new; those that are known stay', async () => {
      await run(`new-deployments ${platform.platformId} own`);
      platform = (await platforms().list())[0] as LtiPlatform;
      const first = await launched('2');
      expect((await launched('1')).organisationId).to.equal(platform.organisationId);
      expect((await launched('2')).organisationId).to.equal(first.organisationId);
      const third = await launched('3');
      const ids = [platform.organisationId, first.organisationId, third.organisationId];
      expect(new Set(ids).size).to.equal(3);
      await run(`new-deployments ${platform.platformId} shared`);
      platform = (await platforms().list())[0] as LtiPlatform;
      expect((await launched('4')).organisationId).to.equal(platform.organisationId);
      expect((await launched('2')).organisationId).to.equal(first.organisationId);
    });

    it('an LMS with one client id for all its customers: refused, until the operator has said', async () => {
      await platforms().update(platform.platformId, { productFamily: 'blackboardlearn' });
      const again = async () => {
        platform = (await platforms().list())[0] as LtiPlatform;
        return launched('2');
      };
      const refused = await again().catch((error: { reason?: string }) => error.reason);
      expect(refused).to.equal('deployment_unknown');
      expect(await ownerOf('2')).to.equal(undefined);
      await run(`new-deployments ${platform.platformId} shared`);
      expect((await again()).organisationId).to.equal(platform.organisationId);
    });

    it('«own», two processes that meet it at the same moment: one college', async () => {
      await run(`new-deployments ${platform.platformId} own`);
      platform = (await platforms().list())[0] as LtiPlatform;
      const seen = await Promise.all([1, 2, 3, 4].map(() => launched('2')));
      expect(new Set(seen.map((one) => one.organisationId)).size).to.equal(1);
      expect(service.organisations).to.have.length(2);
    });

    it('assign-deployment moves one that nobody has entered through, also before its first launch', async () => {
      await run(`assign-deployment ${platform.platformId} 1`, 'Второй колледж');
      await run(`assign-deployment ${platform.platformId} 7`, 'Второй колледж');
      expect(service.organisations).to.deep.equal(['Первый колледж', 'Второй колледж']);
      const owner = await ownerOf('1');
      expect(owner).not.to.equal(platform.organisationId);
      expect(await ownerOf('7')).to.equal(owner);
      expect((await launched('7')).organisationId).to.equal(owner);
      await run(`assign-deployment ${platform.platformId} 7`, platform.organisationId);
      expect(await codeOf(run(`assign-deployment ${platform.platformId} 7`, newId()))).to.equal(1);
    });

    it('a college that a deployment made for itself is known by its name', async () => {
      await run(`new-deployments ${platform.platformId} own`);
      platform = (await platforms().list())[0] as LtiPlatform;
      const { organisationId } = await launched('2');
      await run(`assign-deployment ${platform.platformId} 3`, 'Первый колледж (2)');
      expect(await ownerOf('3')).to.equal(organisationId);
    });

    it('one with people in it stays where it is, in words', async () => {
      await courseOf('1', platform.organisationId);
      const moving = run(`assign-deployment ${platform.platformId} 1`, 'Второй колледж');
      expect(await codeOf(moving)).to.equal(1);
      await moving.catch((error: Error) => expect(error.message).to.include('уже входили'));
      expect(await ownerOf('1')).to.equal(platform.organisationId);
      expect(service.organisations).to.deep.equal(['Первый колледж']);
      // Also for who has looked before the first of them came.
      expect(await platforms().moveDeployment(platform.platformId, '1', newId())).to.equal(false);
    });

    it('lists them with their colleges and whether somebody has entered', async () => {
      await run(`assign-deployment ${platform.platformId} 2`, 'Второй колледж');
      await courseOf('1', platform.organisationId);
      printed = [];
      await run('deployments');
      expect(output()).to.match(/ {2}1 {2}Первый колледж .*courses 1/);
      expect(output()).to.match(/ {2}2 {2}Второй колледж .*unused/);
      const everything = output();
      printed = [];
      await run(`deployments ${platform.platformId}`);
      expect(output()).to.equal(everything);
    });

    it('says what is missing or wrong', async () => {
      const id = platform.platformId;
      for (const [command, organisation, code] of [
        ['deployments nobody', undefined, 1],
        [`deployments ${id} more`, undefined, 2],
        ['assign-deployment', 'Колледж', 2],
        [`assign-deployment ${id}`, 'Колледж', 2],
        [`assign-deployment ${id} 1`, undefined, 2],
        [`assign-deployment ${id} 1`, 'К'.repeat(201), 2],
        [`assign-deployment ${id} 1 2`, 'Колледж', 2],
        ['assign-deployment nobody 1', 'Колледж', 1],
        [`new-deployments ${id}`, undefined, 2],
        [`new-deployments ${id} both`, undefined, 2],
        ['new-deployments nobody own', undefined, 1],
      ] as const) {
        expect(await codeOf(run(command, organisation)), command).to.equal(code);
      }
    });
  });
});
