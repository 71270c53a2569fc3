import type { SupportEntry, WaitingMentee } from '../../../service/api/support-log.js';
import type { PageContext } from '../../web/context.js';

/** Why somebody waits: «пара завершилась досрочно», and that the psychologist is to support them. */
export const reasonWords = (
  ctx: PageContext,
  { reason, supported }: Pick<WaitingMentee, 'reason' | 'supported'>,
): string =>
  [ctx.ref('waitingReason', reason), supported ? ctx.t('waiting.supported') : '']
    .filter(Boolean)
    .join(', ');

/** The latest entry in a few words: kind and day; '' where there is none. */
export function latestWords(
  ctx: PageContext,
  { latest, entries }: Pick<WaitingMentee, 'latest' | 'entries'>,
): string {
  if (latest === null) return '';
  const words = `${ctx.ref('supportKind', latest.kind)}, ${ctx.fmt.date(latest.heldOn)}`;
  return entries > 1 ? `${words} (${ctx.t('waiting.entriesN', { n: entries })})` : words;
}

/** The next step with its day; `due` where the day has come. */
export function nextWords(
  ctx: PageContext,
  step: Pick<SupportEntry, 'nextStep' | 'nextOn'> | null,
): { words: string; day: string; due: boolean } | null {
  if (step === null || step.nextStep === null) return null;
  const { nextStep, nextOn } = step;
  return {
    words: nextStep,
    day: nextOn === null ? '' : ctx.fmt.date(nextOn),
    due: nextOn !== null && nextOn <= ctx.fmt.today,
  };
}
