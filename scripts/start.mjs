// The one command of the README: `npm start`. Installs, builds, then runs tool and demo LMS together.
import { prepare } from './prepare.mjs';

await prepare();
await import(new URL('../dist/demo/start.js', import.meta.url)).catch((error) => {
  process.stderr.write(`${error?.stack ?? error}\n`);
  process.exit(1);
});
