import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fromRoot } from '../shared/root.js';
import { demoSecret } from './data-folder.js';

const ADDRESS_FILE = 'public-url';

/** The folder of the trial installation that `npm start` makes: `DATA_DIR`, or `data/`. */
export function trialFolder(): string {
  const given = process.env['DATA_DIR'] ?? 'data';
  return isAbsolute(given) ? given : fromRoot(given);
}

/** The environment of the trial: an embedded database and a secret of its own, in one folder. */
export function trialEnv(folder: string, publicUrl: string): Record<string, string> {
  return {
    ALLOW_PRIVATE_PLATFORMS: 'true',
    DATABASE_URL: `sqlite:${join(folder, 'nastavnik.sqlite')}`,
    SECRET_KEY: demoSecret(folder),
    PUBLIC_URL: publicUrl,
  };
}

/** Remembers under which address the trial was started, for the commands. */
export function rememberAddress(folder: string, publicUrl: string): void {
  writeFileSync(join(folder, ADDRESS_FILE), publicUrl);
}

/**
 * Lets a command work on the trial installation when the environment names no database: so
 * `npm run platforms -- invite` works beside `npm start` as it stands.
 */
export function useTrialWhenNothingIsSet(): void {
  const folder = trialFolder();
  const file = join(folder, ADDRESS_FILE);
  if (process.env['DATABASE_URL'] || !existsSync(file)) return;
  Object.assign(process.env, {
    ...trialEnv(folder, readFileSync(file, 'utf8').trim()),
    ...process.env,
  });
}
