/**
 * Where a mentor or mentee stands (methodology §10): черновик → анкета → согласие → отобран → обучен → в пуле →
 * предложен → закреплён → завершил, or выбыл, or лист ожидания. Told from facts at each question; only
 * what a coordinator has decided is stored.
 */
import type {
  Decision,
  PairState,
  ParticipationState,
  PersonState,
  StandingDecision,
} from '../api/reference.js';

/** What the state of one participation is told from. */
export interface StateFacts {
  /** The role as it is held: a candidate has not been admitted yet, by a decision or by an order. */
  held: ParticipationState;
  decision: StandingDecision | null;
  /** An entry questionnaire of the role was handed in. */
  answered: boolean;
  /** The consent that taking part rests on holds today. */
  consented: boolean;
  /** Of a mentor: trained in the school, by its rule or a certificate. */
  trained?: boolean;
  /** The programme takes nobody into the pool of mentors who is not. */
  poolNeedsTraining?: boolean;
  /** The states of the pairs in which they stand on this side. */
  pairs: readonly PairState[];
}

/**
 * A role as it counts: who stands in the register of mentors that an order approved is selected, without
 * a decision of their own (methodology §3, stage 4). Who was admitted by a decision stays so, in the
 * register or not.
 */
export const heldAs = (held: ParticipationState, approved: boolean): ParticipationState =>
  held === 'candidate' && approved ? 'admitted' : held;

const OPEN: readonly PairState[] = ['active', 'paused'];

/** How far somebody without a pair is: the furthest that they have reached. */
function readiness(facts: StateFacts): PersonState {
  const { held, answered, consented, trained = false, poolNeedsTraining = false } = facts;
  if (held === 'admitted') {
    // Without a consent nobody is in the pool, whoever chose them (methodology §9.3).
    if (consented && (trained || !poolNeedsTraining)) return 'pool';
    return trained ? 'trained' : 'selected';
  }
  if (consented) return 'consent';
  return answered ? 'questionnaire' : 'draft';
}

/**
 * The one state of a participation. A pair counts more than a word: who is in one waits for none. Who is
 * no longer in a role without having been declined or left never took part in it: null.
 */
export function stateOf(facts: StateFacts): PersonState | null {
  const { held, decision, pairs } = facts;
  if (held === 'withdrawn') {
    return decision === 'declined' || decision === 'withdrawn' ? 'withdrawn' : null;
  }
  if (pairs.some((state) => OPEN.includes(state))) return 'paired';
  if (pairs.includes('draft')) return 'proposed';
  if (decision === 'waiting') return 'waiting';
  if (pairs.includes('completed')) return 'completed';
  return readiness(facts);
}

/** How far a state is, for sorting and for «never back». */
export const STATE_ORDER: Readonly<Record<PersonState, number>> = {
  draft: 0,
  questionnaire: 1,
  consent: 2,
  selected: 3,
  trained: 4,
  pool: 5,
  waiting: 6,
  proposed: 7,
  paired: 8,
  completed: 9,
  withdrawn: 10,
};

const IN_PAIR: readonly PersonState[] = ['proposed', 'paired'];

/** Why a decision cannot be taken of somebody in this state, as a code; null: it can. */
export function decisionProblem(
  decision: Decision,
  state: PersonState | null,
  held: ParticipationState,
): string | null {
  if (state === null) return 'decision.noRole';
  const gone = state === 'withdrawn';
  if (decision === 'restore') return gone ? null : 'decision.notGone';
  if (gone) return 'decision.gone';
  if (decision === 'admit') return held === 'admitted' ? 'decision.admittedAlready' : null;
  if (decision === 'resume') return state === 'waiting' ? null : 'decision.notWaiting';
  if (IN_PAIR.includes(state)) return 'decision.inPair';
  if (decision === 'wait') return state === 'waiting' ? 'decision.waitsAlready' : null;
  if (decision === 'decline') return held === 'candidate' ? null : 'decision.admittedAlready';
  return held === 'admitted' ? null : 'decision.candidate';
}

/** The decisions that can be taken now, in the order in which they are offered. */
export function possibleDecisions(state: PersonState | null, held: ParticipationState): Decision[] {
  const all: Decision[] = ['admit', 'restore', 'resume', 'wait', 'decline', 'withdraw'];
  return all.filter((decision) => decisionProblem(decision, state, held) === null);
}

/** Decisions that need a reason: somebody will ask for it. */
export const NEEDS_REASON: readonly Decision[] = ['decline', 'withdraw', 'wait'];
