/** What other features may read of approved registers of mentors. */
import type { Db } from '../../shared/db/connect.js';
import { registerStore } from './register-store.js';

/** Who stands in the register that the latest order of a programme approved. */
export const readApproved = (db: Db, programmeId: string): Promise<Set<string>> =>
  registerStore(db).inForce(programmeId);
