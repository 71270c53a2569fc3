// One command at a time prepares a checkout. Plain files, because nothing is installed yet.
import { createHash } from 'node:crypto';
import { linkSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const LONGEST_MS = 15 * 60_000;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

/** The process that holds the lock; undefined when it has ended, or the lock is gone or too old to be true. */
function holderOf(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    // A number may meanwhile belong to another program: nobody prepares a folder for that long.
    const age = Date.now() - statSync(file).mtimeMs;
    return pid > 0 && age < LONGEST_MS && isAlive(pid) ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Takes the lock if it is free: the file appears with its content, or not at all. */
function take(file) {
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, String(process.pid));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/**
 * Runs `work` while no other process does so for this folder; waits for one that does. A lock whose
 * process was killed is taken over. It stands in the system's folder for temporary files, so that
 * it needs no right to write into the checkout.
 */
export async function withLock(folder, work) {
  const name = createHash('sha256')
    .update(`${folder} ${process.getuid?.() ?? ''}`)
    .digest('hex');
  const file = join(tmpdir(), `nastavnik-prepare-${name.slice(0, 16)}`);
  for (let told = false; !take(file); await pause(200)) {
    if (holderOf(file) === undefined) rmSync(file, { force: true });
    else if (!told) {
      told = true;
      process.stdout.write(
        'Another command is preparing this folder; waiting for it… / Другая команда готовит эту папку, ждём…\n',
      );
    }
  }
  // Also when `work` ends the process with a sentence.
  const free = () => rmSync(file, { force: true });
  process.once('exit', free);
  try {
    return await work();
  } finally {
    process.removeListener('exit', free);
    free();
  }
}
