import { inCommon, type Trade, wordsInCommon } from '../traits.js';
import { ANYTHING, type Criterion, UNKNOWN, unknown } from './criterion.js';

const SAME_FIELD = 0.7;
const CLOSE = 0.4;

/** The enlarged group of the official list: the first two digits. */
const fieldOf = ({ code }: Trade): string => code.slice(0, 2);

function compared(a: Trade, b: Trade): number {
  if (a.code !== '' && a.code === b.code) return 1;
  const shared = inCommon(a.stems, b.stems);
  const [fewer, more] = [
    Math.min(a.stems.length, b.stems.length),
    Math.max(a.stems.length, b.stems.length),
  ];
  if (shared > 0 && shared === more) return 1;
  if (a.code !== '' && b.code !== '' && fieldOf(a) === fieldOf(b)) return SAME_FIELD;
  if (shared === 0) return 0;
  return shared * 2 >= fewer ? SAME_FIELD : CLOSE;
}

/**
 * Speciality of both, by the code of the official list or by words; of a mentor who has named none, by
 * what they do and can. A text that does not name the mentee's speciality tells nothing against it.
 */
export const speciality: Criterion = {
  enough: ANYTHING,
  keyOf: ({ traits: { trade, craft } }) =>
    `${trade === null ? '-' : `${trade.code} ${trade.stems.join()}`}|${craft?.stems.join() ?? '-'}`,
  value({ traits: { trade } }, { traits: { trade: own, craft } }) {
    if (trade === null) return UNKNOWN;
    if (own !== null) return compared(trade, own);
    return craft !== null && inCommon(trade.stems, craft.stems) > 0 ? SAME_FIELD : UNKNOWN;
  },
  tell(mentee, mentor, value) {
    const { trade } = mentee.traits;
    const { trade: own, craft } = mentor.traits;
    if (value === UNKNOWN || trade === null) return unknown(trade !== null, own !== null);
    const name = mentee.facts.speciality ?? '';
    if (own === null) {
      const words = craft === null ? [] : wordsInCommon(craft, trade);
      return { code: 'at_work', values: [name, ...words] };
    }
    const values = [name, mentor.facts.speciality ?? ''];
    if (value === 1) return { code: 'same', values };
    if (value === 0) return { code: 'other', values };
    return { code: value === SAME_FIELD ? 'same_field' : 'close', values };
  },
};
