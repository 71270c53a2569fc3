import { expect } from 'chai';
import { CLAIMS, parseClaims } from '../../lti/claims.js';
import { LaunchRefused } from '../../lti/refusals.js';

/** The course that a launch with this context is of; or why it is refused. */
function courseOf(context: unknown): string | null {
  const payload = {
    sub: '7',
    [CLAIMS.messageType]: 'LtiResourceLinkRequest',
    [CLAIMS.version]: '1.3.0',
    [CLAIMS.deploymentId]: '1',
    [CLAIMS.targetLinkUri]: 'https://tool.example/lti/launch',
    [CLAIMS.resourceLink]: { id: '1' },
    [CLAIMS.roles]: [],
    [CLAIMS.context]: context,
  };
  try {
    return parseClaims(payload).context?.id ?? null;
  } catch (error) {
    if (error instanceof LaunchRefused) return `${error.reason}: ${error.detail}`;
    throw error;
  }
}

describe('the course of a launch', () => {
  const cases: [string, unknown, string | null][] = [
    ['its id', { id: '2' }, '2'],
    ['its id as a number', { id: 2 }, '2'],
    ['an id of nothing but blanks', { id: ' ' }, null],
    ['a broken number', { id: 1.5 }, null],
    ['a number too large to be told from its neighbours', { id: 2 ** 60 }, null],
    ['no id', { title: 'Курс' }, null],
    ['no context', undefined, null],
    ['a context that is none', [], null],
    ['an id that is too long', { id: 'x'.repeat(256) }, 'claim: context.id'],
  ];
  for (const [name, context, id] of cases) {
    it(`${name}: ${id}`, () => {
      expect(courseOf(context)).to.equal(id);
    });
  }
});
