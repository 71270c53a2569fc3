import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { episodeModel, mayAct, signalModel } from './signal-words.js';

type PairSignals = OutputOf<Contract['getPairSignals']>;

/** What calls for attention in a pair, and what did before: of its page and of the one where it is noted. */
export function pairSignalsModel(ctx: PageContext, found: PairSignals) {
  return {
    signals: found.signals.map((signal) => signalModel(ctx, signal, found)),
    history: found.history.map((episode) => episodeModel(ctx, episode)),
    actHref: mayAct(ctx) && found.signals.length > 0 ? ctx.url(`signals/${found.pairId}`) : null,
  };
}
