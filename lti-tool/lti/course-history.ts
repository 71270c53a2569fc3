import type { LtiClaims } from './claims.js';

/** The custom parameter that we ask for, and what the LMS is to fill in. */
export const HISTORY_PARAMETER = 'context_id_history';
export const HISTORY_VARIABLE = '$Context.id.history';

const COURSES_AT_MOST = 20;
const ID_LENGTH = 255;

function decoded(part: string): string {
  try {
    return decodeURIComponent(part.trim());
  } catch {
    // A per cent sign of its own: the LMS does not encode.
    return part.trim();
  }
}

/**
 * The courses of which the launched one is a copy, the latest first (LTI 1.3 core, appendix B.1.4:
 * comma-separated, URL-encoded). An LMS that does not know the variable sends its name, which is left
 * out of the custom parameters like every literal variable.
 */
export function contextHistory({ custom, context }: Pick<LtiClaims, 'custom' | 'context'>) {
  const named = (custom[HISTORY_PARAMETER] ?? '').split(',').map(decoded);
  const ids = named.filter((id) => id !== '' && id.length <= ID_LENGTH && id !== context?.id);
  return [...new Set(ids)].slice(0, COURSES_AT_MOST);
}
