import type { JournalledLaunch } from '../../lti/journal/launch-report.js';
import type { LaunchResult } from '../../lti/journal/launch-trace.js';
import { REFUSALS, type RefusalReason } from '../../lti/refusals.js';
import type { Translate } from '../../web/i18n.js';

/** Results that are not refusals of ours, with who mends them; null: there is nothing to mend. */
const OTHERS = {
  entered: null,
  anonymous: 'admin',
  no_programme: 'user',
  cookies_refused: 'user',
  binding_wanted: 'user',
} as const satisfies Record<Exclude<LaunchResult, RefusalReason>, string | null>;

const isRefusal = (result: string): result is RefusalReason => result in REFUSALS;

/** How a launch ended, in words. */
export function resultWords(t: Translate, result: LaunchResult): string {
  return isRefusal(result) ? t(`lti.refused.${result}.title`) : t(`launches.result.${result}`);
}

/** Why, and what is to be done by whom; '' where all is well. */
export function todoWords(
  t: Translate,
  result: LaunchResult,
  publicUrl: string,
): { why: string; todo: string } {
  if (isRefusal(result)) {
    const params = { tool: publicUrl, host: new URL(publicUrl).host };
    return { why: t(`lti.refused.${result}.text`), todo: t(`lti.fix.${result}`, params) };
  }
  if (OTHERS[result] === null) return { why: '', todo: '' };
  return { why: t(`launches.why.${result}`), todo: t(`launches.todo.${result}`) };
}

/** «вошёл», «не вошёл» by shape and colour. */
export const signOf = ({ outcome, result }: Pick<JournalledLaunch, 'outcome' | 'result'>) => {
  if (result === 'entered') return { sign: '✓', look: 'good' };
  return outcome === 'entered' ? { sign: '◐', look: 'warn' } : { sign: '○', look: 'bad' };
};
