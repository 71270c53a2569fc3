import { sha256 } from '../../shared/seal.js';

/** 128 random bits, of tokens and of passes. */
export const SECRET_BYTES = 16;

/** What the database holds of a token. */
export const hashOfToken = (token: string): string => sha256(`personal link ${token}`);
/** With the token, of which the database holds a hash only: a stolen table gives no code away. */
export const hashOfCode = (token: string, code: string): string =>
  sha256(`code ${code} of ${token}`);
export const hashOfPass = (token: string, pass: string): string =>
  sha256(`pass ${pass} of ${token}`);
