/** The engine of matching: from the facts about people to a problem for the solver, and back to reasons. */
export { withFixed } from './fixed-pairs.js';
export { judge } from './judge.js';
export { readMatchInput } from './read-input.js';
export { rulesIn } from './rule-bits.js';
export { type RunnerUp, runnerUpOf } from './runner-up.js';
export { templateSettings } from './template-settings.js';
export type {
  Ballot,
  Judgement,
  MatchInput,
  MenteeFacts,
  MentorFacts,
  PairJudgement,
  Said,
  Unit,
} from './types.js';
export { isUnwanted } from './vetoes.js';
export { type WhyNow, whyNow, whyUnmatched } from './why-unmatched.js';
