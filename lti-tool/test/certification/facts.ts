/** What a certification test shows, for docs/lti-conformance.md: written there from the run. */
export interface Facts {
  /** What the platform sends, or does, in this case. */
  sent: string;
  /** What the tool answered, as the test found it. */
  result: string;
}

/** Puts down what a test has shown; called after its last expectation. */
export function shown(context: Mocha.Context, facts: Facts): void {
  const test = context.test as (Mocha.Runnable & { facts?: Facts }) | undefined;
  if (test) test.facts = facts;
}
