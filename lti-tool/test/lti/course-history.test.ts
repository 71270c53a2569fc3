import { expect } from 'chai';
import { CLAIMS, parseClaims } from '../../lti/claims.js';
import { contextHistory } from '../../lti/course-history.js';

const launched = (custom: unknown) =>
  parseClaims({
    [CLAIMS.version]: '1.3.0',
    [CLAIMS.messageType]: 'LtiResourceLinkRequest',
    [CLAIMS.deploymentId]: '1',
    [CLAIMS.resourceLink]: { id: 'x' },
    [CLAIMS.targetLinkUri]: 'https://mentor.example/lti/launch',
    [CLAIMS.roles]: [],
    [CLAIMS.context]: { id: '7' },
    [CLAIMS.custom]: custom,
  });

describe('of which courses a launched one is a copy', () => {
  const cases: [what: string, value: unknown, expected: string[]][] = [
    ['an LMS that does not know the variable', '$Context.id.history', []],
    ['made from scratch', '', []],
    ['one', '5', ['5']],
    ['the latest first', '5,3, 2 ,', ['5', '3', '2']],
    ['encoded ids', 'a%2Cb,%D0%BA%D1%83%D1%80%D1%81', ['a,b', 'курс']],
    ['a per cent sign that encodes nothing', '100%,5', ['100%', '5']],
    ['itself and twice the same', '7,5,5', ['5']],
    ['an id that no course can have', `${'x'.repeat(256)},5`, ['5']],
    ['no text', 5, []],
    ['more than anybody copies', Array.from({ length: 50 }, (_, n) => `c${n}`).join(), []],
  ];
  for (const [what, value, expected] of cases) {
    it(what, () => {
      const found = contextHistory(launched({ context_id_history: value }));
      if (what.startsWith('more')) expect(found).to.have.length(20);
      else expect(found).to.deep.equal(expected);
    });
  }
  it('no custom parameters at all', () => {
    expect(contextHistory(launched(undefined))).to.deep.equal([]);
  });
});
