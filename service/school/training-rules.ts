/** When a mentor is trained: by what the programme asks, or by a certificate. */
import type { Form } from '../api/reference.js';
import type { SchoolRecord, SchoolRuleFields } from '../api/school.js';
import type { Certificate } from '../api/school-certificates.js';

type Rule = Pick<SchoolRuleFields, 'sessions' | 'minutes'>;

/** What somebody has been at. */
export interface Attended {
  sessions: number;
  minutes: number;
}

/** Whether a programme asks anything at all. */
export const asksTraining = ({ sessions, minutes }: Rule): boolean =>
  sessions !== null || minutes !== null;

/** What is missing to meet the rule; null: there is none. */
export function missingOf(rule: Rule, attended: Attended): Attended | null {
  if (!asksTraining(rule)) return null;
  return {
    sessions: Math.max(0, (rule.sessions ?? 0) - attended.sessions),
    minutes: Math.max(0, (rule.minutes ?? 0) - attended.minutes),
  };
}

/** Whether the rule is met; without a rule nobody meets it. */
export function meetsRule(rule: Rule, attended: Attended): boolean {
  const missing = missingOf(rule, attended);
  return missing !== null && missing.sessions === 0 && missing.minutes === 0;
}

/** Trained is who meets the rule or holds a certificate; null: nothing is asked and nothing issued. */
export function isTrained(rule: Rule, attended: Attended, certified: boolean): boolean | null {
  if (certified) return true;
  return asksTraining(rule) ? meetsRule(rule, attended) : null;
}

/** A mentor's record in the school. */
export function recordOf(
  rule: Rule,
  attended: Attended,
  certificate: Certificate | null,
): SchoolRecord {
  return {
    sessions: attended.sessions,
    minutes: attended.minutes,
    missing: missingOf(rule, attended),
    trained: isTrained(rule, attended, certificate !== null),
    certificate,
  };
}

/** A certificate can be issued: the rule is met, and there is none. */
export const isReady = (rule: Rule, attended: Attended, certified: boolean): boolean =>
  !certified && meetsRule(rule, attended);

/**
 * Whether a material is meant for a mentor: those of sessions for whom the session is, the others by form.
 * @param sessions the sessions that are for them
 */
export function isMaterialFor(
  material: { sessionId: string | null; forms: readonly Form[] },
  forms: readonly Form[],
  sessions: ReadonlySet<string>,
): boolean {
  if (material.sessionId !== null) return sessions.has(material.sessionId);
  return material.forms.length === 0 || material.forms.some((form) => forms.includes(form));
}
