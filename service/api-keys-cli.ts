import { randomBytes } from 'node:crypto';
import { parseArgs } from 'node:util';
import { connectDb, type Db } from '../shared/db/connect.js';
import { newId } from '../shared/ids.js';
import { startProblem } from '../shared/start-problem.js';
import { API_KEY_PREFIX, hashApiKey } from './http/authenticate.js';

const ROLES = ['coordinator', 'head', 'observer'];
const USAGE = `npm run api-keys -- add --organisation ID --name NAME --role ${ROLES.join('|')}
npm run api-keys -- list
npm run api-keys -- revoke ID`;

async function add(
  db: Db,
  values: { organisation?: string; name?: string; role?: string },
): Promise<void> {
  const { organisation, name, role } = values;
  if (!organisation || !name || !role || !ROLES.includes(role)) throw new Error(USAGE);
  const known = await db('organisations').where({ id: organisation }).first('id');
  if (!known) throw new Error(`There is no organisation ${organisation}`);
  const key = API_KEY_PREFIX + randomBytes(32).toString('base64url');
  await db('api_keys').insert({
    id: newId(),
    organisation_id: organisation,
    name,
    role,
    key_hash: hashApiKey(key),
    created_at: Date.now(),
    revoked_at: null,
  });
  process.stdout.write(`${key}\nThe key is shown this once; only its hash is kept.\n`);
}

async function list(db: Db): Promise<void> {
  const rows = await db('api_keys as k')
    .join('organisations as o', 'o.id', 'k.organisation_id')
    .orderBy('k.id')
    .select(
      'k.id',
      'k.name',
      'k.role',
      'k.revoked_at',
      'o.name as organisation',
      'o.id as organisation_id',
    );
  for (const r of rows) {
    process.stdout.write(
      `${r.id}  ${r.role}  ${r.name}  ${r.organisation} (${r.organisation_id})${r.revoked_at ? '  revoked' : ''}\n`,
    );
  }
}

async function revoke(db: Db, id: string | undefined): Promise<void> {
  if (!id) throw new Error(USAGE);
  const changed = await db('api_keys')
    .where({ id })
    .whereNull('revoked_at')
    .update({ revoked_at: Date.now() });
  if (changed === 0) throw new Error(`There is no valid key ${id}`);
  process.stdout.write('Revoked.\n');
}

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      organisation: { type: 'string' },
      name: { type: 'string' },
      role: { type: 'string' },
    },
  });
  const url = process.env['DATABASE_URL'];
  if (!url) throw new Error('DATABASE_URL is required');
  const db = connectDb(url, { poolSize: 1 });
  try {
    if (positionals[0] === 'add') await add(db, values);
    else if (positionals[0] === 'list') await list(db);
    else if (positionals[0] === 'revoke') await revoke(db, positionals[1]);
    else throw new Error(USAGE);
  } finally {
    await db.destroy();
  }
}

main().catch((error: unknown) => {
  process.stderr.write(`${startProblem(error)}\n`);
  process.exit(1);
});
