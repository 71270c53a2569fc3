/** What other features may ask of surveys. */
import type { Db } from '../../shared/db/connect.js';
import { type StoredWave, waveStore } from './wave-store.js';

/** A wave of a programme, whoever asks; null: there is none. */
export const findWave = (db: Db, programmeId: string, waveId: string): Promise<StoredWave | null> =>
  waveStore(db).find({ programmeId, scopeForms: null }, waveId);
