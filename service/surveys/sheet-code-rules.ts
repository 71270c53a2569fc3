/**
 * The table of H. M. Damm's quasigroup of order 10 (2004): its check digit finds every wrong digit and
 * every two neighbours that changed places.
 */
const DAMM = [
  '0317598642',
  '7092154863',
  '4206871359',
  '1750983426',
  '6123045978',
  '3674209581',
  '5869720134',
  '8945362017',
  '9438617205',
  '2581436790',
];

/** Digits of a code with the last one, which checks the others. */
export const CODE_DIGITS = 8;

const interim = (digits: string): number =>
  [...digits].reduce((row, digit) => Number(DAMM[row]?.[Number(digit)] ?? 0), 0);

/** A code from its random part. @param number below ten million */
export function codeOf(number: number): string {
  const digits = String(number).padStart(CODE_DIGITS - 1, '0');
  return `${digits}${interim(digits)}`;
}

/** The code that was typed, with spaces or dashes as it is printed; null: it cannot be one. */
export function typedCode(typed: string): string | null {
  const digits = typed.replace(/[\s\u2010-\u2015-]/g, '');
  if (!/^\d{8}$/.test(digits)) return null;
  return interim(digits) === 0 ? digits : null;
}
