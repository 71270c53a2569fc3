import { expect } from 'chai';
import { REFUSALS } from '../../lti/refusals.js';
import { LOCALES, readMessages } from '../../web/i18n.js';

describe('words of the launch', () => {
  for (const locale of LOCALES) {
    it(`every refusal says what happened, what to do and who mends it (${locale})`, () => {
      const messages = readMessages(locale);
      for (const [reason, { mender }] of Object.entries(REFUSALS)) {
        expect(messages.has(`lti.refused.${reason}.title`), reason).to.equal(true);
        expect(messages.has(`lti.refused.${reason}.text`), reason).to.equal(true);
        expect(messages.has(`lti.mends.${mender}`), mender).to.equal(true);
        expect(messages.has(`lti.fix.${reason}`), reason).to.equal(true);
      }
    });
  }

  it('both languages have the same keys', () => {
    const keys = LOCALES.map((locale) =>
      [...readMessages(locale).keys()].filter((key) => key.startsWith('lti.')).sort(),
    );
    expect(keys[0]).to.deep.equal(keys[1]);
  });
});
