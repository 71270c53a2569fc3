/** What a code of a driver or of the system means to whoever starts a program. */
const WORDS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'The database cannot be reached: nothing listens at the address of DATABASE_URL',
  ENOTFOUND: 'The database cannot be reached: the host of DATABASE_URL is not known',
  EAI_AGAIN: 'The database cannot be reached: the host of DATABASE_URL is not known',
  ETIMEDOUT: 'The database cannot be reached: the host of DATABASE_URL does not answer',
  EHOSTUNREACH: 'The database cannot be reached: there is no way to the host of DATABASE_URL',
  ER_ACCESS_DENIED_ERROR: 'The database refuses the user or the password of DATABASE_URL',
  ER_DBACCESS_DENIED_ERROR: 'The user of DATABASE_URL may not use that database',
  ER_BAD_DB_ERROR: 'The database that DATABASE_URL names does not exist: create it first',
  SQLITE_CANTOPEN: 'The file of DATABASE_URL cannot be opened or made: is its folder writable?',
  SQLITE_READONLY: 'The file of DATABASE_URL cannot be written to',
  SQLITE_NOTADB: 'The file of DATABASE_URL is not an SQLite database',
  EACCES: 'A file or folder may not be used by this user',
  ENOTDIR: 'The folder of DATABASE_URL cannot be made: something else stands in its way',
};

/** Why a program could not start, as one sentence for the person at the keyboard; never an empty one. */
export function startProblem(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { code } = error as NodeJS.ErrnoException;
  const words = code === undefined ? undefined : WORDS[code];
  if (words === undefined) return error.message || error.name;
  return error.message === '' ? `${words}.` : `${words} (${error.message}).`;
}
