import { expect } from 'chai';
import { cleanText, text } from '../api/common.js';

describe('text as it is kept', () => {
  const cases: [says: string, given: string, kept: string][] = [
    ['trimmed', '  о встрече \n', 'о встрече'],
    ['line breaks of any kind', 'а\r\nб\rв', 'а\nб\nв'],
    ['no control characters', 'а\u0000б', 'а б'],
    ['nothing that is seen is nothing', '\u200B \u2060\u3164\n\u2800', ''],
    ['a picture of joined parts', '👩‍👩‍👧', '👩‍👩‍👧'],
    ['a joiner inside a word', 'علی\u200Cرضا', 'علی\u200Cرضا'],
  ];
  for (const [says, given, kept] of cases) {
    it(says, () => {
      expect(cleanText(given)).to.equal(kept);
      expect(text(100).parse(given)).to.equal(kept);
    });
  }
});
