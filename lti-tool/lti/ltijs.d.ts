/** What of ltijs 5.9.9 is used; the package brings no types. */
declare module 'ltijs/dist/Utils/Platform.js' {
  import type { LibraryDatabase } from './knex-plugin.js';

  export default class Platform {
    constructor(
      name: string,
      url: string,
      clientId: string,
      authEndpoint: string,
      tokenEndpoint: string,
      authorizationServer: string | undefined,
      kid: string,
      encryptionKey: unknown,
      authConfig: unknown,
      database: LibraryDatabase,
    );
    platformClientId(): Promise<string>;
  }
}

declare module 'ltijs/dist/Utils/Auth.js' {
  import type { LibraryDatabase } from './knex-plugin.js';
  import type Platform from 'ltijs/dist/Utils/Platform.js';

  interface ValidationParameters {
    iss: string;
    maxAge: number | false;
    alg?: string;
  }
  type Claims = Record<string, unknown>;

  // biome-ignore lint/complexity/noStaticOnlyClass: it is one in the library
  export default class Auth {
    static validateToken(
      token: string,
      devMode: boolean,
      parameters: ValidationParameters,
      getPlatform: (url: string, clientId: string) => Promise<Platform | false>,
      encryptionKey: unknown,
      database: LibraryDatabase,
    ): Promise<Claims>;
    protected static verifyToken(
      token: string,
      key: unknown,
      parameters: ValidationParameters,
      platform: Platform,
      database: LibraryDatabase,
    ): Promise<Claims>;
    protected static oidcValidation(
      claims: Claims,
      platform: Platform,
      parameters: ValidationParameters,
      database: LibraryDatabase,
    ): Promise<unknown>;
    protected static claimValidation(claims: Claims): Promise<void>;
  }
}

declare module 'ltijs/dist/Provider/Services/DeepLinking.js' {
  import type { LibraryDatabase } from './knex-plugin.js';
  import type Platform from 'ltijs/dist/Utils/Platform.js';

  interface DeepLinkingIdToken {
    iss: string;
    clientId: string;
    deploymentId: string;
    platformContext: {
      deepLinkingSettings: { accept_types: string[]; accept_multiple: boolean; data?: string };
    };
  }

  export default class DeepLinking {
    constructor(
      getPlatform: (url: string, clientId: string) => Promise<Platform | false>,
      encryptionKey: unknown,
      database: LibraryDatabase,
    );
    createDeepLinkingMessage(
      idToken: DeepLinkingIdToken,
      items: readonly object[],
      options: { message?: string; log?: string; errLog?: string },
    ): Promise<string>;
  }
}
