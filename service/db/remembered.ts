import { todayIn } from '../../shared/clock.js';
import type { AnswerOf } from '../api/endpoint.js';
import type { Contract, EndpointName } from '../api/index.js';
import type { Call, Handler, ServiceDeps } from '../handler.js';
import { createRevisionCache } from './revision-cache.js';

/** Answers held of one endpoint, some kilobytes each. */
const ANSWERS_AT_MOST = 2_000;

/**
 * Makes a handler that reads remember its answers, under the programme's revision. Only for answers
 * that follow from what the service's writes change (each of them moves the revision on), from the
 * caller's authority, the input and the calendar date; not for those that tell a time of day, or the
 * state of a delivery. A refusal is not remembered.
 */
export function remembered<N extends EndpointName>(
  deps: Pick<ServiceDeps, 'clock'>,
  handler: Handler<N>,
): Handler<N> {
  const answers = createRevisionCache<AnswerOf<Contract[N]>>({
    maxEntries: ANSWERS_AT_MOST,
  });
  return (call: Call<N>) => {
    const { programmeId, revision, personId, role, byLink, scopeForms, timeZone } = call.authority;
    const today = todayIn(timeZone, deps.clock);
    const of = [personId, role, byLink, scopeForms, today, call.input];
    return answers.get({ programmeId, revision, of }, () => handler(call));
  };
}
