import type { Tool } from '../lti-tool/compose.js';
import { courseKeyOf } from '../lti-tool/lti/context-store.js';
import { inviteStore } from '../lti-tool/lti/invite-store.js';
import { runCommand } from '../lti-tool/platforms-commands.js';
import { type Clock, systemClock } from '../shared/clock.js';
import type { DemoLms } from './lms/index.js';
import { seedDemo } from './lms/index.js';
import { seedCollege } from './seed.js';

export const DEMO_COLLEGE = 'Краснодольский технический колледж';

/** The courses of the demo LMS that hold the tool: one with a year of data, one still to be set up. */
export const DEMO_COURSES = [2, 3] as const;

function commandDeps(tool: Tool, publicUrl: string, print: (line: string) => void) {
  return {
    publicUrl,
    platforms: tool.platforms,
    invites: inviteStore(tool.db, systemClock),
    keys: tool.keys,
    api: async () => tool.service.api,
    print,
  };
}

/**
 * Makes tool and demo LMS known to each other, as an administrator would by hand, and places the
 * activities. Doing it again changes nothing.
 * @returns the platform as the tool knows it
 */
export async function connectDemo(tool: Tool, lms: DemoLms, publicUrl: string) {
  let seeded = await seedDemo(lms, { toolUrl: publicUrl });
  for (const courseId of DEMO_COURSES)
    seeded = await seedDemo(lms, { toolUrl: publicUrl, courseId });
  const { clientId, deploymentId } = seeded.tool;
  const [known] = await tool.platforms.findByIssuer(lms.url, clientId);
  if (!known) {
    await runCommand(
      commandDeps(tool, publicUrl, () => undefined),
      ['add'],
      {
        issuer: lms.url,
        'client-id': clientId,
        'auth-url': `${lms.url}/mod/lti/auth.php`,
        'token-url': `${lms.url}/mod/lti/token.php`,
        'jwks-url': `${lms.url}/mod/lti/certs.php`,
        'deployment-id': String(deploymentId),
        organisation: DEMO_COLLEGE,
      },
    );
  }
  const [platform] = await tool.platforms.findByIssuer(lms.url, clientId);
  if (!platform) throw new Error('the demo LMS was not registered');
  return { platform };
}

/**
 * Fills the first course with a college's data, once; a course that has a programme is left alone.
 * @param registered what connectDemo() returned
 */
export async function fillDemo(
  tool: Tool,
  lms: DemoLms,
  registered: Awaited<ReturnType<typeof connectDemo>>,
  clock: Clock = systemClock,
): Promise<void> {
  const { platform } = registered;
  await seedCollege(tool.db, clock, {
    organisationId: platform.organisationId,
    courseKey: courseKeyOf(lms.url, String(DEMO_COURSES[0])),
    issuer: lms.url,
    courseTitle: 'Наставничество 2026/27',
  });
}

/** A registration address with a fresh invite, to be pasted into the LMS's administration. */
export async function demoInvite(tool: Tool, publicUrl: string): Promise<string> {
  const lines: string[] = [];
  await runCommand(
    commandDeps(tool, publicUrl, (line) => lines.push(line)),
    ['invite'],
    {
      organisation: DEMO_COLLEGE,
    },
  );
  return lines.find((line) => line.startsWith('http')) ?? '';
}
