import type { Handlers, ServiceDeps } from '../handler.js';
import { endPair, endPairEarly, endPairs, prolongPair } from './endings.js';
import { addMentee, changeMentor, removeMentee } from './members.js';
import { pausePair, resumePair } from './pauses.js';
import { readingHandlers } from './reading.js';
import { setPairState } from './set-state.js';
import { thanksHandlers } from './thanks.js';

type Names =
  | 'getPairLife'
  | 'myFormerPairs'
  | 'setPairState'
  | 'pausePair'
  | 'resumePair'
  | 'changeMentor'
  | 'addMentee'
  | 'removeMentee'
  | 'prolongPair'
  | 'endPairEarly'
  | 'endPair'
  | 'endPairs'
  | 'saveThanks'
  | 'hideThanks';

/** The life of a pair: pauses, people who come and go, a later end, its end, thanks (methodology §10). */
export function pairLifeHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    ...readingHandlers(deps),
    ...thanksHandlers(deps),
    setPairState: (call) => setPairState(deps, call),
    pausePair: (call) => pausePair(deps, call),
    resumePair: (call) => resumePair(deps, call),
    changeMentor: (call) => changeMentor(deps, call),
    addMentee: (call) => addMentee(deps, call),
    removeMentee: (call) => removeMentee(deps, call),
    prolongPair: (call) => prolongPair(deps, call),
    endPairEarly: (call) => endPairEarly(deps, call),
    endPair: (call) => endPair(deps, call),
    endPairs: (call) => endPairs(deps, call),
  };
}
