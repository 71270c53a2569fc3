/** What waits for an answer: a mentee who asked, a record that is disputed or that nobody confirms. */
import { addDays, daysBetween } from '../../../shared/dates.js';
import { GOES_ON, type Rule } from './rule-rules.js';

/** A request for help is answered within two days; then it is urgent. */
const ANSWER_DAYS = 2;

/** A mentee asked for help and has no answer (methodology §10), whatever the pair's state. */
export const helpAsked: Rule = {
  code: 'help_asked',
  weight: 100,
  standings: [...GOES_ON, 'closed'],
  judge({ help }, _settings, today) {
    if (help === null) return null;
    const days = Math.max(0, daysBetween(help.since, today));
    const severity = days > ANSWER_DAYS ? 3 : 2;
    return { severity, since: help.since, days, n: help.n, steps: ['answer_help', 'write'] };
  },
};

const SETTLE_DAYS = 7;

/** A mentee objects to a record, and nobody has settled it; urgent after a week. */
export const disputed: Rule = {
  code: 'disputed',
  weight: 70,
  standings: ['active', 'paused'],
  judge({ disputed: open }, _settings, today) {
    if (open === null) return null;
    const days = Math.max(0, daysBetween(open.since, today));
    const { since, n, meetingId } = open;
    const severity = days > SETTLE_DAYS ? 3 : 2;
    return { severity, since, days, n, meetingId, steps: ['open_meeting', 'write'] };
  },
};

/** A record is confirmed within so many days after it was written down. */
const CONFIRM_DAYS = 14;

/** Records that mentees have not confirmed for long: they count for nobody's progress. */
export const unconfirmed: Rule = {
  code: 'unconfirmed',
  weight: 30,
  standings: ['active'],
  judge({ unconfirmed: waiting }, _settings, today) {
    if (waiting === null) return null;
    const days = daysBetween(waiting.since, today);
    if (days <= CONFIRM_DAYS) return null;
    const since = addDays(waiting.since, CONFIRM_DAYS + 1);
    return { severity: 1, since, days, n: waiting.n, steps: ['write', 'open_pair'] };
  },
};
