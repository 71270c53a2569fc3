import type { Facts } from './facts.js';
import { ACCEPT, ADVANTAGE, REFUSE, titleOf, variantsOf } from './section-3.js';

/** One test as it ran: its suites and title, and what it has shown. */
export interface RanTest {
  path: string[];
  passed: boolean;
  facts: Facts | null;
}

interface Row {
  title: string;
  variants: string[];
  sent: string;
  results: string[];
}

function rowsOf(tests: readonly RanTest[]): Map<string, Row> {
  const rows = new Map<string, Row>();
  for (const { path, facts } of tests) {
    if (facts === null) throw new Error(`${path.join(' › ')} does not say what it shows`);
    const title = titleOf(path);
    const row = rows.get(title) ?? { title, variants: [], sent: facts.sent, results: [] };
    const variants = [...row.variants, ...variantsOf(path)];
    const results = [...row.results, facts.result];
    rows.set(title, {
      ...row,
      variants: [...new Set(variants)],
      results: [...new Set(results)],
    });
  }
  return rows;
}

const cell = (text: string): string => text.replaceAll('|', '\\|');

const lineOf = (asked: string, { sent, results, title, variants }: Row): string => {
  const test = variants.length === 0 ? title : `${title} (${variants.join(', ')})`;
  return `| ${[asked, sent, results.join('; '), test].map(cell).join(' | ')} |`;
};

const HEAD = '| case | what is sent | what the tool does | test |\n|---|---|---|---|';

function tableOf(asked: typeof REFUSE, rows: Map<string, Row>): string {
  const lines = asked.flatMap((one) =>
    one.tests.map((title, n) => {
      const row = rows.get(title);
      if (!row) throw new Error(`no test shows «${one.case}»: ${title}`);
      rows.delete(title);
      return lineOf(n === 0 ? one.case : '', row);
    }),
  );
  return [HEAD, ...lines].join('\n');
}

/**
 * docs/lti-conformance.md, of the tests as they ran.
 * @param date YYYY-MM-DD
 */
export function conformanceDocument(tests: readonly RanTest[], date: string): string {
  const failed = tests.filter((one) => !one.passed);
  if (failed.length > 0) throw new Error(`failed: ${failed.map((one) => one.path.at(-1))}`);
  const rows = rowsOf(tests);
  const refuse = tableOf(REFUSE, rows);
  const accept = tableOf(ACCEPT, rows);
  const advantage = tableOf(ADVANTAGE, rows);
  const beyond = [HEAD, ...[...rows.values()].map((row) => lineOf('', row))].join('\n');
  return `# Conformance with LTI 1.3 and LTI Advantage

Written by \`npm run conformance\`, which runs \`lti-tool/test/certification/\` against the running tool: real HTTP, real keys, a platform of the
tests' own. ${tests.length} tests, all passed, on ${date}. The cases are those of [lti.md](lti.md) §3: 1EdTech's certification of tools (LTI Advantage Conformance
Certification Guide, §6) and more. What was tried with which LMS is in [connect.md](connect.md), what roles lead to in [lti-roles.md](lti-roles.md).

## Refused

Each with a page that says what is wrong and who mends it, and a reference number that is also in the log. For every single refusal it is asserted
that it **stores nothing** – no row in any table, no session, no person – and **asks nobody**: with no key at hand, as after a start, the platform's
keyset is requested only where the key is needed to find the fault, once. Where one launch is posted many times at once, one session is all that is stored.

${refuse}

## Accepted

${accept}

## Services

${advantage}

## Beyond the list

${beyond}

## What could not be tried here

- **1EdTech's certification suite itself.** It is run against a public address by a member of 1EdTech; the tool has not been certified. The tables
  above follow the published guide, not a run of the suite.
- **Real LMS.** Launches, deep links and a registration recorded from a running Moodle 4.5.6 are replayed by \`test/moodle-recorded.test.ts\`. Canvas,
  Blackboard, Brightspace, Sakai and Open edX are followed by their documents and source code, with samples composed from those.
- **Platform storage** (LTI OIDC Login with LTI Client Side postMessages). Not used: a browser that keeps no cookie in a frame is offered a window of its own.
- **Messages that the tool does not offer**: submission review, asset processor, proctoring, platform notifications; content items other than
  \`ltiResourceLink\`; the results service of AGS is neither read nor needed; the groups service is not used.
- **A shared secret of LTI 1.1** for migrated links (\`lti1p1\` claim): read by nobody, as there has been no LTI 1.1 tool to come from.
`;
}
