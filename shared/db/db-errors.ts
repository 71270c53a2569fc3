/** What a driver's error means to us, told by its code, never by its message. */
export type DbFault = 'duplicate' | 'retry' | 'too_long' | 'unreachable' | 'other';

const FAULT_BY_CODE: Readonly<Record<string, DbFault>> = {
  ER_DUP_ENTRY: 'duplicate',
  SQLITE_CONSTRAINT_UNIQUE: 'duplicate',
  SQLITE_CONSTRAINT_PRIMARYKEY: 'duplicate',
  ER_LOCK_DEADLOCK: 'retry',
  ER_LOCK_WAIT_TIMEOUT: 'retry',
  /** MariaDB 11.6+: a snapshot conflict under innodb_snapshot_isolation. */
  ER_CHECKREAD: 'retry',
  SQLITE_BUSY: 'retry',
  SQLITE_BUSY_SNAPSHOT: 'retry',
  SQLITE_LOCKED: 'retry',
  ER_DATA_TOO_LONG: 'too_long',
  ECONNREFUSED: 'unreachable',
  PROTOCOL_CONNECTION_LOST: 'unreachable',
  ECONNRESET: 'unreachable',
};

/** Classifies an error of mysql2 or better-sqlite3; errors that are not a driver's are `other`. */
export function dbFault(error: unknown): DbFault {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? (FAULT_BY_CODE[code] ?? 'other') : 'other';
}

export const isDuplicate = (error: unknown): boolean => dbFault(error) === 'duplicate';
