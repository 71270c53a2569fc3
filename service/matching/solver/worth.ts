/**
 * Scores become whole numbers, so that sums are exact and «the most mentees first, then the greatest
 * total» is one number: each pair is worth its score and, beside it, more than all scores together.
 */

/** Whole numbers up to here are exact in a double. */
const EXACT = 2 ** 53;
/** Duals and lengths of paths are sums of at most so many worths. */
const HEADROOM = 8;
/** Decimal places that are kept as they are. */
const DECIMALS = 6;

export interface Scale {
  /** Units of a score of 1. */
  unit: number;
  /** What it is worth that a mentee is matched at all, units; more than all scores together. */
  matched: number;
  /** What it is worth that a place which must be taken is taken; more than everything else together. */
  required: number;
}

function isWholeIn(scores: Float64Array, unit: number): boolean {
  for (let n = 0; n < scores.length; n += 1) {
    const one = (scores[n] as number) * unit;
    if (Math.abs(one - Math.round(one)) > 1e-7) return false;
  }
  return true;
}

function greatestOf(scores: Float64Array): number {
  let greatest = 1;
  for (let n = 0; n < scores.length; n += 1)
    if ((scores[n] as number) > greatest) greatest = scores[n] as number;
  return greatest;
}

/**
 * The units in which scores are counted: whole scores, tenths and so on to millionths where all scores
 * are whole in them; otherwise the finest binary fraction for which sums stay exact.
 * @param scores from 0
 * @param most how many pairs can be made at most
 * @param hasRequired whether there are places that must be taken
 */
export function scaleFor(scores: Float64Array, most: number, hasRequired: boolean): Scale {
  const greatest = greatestOf(scores);
  const scaleOf = (unit: number): Scale => {
    const best = Math.ceil(greatest * unit);
    const matched = best * (most + 1);
    return { unit, matched, required: hasRequired ? (matched + best) * (most + 1) : 0 };
  };
  const fits = ({ matched, required }: Scale): boolean => (matched + required) * HEADROOM <= EXACT;
  for (let decimals = 0; decimals <= DECIMALS; decimals += 1) {
    const scale = scaleOf(10 ** decimals);
    if (fits(scale) && isWholeIn(scores, scale.unit)) return scale;
  }
  let unit = 1;
  while (fits(scaleOf(unit * 2))) unit *= 2;
  return scaleOf(unit);
}
