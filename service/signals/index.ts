/** What other features may ask of signals. */
import type { Db } from '../../shared/db/connect.js';
import type { Form } from '../api/reference.js';
import { signalStore } from './signal-store.js';

/** How many signals that were first seen after a day go on, by the form of their pairs: one statement. */
export const newSignals = (
  db: Db,
  programmeId: string,
  after: string,
): Promise<{ form: Form; n: number }[]> => signalStore(db).openedAfter(programmeId, after);
