import { sameText } from '../../shared/seal.js';
import type { LibraryDatabase } from './knex-plugin.js';
import type { LaunchToValidate } from './library.js';

/**
 * The library's database for one launch. It knows one platform with the one key that signed the
 * token, holds the token's nonce against the one that was issued with the state, and forgets
 * everything afterwards: the library would keep names and e-mails for a day, which nothing reads.
 */
export function launchPlugin(launch: LaunchToValidate): {
  database: LibraryDatabase;
  /** Whether the library got as far as the nonce, so signature and audience held. */
  nonceWasChecked(): boolean;
} {
  const { platform, key, nonce } = launch;
  let checked = false;
  const platformRow = {
    platformName: platform.name,
    platformUrl: platform.issuer,
    clientId: platform.clientId,
    authEndpoint: platform.authEndpoint,
    accesstokenEndpoint: platform.tokenEndpoint,
    authorizationServer: platform.authorizationServer ?? undefined,
    kid: platform.kid,
    authConfig: { method: 'RSA_KEY', key },
  };
  const done = async () => true;
  const database: LibraryDatabase = {
    setup: done,
    Close: done,
    async Get(_key, collection, query = {}) {
      if (collection === 'platform') {
        const same =
          query['platformUrl'] === platform.issuer && query['clientId'] === platform.clientId;
        return same ? [platformRow] : false;
      }
      if (collection === 'platformStatus') return [{ id: platform.kid, active: platform.active }];
      return false;
    },
    async Insert(_key, collection, item) {
      if (collection !== 'nonce') return true;
      const shown = item['nonce'];
      if (typeof shown !== 'string' || !sameText(shown, nonce)) throw new Error('NONCE_NOT_ISSUED');
      if (checked) throw new Error('NONCE_ALREADY_RECEIVED');
      checked = true;
      return true;
    },
    Replace: done,
    Modify: done,
    Delete: done,
  };
  return { database, nonceWasChecked: () => checked };
}
