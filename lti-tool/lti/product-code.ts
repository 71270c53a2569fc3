/**
 * `product_family_code` of an LMS, as it can be kept: a code in ASCII, 64 characters at most. Anything else
 * names no product that we know, and must not keep anybody out.
 * @returns null: none that could be one
 */
export function productCode(value: unknown): string | null {
  const code = typeof value === 'string' ? value.trim() : '';
  return /^[ -~]{1,64}$/.test(code) ? code : null;
}
