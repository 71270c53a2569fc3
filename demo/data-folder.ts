import { randomBytes } from 'node:crypto';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** Makes the folder of the demo's data. Throws one sentence when it cannot be written to. */
export function prepareDataFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK | constants.X_OK);
    writeFileSync(join(folder, '.writable'), '');
  } catch (error) {
    throw new Error(
      `The folder ${folder} cannot be written to: allow it, or name another with DATA_DIR. / ` +
        `В папку ${folder} нельзя записать: разрешите запись или укажите другую в DATA_DIR.`,
      { cause: error },
    );
  }
}

/**
 * The secret of this trial installation: made at the first start, readable by its owner alone. A
 * real installation sets SECRET_KEY instead.
 */
export function demoSecret(folder: string): string {
  const file = join(folder, 'secret.key');
  if (!existsSync(file)) {
    const draft = `${file}.${process.pid}`;
    writeFileSync(draft, randomBytes(48).toString('base64'), { mode: 0o600 });
    renameSync(draft, file);
  }
  return readFileSync(file, 'utf8').trim();
}
