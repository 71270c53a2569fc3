import { prepare } from './prepare.mjs';

await prepare({ force: process.argv.includes('--force') });
