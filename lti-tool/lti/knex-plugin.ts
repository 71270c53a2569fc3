import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { type Sealer, sha256 } from '../../shared/seal.js';
import type { ToolKeyStore } from './keys.js';
import type { LtiPlatform, PlatformStore } from './platform-store.js';

export type LibraryRow = Record<string, unknown>;
type Query = LibraryRow | undefined;

/**
 * The database of the LTI library (its plugin interface). The first argument says whether the library
 * wants the record encrypted; here everything that is not public is sealed by us in any case
 * (AES-256-GCM), so it is not looked at.
 */
export interface LibraryDatabase {
  setup(): Promise<boolean>;
  Close(): Promise<boolean>;
  /** The records that match, or false when none does. */
  Get(key: unknown, collection: string, query?: LibraryRow): Promise<LibraryRow[] | false>;
  Insert(key: unknown, collection: string, item: LibraryRow, index?: LibraryRow): Promise<boolean>;
  Replace(
    key: unknown,
    collection: string,
    query: LibraryRow,
    item: LibraryRow,
    index?: LibraryRow,
  ): Promise<boolean>;
  Modify(key: unknown, collection: string, query: LibraryRow, change: LibraryRow): Promise<boolean>;
  Delete(collection: string, query: LibraryRow): Promise<boolean>;
}

export interface KnexPluginDeps {
  db: Db;
  clock: Clock;
  sealer: Sealer;
  keys: ToolKeyStore;
  platforms: PlatformStore;
}

const HOUR = 3600_000;

/** Short-lived collections: the fields by which the library finds a record, and how long it is kept. */
const RECORDS: Readonly<Record<string, { fields: readonly string[]; lifeMs: number }>> = {
  idtoken: { fields: ['iss', 'clientId', 'deploymentId', 'user'], lifeMs: 24 * HOUR },
  contexttoken: { fields: ['contextId', 'user'], lifeMs: 24 * HOUR },
  accesstoken: { fields: ['platformUrl', 'clientId', 'scopes'], lifeMs: HOUR },
  state: { fields: ['state'], lifeMs: HOUR / 6 },
  // As long as any token that carries it could be taken.
  nonce: { fields: ['nonce'], lifeMs: HOUR },
};

const SCAN_AT_MOST = 1000;
const PURPOSE = 'lti-library';

const matches = (row: LibraryRow, query: LibraryRow): boolean =>
  Object.entries(query).every(([field, value]) => row[field] === value);

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

interface RecordRow {
  record_key: string;
  body_sealed: string;
  created_at: number;
}

/** Collections of short-lived records, sealed, in one table. */
function recordStore({ db, clock, sealer }: KnexPluginDeps, collection: string) {
  const { fields, lifeMs } = RECORDS[collection] as (typeof RECORDS)[string];
  const keyOf = (row: LibraryRow) =>
    sha256(JSON.stringify(fields.map((field) => textOf(row[field]))));
  const alive = () =>
    db('lti_library_records').where({ collection }).where('expires_at', '>', clock.now());
  const opened = (row: RecordRow): LibraryRow[] => {
    const text = sealer.open(row.body_sealed, `${PURPOSE}/${collection}`);
    if (text === null) return [];
    // A number: the library compares it, and a date would make tokens eternal (lti.md §5.19).
    return [{ ...(JSON.parse(text) as LibraryRow), createdAt: Number(row.created_at) }];
  };
  const get = async (query: Query): Promise<LibraryRow[]> => {
    const byKey = query !== undefined && fields.every((field) => field in query);
    const rows = byKey ? alive().where('record_key', keyOf(query)) : alive().limit(SCAN_AT_MOST);
    const found = ((await rows) as RecordRow[]).flatMap(opened);
    return query === undefined ? found : found.filter((row) => matches(row, query));
  };
  const rowOf = (item: LibraryRow) => ({
    collection,
    record_key: keyOf(item),
    body_sealed: sealer.seal(JSON.stringify(item), `${PURPOSE}/${collection}`),
    created_at: clock.now(),
    expires_at: clock.now() + lifeMs,
  });
  return {
    get,
    /** Fails on a record that is there already, also an expired one: a nonce never comes twice. */
    async insert(item: LibraryRow): Promise<void> {
      await db('lti_library_records').insert(rowOf(item));
    },
    async replace(query: LibraryRow, item: LibraryRow): Promise<void> {
      await db('lti_library_records')
        .insert(rowOf({ ...query, ...item }))
        .onConflict(['collection', 'record_key'])
        .merge();
    },
    async remove(query: LibraryRow): Promise<void> {
      const keys = (await get(query)).map(keyOf);
      await db('lti_library_records').where({ collection }).whereIn('record_key', keys).delete();
    },
  };
}

const platformRow = (p: LtiPlatform): LibraryRow => ({
  platformName: p.name,
  platformUrl: p.issuer,
  clientId: p.clientId,
  authEndpoint: p.authEndpoint,
  accesstokenEndpoint: p.tokenEndpoint,
  authorizationServer: p.authorizationServer ?? undefined,
  kid: p.kid,
  authConfig: { method: 'JWK_SET', key: p.jwksUri },
});

async function findPlatforms(store: PlatformStore, query: LibraryRow = {}): Promise<LtiPlatform[]> {
  const { platformUrl, clientId, kid, id } = query;
  const wantedKid = kid ?? id;
  if (typeof wantedKid === 'string') {
    const found = await store.findByKid(wantedKid);
    return found ? [found] : [];
  }
  if (typeof platformUrl !== 'string') return store.list();
  return store.findByIssuer(platformUrl, typeof clientId === 'string' ? clientId : undefined);
}

/** Fields of the library's platform record that may be changed through it, in our names. */
function platformChange(change: LibraryRow) {
  const authConfig = change['authConfig'] as { key?: unknown } | undefined;
  const fields = {
    name: change['platformName'],
    authEndpoint: change['authEndpoint'],
    tokenEndpoint: change['accesstokenEndpoint'],
    authorizationServer: change['authorizationServer'],
    jwksUri: authConfig?.key,
    kid: change['kid'],
  };
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => typeof value === 'string'),
  );
}

/** Registrations have an organisation, which the library does not know: it may change, never add them. */
async function changePlatforms(deps: KnexPluginDeps, query: LibraryRow, change: LibraryRow) {
  const found = await findPlatforms(deps.platforms, query);
  if (found.length === 0) throw new Error('PLATFORM_NOT_REGISTERED');
  for (const platform of found) await deps.platforms.update(platform.platformId, change);
}

async function findKeys({ db, keys }: KnexPluginDeps, query: LibraryRow = {}) {
  const kids = query['kid']
    ? [textOf(query['kid'])]
    : ((await db('lti_tool_keys')
        .whereNull('retired_at')
        .limit(SCAN_AT_MOST)
        .pluck('kid')) as string[]);
  const found = await Promise.all(kids.map((kid) => keys.find(kid)));
  return found.filter((key) => key !== null);
}

/** Our tables behind the LTI library's plugin interface. */
export function knexPlugin(deps: KnexPluginDeps): LibraryDatabase {
  const { db, platforms } = deps;

  async function get(collection: string, query: Query): Promise<LibraryRow[]> {
    if (collection === 'platform') return (await findPlatforms(platforms, query)).map(platformRow);
    if (collection === 'platformStatus') {
      const found = await findPlatforms(platforms, query);
      return found.map((p) => ({ id: p.kid, active: p.active }));
    }
    if (collection === 'publickey') {
      return (await findKeys(deps, query)).map((k) => ({ kid: k.kid, key: k.publicPem }));
    }
    if (collection === 'privatekey') {
      return (await findKeys(deps, query)).map((k) => ({ kid: k.kid, key: k.privatePem }));
    }
    return recordStore(deps, collection).get(query);
  }

  async function write(collection: string, query: LibraryRow, item: LibraryRow): Promise<void> {
    if (collection === 'platform') return changePlatforms(deps, query, platformChange(item));
    if (collection === 'platformStatus') {
      return changePlatforms(deps, query, { active: item['active'] === true });
    }
    // Keys are made by keys.ts, off the request path, both halves at once.
    if (collection === 'publickey' || collection === 'privatekey') throw new Error('KEYS_ARE_OURS');
    await recordStore(deps, collection).replace(query, item);
  }

  return {
    async setup() {
      await db.raw('select 1');
      return true;
    },
    Close: async () => true,
    async Get(_key, collection, query) {
      const rows = await get(collection, query);
      return rows.length === 0 ? false : rows;
    },
    async Insert(_key, collection, item, index = {}) {
      if (!(collection in RECORDS)) {
        await write(collection, { ...index, ...item }, item);
        return true;
      }
      try {
        await recordStore(deps, collection).insert({ ...index, ...item });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        throw new Error(`${collection.toUpperCase()}_ALREADY_RECEIVED`, { cause: error });
      }
      return true;
    },
    async Replace(_key, collection, query, item, index = {}) {
      await write(collection, query, { ...index, ...item });
      return true;
    },
    async Modify(_key, collection, query, change) {
      if (!(collection in RECORDS)) {
        await write(collection, query, change);
        return true;
      }
      const store = recordStore(deps, collection);
      for (const row of await store.get(query)) await store.replace({}, { ...row, ...change });
      return true;
    },
    async Delete(collection, query) {
      if (collection in RECORDS) await recordStore(deps, collection).remove(query);
      else if (collection === 'platform') {
        for (const p of await findPlatforms(platforms, query)) await platforms.remove(p.platformId);
      } else if (collection.endsWith('key')) await deps.keys.remove(textOf(query['kid']));
      return true;
    },
  };
}
