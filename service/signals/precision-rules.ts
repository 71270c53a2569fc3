/** How often the rules of signals were right. */
import { FEWEST_FOR_SHARE, SIGNAL_CODES, type SignalCode } from '../api/signal-reference.js';
import type { RulePrecision } from '../api/signals.js';

/** Episodes of one rule that fared alike. */
export interface EpisodeFigure {
  code: SignalCode;
  /** Somebody wrote, talked, paused or began to match anew. */
  acted: boolean;
  falseAlarm: boolean;
  ended: 'gone' | 'pair_state' | null;
  episodes: number;
}

/** An episode counts once: as acted on, else as a false alarm, else by how it ended. */
function fateOf({ acted, falseAlarm, ended }: EpisodeFigure) {
  if (acted || (ended === 'pair_state' && !falseAlarm)) return 'acted';
  if (falseAlarm) return 'falseAlarms';
  return ended === null ? 'waiting' : 'byItself';
}

/** Every rule with its episodes and what came of them, 0 too; a percentage only of five episodes and more. */
export function precisionOf(figures: readonly EpisodeFigure[]): RulePrecision[] {
  return SIGNAL_CODES.map((code) => {
    const sums = { acted: 0, falseAlarms: 0, byItself: 0, waiting: 0 };
    for (const one of figures) if (one.code === code) sums[fateOf(one)] += one.episodes;
    const episodes = sums.acted + sums.falseAlarms + sums.byItself + sums.waiting;
    const share = episodes < FEWEST_FOR_SHARE ? null : Math.round((sums.acted * 100) / episodes);
    return { code, episodes, ...sums, share };
  });
}
