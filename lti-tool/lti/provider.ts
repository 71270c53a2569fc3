import type { KeyObject } from 'node:crypto';
import { createRequire } from 'node:module';
import DeepLinking from 'ltijs/dist/Provider/Services/DeepLinking.js';
import Auth from 'ltijs/dist/Utils/Auth.js';
import Platform from 'ltijs/dist/Utils/Platform.js';
import { DATA_CLAIM, ERROR_CLAIM, reSignWith } from './deep-linking-claims.js';
import { type KnexPluginDeps, knexPlugin, type LibraryDatabase } from './knex-plugin.js';
import { TOLERANCE_S } from './launch-checks.js';
import { launchPlugin } from './launch-plugin.js';
import { type LaunchToValidate, type LtiLibrary, LtiLibraryError } from './library.js';
import { quirksOf } from './platforms/index.js';

export * from './library.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim/';
/** The library's secret for records that it wants encrypted; our plugin seals them itself. */
const NO_KEY = '';

type Verify = (
  token: string,
  key: KeyObject,
  options: { algorithms: string[]; clockTimestamp: number; clockTolerance: number },
) => Record<string, unknown>;

/** The library's own copy of jsonwebtoken. */
const { verify } = createRequire(createRequire(import.meta.url).resolve('ltijs'))(
  'jsonwebtoken',
) as { verify: Verify };

/**
 * The library verifies signature and times without tolerance and with the algorithm that the token
 * itself names; there is no setting for either. Here: RS256, 60 s, our clock. All else is its own.
 */
function validatorWith(nowMs: () => number) {
  return class extends Auth {
    protected static override async verifyToken(
      ...[token, key, parameters, platform, database]: Parameters<typeof Auth.verifyToken>
    ) {
      const claims = verify(token, key as KeyObject, {
        algorithms: ['RS256'],
        clockTimestamp: nowMs() / 1000,
        clockTolerance: TOLERANCE_S,
      });
      await Auth.oidcValidation(claims, platform, parameters, database);
      await Auth.claimValidation(claims);
      return claims;
    }
  };
}

/** The platforms of a database as the library wants to find them (its Provider.getPlatform). */
const platformsOf =
  (database: LibraryDatabase) =>
  async (platformUrl: string, clientId: string): Promise<Platform | false> => {
    const found = await database.Get(false, 'platform', { platformUrl, clientId });
    const row = found === false ? undefined : found[0];
    if (row === undefined) return false;
    const text = (name: string) => row[name] as string;
    return new Platform(
      text('platformName'),
      text('platformUrl'),
      text('clientId'),
      text('authEndpoint'),
      text('accesstokenEndpoint'),
      row['authorizationServer'] as string | undefined,
      text('kid'),
      NO_KEY,
      row['authConfig'],
      database,
    );
  };

/**
 * The LTI library behind its port: its validation of tokens and its deep-linking service. The
 * Provider around them (a server, signal handlers, one for a process) is not loaded.
 * @param deps the tables that the library works on outside a launch (deep linking)
 */
export function createLtiLibrary(deps: KnexPluginDeps): LtiLibrary {
  const validator = validatorWith(() => deps.clock.now());
  const tables = knexPlugin(deps);
  const deepLinking = new DeepLinking(platformsOf(tables), NO_KEY, tables);

  async function validate(launch: LaunchToValidate, database: LibraryDatabase) {
    try {
      // The age of tokens is held against their login (launch-state.ts), hence no greatest age here.
      const expected = { iss: launch.platform.issuer, maxAge: false as const };
      const getPlatform = platformsOf(database);
      const { idToken } = launch;
      return await validator.validateToken(idToken, false, expected, getPlatform, NO_KEY, database);
    } catch (cause) {
      const code = cause instanceof Error ? cause.message : 'UNKNOWN';
      throw new LtiLibraryError(code, { cause });
    }
  }

  return {
    async validateLaunch(launch) {
      const { database, nonceWasChecked } = launchPlugin(launch);
      try {
        const claims = await validate(launch, database);
        const messageType = claims[`${CLAIM}message_type`] as LaunchToValidate['messageType'];
        return { messageType, subject: String(claims['sub']) };
      } catch (error) {
        // The subject is the last claim but the roles, which launch-checks.ts looked at: an anonymous
        // launch is valid by the specification, and the library has checked all else by then.
        const anonymous = error instanceof LtiLibraryError && error.code === 'NO_SUB_CLAIM';
        if (!anonymous || !nonceWasChecked()) throw error;
        return { messageType: launch.messageType, subject: null };
      }
    },
    async createDeepLinkingMessage(platform, request, items, options = {}) {
      const { errorMessage, errorLog, ...rest } = options;
      const settings = {
        accept_types: [...request.acceptTypes],
        accept_multiple: request.acceptMultiple,
        ...(request.data === null ? {} : { data: request.data }),
      };
      const idToken = {
        iss: platform.issuer,
        clientId: platform.clientId,
        deploymentId: request.deploymentId,
        platformContext: { deepLinkingSettings: settings },
      };
      const message = await deepLinking.createDeepLinkingMessage(idToken, items, {
        ...rest,
        ...(errorLog === undefined ? {} : { errLog: errorLog }),
      });
      const more = {
        ...quirksOf(platform).deepLinkingClaims(platform),
        ...(errorMessage === undefined ? {} : { [ERROR_CLAIM]: errorMessage }),
        ...(request.data === '' ? { [DATA_CLAIM]: '' } : {}),
      };
      if (Object.keys(more).length === 0) return message;
      return reSignWith(message, more, await deps.keys.find(platform.kid));
    },
  };
}
