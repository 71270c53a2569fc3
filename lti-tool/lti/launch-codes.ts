import { z } from 'zod';
import { ROLES } from '../../service/api/index.js';
import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { randomToken, type Sealer } from '../../shared/seal.js';
import { LaunchRefused } from './refusals.js';
import { usedOnce } from './used-once.js';

/** `code`: from the launch to the pages, in an address. `continuation`: behind the button of a form. */
export type CodeKind = 'code' | 'continuation';
const LIFETIME_MS: Readonly<Record<CodeKind, number>> = { code: 60_000, continuation: 10 * 60_000 };

/** The facts of a session that the code makes when it is used; long ones are written before. */
const facts = z.object({
  sid: z.string(),
  personId: z.string(),
  organisationId: z.string(),
  programmeId: z.string().nullable(),
  role: z.enum(ROLES),
  platformId: z.string(),
  platformOrigin: z.string(),
  returnUrl: z.string().nullable(),
  locale: z.enum(['ru', 'en']),
  deepLinking: z.null(),
});

const contents = z.object({
  sid: z.string(),
  /** Null: the session is there already. */
  session: facts.nullable(),
  /** Hash of the browser's token: the code alone opens nothing. */
  browserHash: z.string(),
  /** Path below the session. */
  path: z.string(),
  /** Origin of the LMS, for `frame-ancestors`. */
  platformOrigin: z.string(),
  locale: z.enum(['ru', 'en']),
  /** The step in a window of its own: if no cookie holds there, none will anywhere. */
  top: z.boolean(),
});
export type CodeContents = z.infer<typeof contents>;

const sealed = contents.extend({ until: z.number(), id: z.string() });

/** One-time codes: sealed, so that nothing is stored until they are used. */
export interface LaunchCodes {
  issue(kind: CodeKind, value: CodeContents): string;
  /** What a code says. @throws LaunchRefused `code` when it is not ours or its time is over */
  read(kind: CodeKind, code: string): CodeContents;
  /** Uses it up; of several at once one succeeds. @throws LaunchRefused `code` */
  use(code: string): Promise<void>;
}

const CODE_LENGTH = 4000;

export function launchCodes(deps: { db: Db; clock: Clock; sealer: Sealer }): LaunchCodes {
  const { clock, sealer } = deps;
  const used = usedOnce(deps.db);
  return {
    issue: (kind, value) =>
      sealer.seal(
        JSON.stringify({ ...value, until: clock.now() + LIFETIME_MS[kind], id: randomToken(12) }),
        `lti-${kind}`,
      ),
    read(kind, code) {
      const text = code.length <= CODE_LENGTH ? sealer.open(code, `lti-${kind}`) : null;
      if (text === null) throw new LaunchRefused('code', 'not ours');
      const { until, id: _id, ...value } = sealed.parse(JSON.parse(text));
      if (until <= clock.now()) throw new LaunchRefused('code', 'its time is over');
      return value;
    },
    async use(code) {
      const isFirst = await used.use(code, clock.now() + LIFETIME_MS.continuation);
      if (!isFirst) throw new LaunchRefused('code', 'used before');
    },
  };
}
