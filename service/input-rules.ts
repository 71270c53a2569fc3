import type { FieldProblem } from '../shared/errors.js';
import type { Endpoint } from './api/endpoint.js';
import type { EndpointName } from './api/index.js';
import { settingsProblems } from './programmes/programme-rules.js';
import { interviewProblems } from './selection/selection-rules.js';

/**
 * Rules that look at the input alone. When the schema refuses some fields, they still say what is
 * wrong with the others, so that a form shows everything at once.
 */
const RULES: Partial<Record<EndpointName, (sound: Record<string, unknown>) => FieldProblem[]>> = {
  updateProgramme: settingsProblems,
  previewProgramme: settingsProblems,
  recordInterview: interviewProblems,
  correctInterview: interviewProblems,
};

/** The fields of an input that the schema accepts, each for itself. */
function soundFields(endpoint: Endpoint, input: unknown): Record<string, unknown> {
  const given = typeof input === 'object' && input !== null ? input : {};
  const fields = Object.entries(given).flatMap(([name, value]) => {
    const parsed = endpoint.input.shape[name]?.safeParse(value);
    return parsed?.success ? [[name, parsed.data]] : [];
  });
  return Object.fromEntries(fields);
}

/** What the endpoint's own rules say about the fields that the schema has nothing against. */
export function ruleProblems(name: EndpointName, endpoint: Endpoint, input: unknown) {
  return RULES[name]?.(soundFields(endpoint, input)) ?? [];
}
