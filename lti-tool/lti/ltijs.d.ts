/** What of ltijs 5.9.9 is used; the package brings no types. */
declare module 'ltijs' {
  import type { KeyObject } from 'node:crypto';
  import type { IncomingMessage, ServerResponse } from 'node:http';
  import type { LibraryDatabase } from './knex-plugin.js';

  interface LtijsLocals {
    err?: { details?: { message?: string } };
    context?: { messageType?: string };
    token?: { user?: string };
  }
  type LtijsResponse = ServerResponse & { locals: LtijsLocals };
  type Callback = (req: IncomingMessage, res: LtijsResponse) => unknown;
  type ConnectCallback = (token: unknown, req: IncomingMessage, res: LtijsResponse) => unknown;

  interface DeepLinkingIdToken {
    iss: string;
    clientId: string;
    deploymentId: string;
    platformContext: {
      deepLinkingSettings: { accept_types: string[]; accept_multiple: boolean; data?: string };
    };
  }

  interface LtijsProvider {
    app: (req: IncomingMessage, res: ServerResponse, next: (error?: unknown) => void) => void;
    setup(
      key: KeyObject,
      database: { plugin: LibraryDatabase },
      options: {
        appRoute: string;
        cors: boolean;
        ltiaas: boolean;
        devMode: boolean;
        tokenMaxAge: number | false;
      },
    ): unknown;
    onConnect(callback: ConnectCallback): void;
    onDeepLinking(callback: ConnectCallback): void;
    onInvalidToken(callback: Callback): void;
    onSessionTimeout(callback: Callback): void;
    onUnregisteredPlatform(callback: Callback): void;
    onInactivePlatform(callback: Callback): void;
    DeepLinking: {
      createDeepLinkingMessage(
        idToken: DeepLinkingIdToken,
        items: readonly object[],
        options: { message?: string; log?: string; errLog?: string },
      ): Promise<string>;
    };
  }

  const ltijs: { Provider: LtijsProvider };
  export default ltijs;
}
