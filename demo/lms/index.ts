import { makeApp } from './app.js';
import { type Driver, makeDriver } from './driver.js';
import { makeSigner, type Signer } from './keys.js';
import { closeServer, listen, serve } from './listen.js';
import type { PlatformState } from './model.js';
import type { Platform, ServiceCall } from './platform.js';
import { makeSessions } from './sessions.js';
import { openStore } from './store.js';
import { makeToolKeys } from './tool-keys.js';

export type { NewActivity } from './activities.js';
export type { Claims } from './claims.js';
export type { Driver, SignedIn } from './driver.js';
export type { HeaderOverrides } from './keys.js';
export type { LoginInitiation } from './launches.js';
export type * from './model.js';
export type { NewMember } from './roster.js';
export { type SeedOptions, seedDemo } from './seed.js';
export type { NewTool } from './tools.js';

export interface DemoLmsOptions {
  /** 0 takes a free port. */
  port: number;
  /** 127.0.0.1 by default. */
  host?: string;
  /** Issuer and base of all addresses; `http://<host>:<port>` by default. The host matters for cookies. */
  publicUrl?: string;
  /** JSON file that keeps everything over a restart; absent: memory only. */
  statePath?: string;
  /** Shown as the hint of the registration form. */
  toolUrl?: string;
  quiet?: boolean;
  /** Milliseconds; for tests. */
  clock?: () => number;
}

/** A running demo LMS. */
export interface DemoLms extends Driver {
  url: string;
  port: number;
  /** The live state: reading it is fine, changes go through the functions. */
  readonly state: PlatformState;
  /** Key of the platform, in the forms that a test may need. */
  readonly signer: Signer;
  /** The requests to the services so far, oldest first, at most 5,000. */
  readonly calls: readonly ServiceCall[];
  close(): Promise<void>;
}

/**
 * Starts an LTI 1.3 platform that behaves as Moodle 4.5.6 was observed to behave, with sixteen people and two courses.
 * Rejects with a clear error when the port is taken.
 */
export async function startDemoLms(options: DemoLmsOptions): Promise<DemoLms> {
  const host = options.host ?? '127.0.0.1';
  const store = await openStore(options.statePath);
  const { server, port } = await listen(options.port, host);
  const publicHost = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  const url = (options.publicUrl ?? `http://${publicHost}:${port}`).replace(/\/$/, '');
  try {
    const platform: Platform = {
      url,
      toolUrl: options.toolUrl,
      clock: options.clock ?? Date.now,
      store,
      state: store.state,
      signer: makeSigner(store.state.key),
      sessions: makeSessions(),
      toolKeys: makeToolKeys(),
      outage: { status: 503 },
      calls: [],
      spent: new Set(),
    };
    serve(server, makeApp(platform));
    if (!options.quiet) console.log(`Demo LMS: ${url}`);
    return {
      ...makeDriver(platform),
      url,
      port,
      state: platform.state,
      signer: platform.signer,
      calls: platform.calls,
      async close() {
        await closeServer(server);
        await store.save();
      },
    };
  } catch (error) {
    await closeServer(server);
    throw error;
  }
}
