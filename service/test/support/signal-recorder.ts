/** A process that writes down the signals of a programme several times: `node signal-recorder.js URL PROGRAMME`. */
import { connectDb } from '../../../shared/db/connect.js';
import { withService } from './harness.js';
import { SIGNAL_FEATURES } from './signal-world.js';

const TIMES = 4;
const [, , url = '', programmeId = ''] = process.argv;
const db = connectDb(url, { poolSize: 2 });
const { system } = withService(db, SIGNAL_FEATURES);
let opened = 0;
for (let n = 0; n < TIMES; n += 1) opened += (await system.recordSignals({ programmeId })).opened;
await db.destroy();
process.send?.(opened);
process.disconnect?.();
