import { expect } from 'chai';
import fc from 'fast-check';
import { createSealer } from '../../../shared/seal.js';

const OLD = 'the secret of last year, quite long enough';
const NEW = 'the secret of this year, quite long enough';

describe('sealing', () => {
  const sealer = createSealer({ current: NEW, previous: OLD });

  it('opens what it sealed, for the same purpose only', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, purpose) => {
        const sealed = sealer.seal(text, purpose);
        expect(sealer.open(sealed, purpose)).to.equal(Buffer.from(text).toString());
        expect(sealer.open(sealed, `${purpose}x`)).to.equal(null);
      }),
    );
  });

  it('opens nothing that was altered', () => {
    const sealed = sealer.seal('a text to be kept', 'p');
    fc.assert(
      fc.property(fc.nat(sealed.length - 1), fc.constantFrom('A', 'B', '.', '0'), (at, letter) => {
        fc.pre(sealed[at] !== letter);
        const altered = sealed.slice(0, at) + letter + sealed.slice(at + 1);
        // The last letter of base64url may carry unused bits: then the bytes are the same.
        const same = Buffer.from(altered.split('.')[2] ?? '', 'base64url').equals(
          Buffer.from(sealed.split('.')[2] ?? '', 'base64url'),
        );
        if (!same) expect(sealer.open(altered, 'p')).to.equal(null);
      }),
    );
    for (const odd of ['', '.', '..', 's1', 's1.00', 's1.00.', `${sealed}.x.y`.slice(3)]) {
      expect(sealer.open(odd, 'p')).to.equal(null);
    }
  });

  it('opens and verifies with the previous key, seals with the current one', () => {
    const old = createSealer({ current: OLD });
    const sealed = old.seal('kept', 'p');
    expect(sealer.open(sealed, 'p')).to.equal('kept');
    expect(sealer.isCurrent(sealed)).to.equal(false);
    expect(sealer.isCurrent(sealer.seal('kept', 'p'))).to.equal(true);
    expect(sealer.verifyHmac('text', 'p', old.hmac('text', 'p'))).to.equal(true);
    expect(createSealer({ current: NEW }).open(sealed, 'p')).to.equal(null);
    expect(sealer.verifyHmac('text', 'q', old.hmac('text', 'p'))).to.equal(false);
  });
});
