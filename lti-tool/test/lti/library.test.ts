import { expect } from 'chai';
import { createLocalJWKSet, jwtVerify } from 'jose';
import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import { createSealer } from '../../../shared/seal.js';
import {
  LONGEST_TOKEN_S,
  RETIRED_KEY_PUBLISHED_MS,
  type ToolKeyStore,
  toolKeyStore,
} from '../../lti/keys.js';
import { knexPlugin, type LibraryDatabase } from '../../lti/knex-plugin.js';
import { type LtiPlatform, type PlatformStore, platformStore } from '../../lti/platform-store.js';
import { createLtiLibrary, type LtiLibrary } from '../../lti/provider.js';
import { purgeExpired } from '../../lti/purge.js';
import { eachDatabase } from '../support/databases.js';
import { type ShiftedClock, shiftedClock } from '../support/launch-tool.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const DL = 'https://purl.imsglobal.org/spec/lti-dl/claim';
const SEALER = createSealer({ current: 'a secret of the tests, 32 bytes or more' });
/** The library asks for encryption by handing over its key; ours is another. */
const KEY = 'the library’s own key';

describe('the LTI library on our database', () => {
  eachDatabase((openDb) => {
    let db: Db;
    let clock: ShiftedClock;
    let keys: ToolKeyStore;
    let platforms: PlatformStore;
    let plugin: LibraryDatabase;
    let library: LtiLibrary;
    let platform: LtiPlatform;

    before(async () => {
      db = await openDb();
      clock = shiftedClock();
      keys = toolKeyStore(db, SEALER, clock);
      platforms = platformStore(db, clock);
      const deps = { db, clock, sealer: SEALER, keys, platforms };
      plugin = knexPlugin(deps);
      library = createLtiLibrary(deps);
      const { kid } = await keys.create(null);
      platform = await platforms.insert({
        organisationId: newId(),
        name: 'Колледж',
        issuer: 'https://lms.example',
        clientId: 'client-1',
        authEndpoint: 'https://lms.example/auth',
        tokenEndpoint: 'https://lms.example/token',
        authorizationServer: null,
        jwksUri: 'https://lms.example/jwks',
        kid,
        productFamily: null,
        active: true,
      });
    });

    it('platforms, their status and our keys', async () => {
      const query = { platformUrl: platform.issuer, clientId: platform.clientId };
      expect(await plugin.Get(false, 'platform', query)).to.deep.equal([
        {
          platformName: 'Колледж',
          platformUrl: 'https://lms.example',
          clientId: 'client-1',
          authEndpoint: 'https://lms.example/auth',
          accesstokenEndpoint: 'https://lms.example/token',
          authorizationServer: undefined,
          kid: platform.kid,
          authConfig: { method: 'JWK_SET', key: 'https://lms.example/jwks' },
        },
      ]);
      expect(await plugin.Get(false, 'platform', { ...query, clientId: 'other' })).to.equal(false);
      const status = { id: platform.kid };
      expect(await plugin.Get(false, 'platformStatus', status)).to.deep.equal([
        { id: platform.kid, active: true },
      ]);
      await plugin.Replace(false, 'platformStatus', status, { id: platform.kid, active: false });
      expect((await platforms.findById(platform.platformId))?.active).to.equal(false);
      await plugin.Modify(false, 'platformStatus', status, { active: true });
      await plugin.Modify(false, 'platform', query, { platformName: 'Лицей' });
      expect(await platforms.findById(platform.platformId)).to.include({
        name: 'Лицей',
        active: true,
      });
      const found = await plugin.Get(KEY, 'privatekey', { kid: platform.kid });
      expect(String((found || [])[0]?.['key'])).to.contain('BEGIN PRIVATE KEY');
      expect(await plugin.Get(KEY, 'publickey')).to.have.length(1);
      expect(await plugin.Get(KEY, 'privatekey', { kid: 'none' })).to.equal(false);
    });

    it('a nonce comes once, also at once, also when it has run out', async () => {
      const insert = () => plugin.Insert(false, 'nonce', { nonce: 'n-1' });
      const results = await Promise.allSettled(Array.from({ length: 20 }, insert));
      expect(results.filter((result) => result.status === 'fulfilled')).to.have.length(1);
      clock.shift(2 * 3600_000);
      expect(await plugin.Get(false, 'nonce', { nonce: 'n-1' })).to.equal(false);
      const again = await insert().then(
        () => 'taken',
        (error: Error) => error.message,
      );
      expect(again).to.equal('NONCE_ALREADY_RECEIVED');
      expect(await purgeExpired(db, clock)).to.equal(1);
    });

    it('tokens are sealed, replaced, changed, deleted, and run out', async () => {
      const query = { iss: 'i', clientId: 'c', deploymentId: 'd', user: 'Ёлкина' };
      await plugin.Replace(false, 'idtoken', query, { ...query, userInfo: { name: 'А' } });
      await plugin.Replace(false, 'idtoken', query, { ...query, userInfo: { name: 'Б' } });
      await plugin.Modify(false, 'idtoken', query, { platformInfo: 'x' });
      expect(JSON.stringify(await db('lti_library_records'))).to.not.contain('Ёлкина');
      const found = await plugin.Get(false, 'idtoken', query);
      expect(found).to.have.length(1);
      expect((found || [])[0]).to.deep.include({ userInfo: { name: 'Б' }, platformInfo: 'x' });
      // lti.md §5.19: a number, or the library never renews a token.
      expect((found || [])[0]?.['createdAt']).to.be.a('number');
      await plugin.Replace(
        KEY,
        'accesstoken',
        { platformUrl: 'i', clientId: 'c', scopes: 's' },
        {
          token: { access_token: 't' },
        },
      );
      expect(await plugin.Get(KEY, 'accesstoken', { clientId: 'c' })).to.have.length(1);
      clock.shift(3600_000);
      expect(await plugin.Get(KEY, 'accesstoken', { clientId: 'c' })).to.equal(false);
      await plugin.Delete('idtoken', query);
      expect(await plugin.Get(false, 'idtoken')).to.equal(false);
    });

    it('deep linking: a signed answer with the request’s data and an error that platforms read', async () => {
      const request = {
        deploymentId: '1',
        acceptTypes: ['ltiResourceLink'],
        acceptMultiple: false,
        data: 'opaque',
      };
      const items = [
        { type: 'ltiResourceLink', title: 'А' },
        { type: 'ltiResourceLink' },
        { type: 'file' },
      ];
      const jwt = await library.createDeepLinkingMessage(platform, request, items, {
        message: 'Готово',
      });
      const jwks = createLocalJWKSet(await keys.publicJwks());
      const rules = { issuer: 'client-1', audience: 'https://lms.example', algorithms: ['RS256'] };
      const { payload, protectedHeader } = await jwtVerify(jwt, jwks, rules);
      expect(protectedHeader.kid).to.equal(platform.kid);
      expect(payload).to.deep.include({
        [`${CLAIM}/message_type`]: 'LtiDeepLinkingResponse',
        [`${CLAIM}/version`]: '1.3.0',
        [`${CLAIM}/deployment_id`]: '1',
        [`${DL}/data`]: 'opaque',
        [`${DL}/msg`]: 'Готово',
        [`${DL}/content_items`]: [{ type: 'ltiResourceLink', title: 'А' }],
      });
      const options = { errorMessage: 'Не вышло', errorLog: 'because' };
      const failed = await library.createDeepLinkingMessage(platform, request, [], options);
      const told = (await jwtVerify(failed, jwks, rules)).payload;
      expect(told).to.include({ [`${DL}/errormsg`]: 'Не вышло', [`${DL}/errorlog`]: 'because' });
      expect(Object.keys(told).filter((claim) => claim !== claim.trim())).to.deep.equal([]);
    });

    it('keys: a retired one verifies until its last token has ended; sealed ones are sealed anew', async () => {
      const { kid } = await keys.create(platform.platformId);
      await keys.retire(kid);
      const published = async () => (await keys.publicJwks()).keys.map((key) => key.kid);
      expect(await published()).to.include(kid);
      // Signed at the last moment, by who had read the platform before, and read by a clock that is slow.
      clock.shift(60_000 + LONGEST_TOKEN_S * 1000);
      expect(await published()).to.include(kid);
      clock.shift(RETIRED_KEY_PUBLISHED_MS);
      expect(await published()).to.not.include(kid);
      const next = createSealer({
        current: 'the next secret, of 32 bytes or more',
        previous: 'a secret of the tests, 32 bytes or more',
      });
      const renewed = toolKeyStore(db, next, clock);
      expect(await renewed.resealAll()).to.equal(2);
      expect(await renewed.resealAll()).to.equal(0);
      expect(await renewed.find(platform.kid)).to.not.equal(null);
      expect(await keys.find(platform.kid)).to.equal(null);
    });
  });
});
