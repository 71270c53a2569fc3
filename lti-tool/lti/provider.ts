import { AsyncLocalStorage } from 'node:async_hooks';
import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { Socket } from 'node:net';
import ltijs from 'ltijs';
import { reSignWithError } from './deep-linking-error.js';
import { type KnexPluginDeps, knexPlugin, type LibraryDatabase } from './knex-plugin.js';
import { TOLERANCE_S } from './launch-checks.js';
import { launchPlugin } from './launch-plugin.js';
import {
  type LaunchToValidate,
  type LtiLibrary,
  LtiLibraryError,
  type ValidatedLaunch,
} from './library.js';

export * from './library.js';

/** What the library's code works on, for as long as one call of the port lasts. */
interface Call {
  database: LibraryDatabase;
  nowMs: () => number;
  settle: ((outcome: ValidatedLaunch | LtiLibraryError) => void) | null;
}

const calls = new AsyncLocalStorage<Call>();
let callsUnderWay = 0;

/**
 * Does `work` with this call at hand for whatever the library does meanwhile. Up to Node 22 a storage
 * that was used once makes every promise of the process dearer (some 10 % of a page); it is put to
 * rest when no call is under way.
 */
async function withCall<T>(call: Call, work: () => Promise<T>): Promise<T> {
  callsUnderWay += 1;
  try {
    return await calls.run(call, work);
  } finally {
    callsUnderWay -= 1;
    setImmediate(() => {
      if (callsUnderWay === 0) calls.disable();
    });
  }
}

function currentCall(): Call {
  const call = calls.getStore();
  if (!call) throw new Error('The LTI library was called past its port');
  return call;
}

/** The library is one object in a process; whose database it works on, the call says. */
const routedDatabase: LibraryDatabase = {
  setup: () => currentCall().database.setup(),
  Close: () => currentCall().database.Close(),
  Get: (...args) => currentCall().database.Get(...args),
  Insert: (...args) => currentCall().database.Insert(...args),
  Replace: (...args) => currentCall().database.Replace(...args),
  Modify: (...args) => currentCall().database.Modify(...args),
  Delete: (...args) => currentCall().database.Delete(...args),
};

type Verify = (token: string, key: KeyObject, options: Record<string, unknown>) => unknown;

/**
 * The library verifies signature and times by jsonwebtoken without tolerance and with the algorithm
 * that the token itself names; there is no setting for either. Its own copy of jsonwebtoken is
 * therefore told, inside our calls only: RS256, 60 s, our clock.
 */
function toleratesClocks(): void {
  const jsonwebtoken = createRequire(createRequire(import.meta.url).resolve('ltijs'))(
    'jsonwebtoken',
  ) as { verify: Verify };
  const verify = jsonwebtoken.verify;
  jsonwebtoken.verify = (token, key, options) => {
    const call = calls.getStore();
    if (!call?.settle) return verify(token, key, options);
    return verify(token, key, {
      ...options,
      algorithms: ['RS256'],
      clockTimestamp: call.nowMs() / 1000,
      clockTolerance: TOLERANCE_S,
    });
  };
}

let ready = false;

/**
 * Sets the library up, once a process. `deploy()` is not called: without a server of its own it does
 * nothing but hook SIGINT and end the process with code 0 when the database fails (lti.md §5.8).
 */
function setUpOnce(): void {
  if (ready) return;
  ready = true;
  toleratesClocks();
  const { Provider } = ltijs;
  // The key signs only the library's own session token, which never leaves this process. The age of
  // tokens is held against their login (launch-state.ts), hence no greatest age here.
  Provider.setup(
    createSecretKey(randomBytes(32)),
    { plugin: routedDatabase },
    { appRoute: '/', cors: false, ltiaas: true, devMode: false, tokenMaxAge: false },
  );
  const connected = (_token: unknown, _req: unknown, res: { locals: Locals }) => {
    const { context, token } = res.locals;
    currentCall().settle?.({
      messageType: context?.messageType as ValidatedLaunch['messageType'],
      subject: token?.user ?? null,
    });
  };
  const refused = (_req: unknown, res: { locals: Locals }) => {
    const code = res.locals.err?.details?.message ?? 'UNKNOWN';
    currentCall().settle?.(new LtiLibraryError(code));
  };
  Provider.onConnect(connected);
  Provider.onDeepLinking(connected);
  Provider.onInvalidToken(refused);
  Provider.onSessionTimeout(refused);
  Provider.onUnregisteredPlatform(refused);
  Provider.onInactivePlatform(refused);
}

interface Locals {
  err?: { details?: { message?: string } };
  context?: { messageType?: string };
  token?: { user?: string };
}

/** Never connected: the library's requests below exist in memory only. */
const nowhere = new Socket();

/**
 * The request that the library sees: the launch's form, already parsed and checked, and the state's
 * issuer where the library looks for its signed cookie. The answer is thrown away, so nothing of
 * the library's headers, cookies or JSON reaches a browser.
 */
function launchRequest({ idToken, state, platform }: LaunchToValidate) {
  const req = new IncomingMessage(nowhere);
  Object.assign(req, {
    method: 'POST',
    url: '/',
    _body: true,
    body: { id_token: idToken, state },
    // The library's own parser would set it; without it its clearing of the cookie throws.
    secret: 'unused',
    cookies: {},
    signedCookies: { [`state${state}`]: platform.issuer },
  });
  return { req, res: new ServerResponse(req) };
}

function runLaunch(launch: LaunchToValidate, base: Omit<Call, 'settle'>): Promise<ValidatedLaunch> {
  const call: Call = { ...base, settle: null };
  return withCall(
    call,
    () =>
      new Promise((resolve, reject) => {
        call.settle = (outcome) => (outcome instanceof Error ? reject(outcome) : resolve(outcome));
        const { req, res } = launchRequest(launch);
        ltijs.Provider.app(req, res, (cause) =>
          call.settle?.(new LtiLibraryError('NOT_HANDLED', { cause })),
        );
      }),
  );
}

/**
 * The LTI library behind its port.
 * @param deps the tables that the library works on outside a launch (deep linking)
 */
export function createLtiLibrary(deps: KnexPluginDeps): LtiLibrary {
  setUpOnce();
  const nowMs = () => deps.clock.now();
  const tables = knexPlugin(deps);
  return {
    async validateLaunch(launch) {
      const { database, nonceWasChecked } = launchPlugin(launch);
      try {
        return await runLaunch(launch, { database, nowMs });
      } catch (error) {
        // The subject is the last claim but the roles, which launch-checks.ts looked at: an anonymous
        // launch is valid by the specification, and the library has checked all else by then.
        const anonymous = error instanceof LtiLibraryError && error.code === 'NO_SUB_CLAIM';
        if (!anonymous || !nonceWasChecked()) throw error;
        return { messageType: launch.messageType, subject: null };
      }
    },
    createDeepLinkingMessage(platform, request, items, options = {}) {
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
      return withCall({ database: tables, nowMs, settle: null }, async () => {
        const message = await ltijs.Provider.DeepLinking.createDeepLinkingMessage(idToken, items, {
          ...rest,
          ...(errorLog === undefined ? {} : { errLog: errorLog }),
        });
        if (errorMessage === undefined) return message;
        return reSignWithError(message, errorMessage, await deps.keys.find(platform.kid));
      });
    },
  };
}
