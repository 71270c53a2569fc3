import { expect } from 'chai';
import { productCode } from '../../lti/product-code.js';
import {
  platformConfiguration,
  productFamilyOf,
  registrationAnswer,
} from '../../lti/registration-document.js';

const PLATFORM = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
const TOOL = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const plain = {
  issuer: 'https://lms.example',
  authorization_endpoint: 'https://lms.example/auth',
  token_endpoint: 'https://lms.example/token',
  jwks_uri: 'https://lms.example/certs',
  registration_endpoint: 'https://lms.example/register',
};

describe('the code of an LMS product', () => {
  const cases: [value: unknown, expected: string | null][] = [
    ['moodle', 'moodle'],
    ['BlackboardLearn', 'BlackboardLearn'],
    [' canvas ', 'canvas'],
    ['Мудл', null],
    ['x'.repeat(65), null],
    ['', null],
    [5, null],
    [undefined, null],
  ];
  for (const [value, expected] of cases) {
    it(`${JSON.stringify(value)} → ${expected}`, () => {
      expect(productCode(value)).to.equal(expected);
    });
  }
});

describe('odd documents of an LMS that registers the tool', () => {
  it('null is the same as left out', () => {
    const read = platformConfiguration.parse({
      ...plain,
      authorization_server: null,
      scopes_supported: null,
      claims_supported: null,
      [PLATFORM]: { product_family_code: null, variables: null },
    });
    expect(read.scopes_supported).to.equal(undefined);
    expect(productFamilyOf(read)).to.equal('');
    expect(platformConfiguration.parse({ ...plain, [PLATFORM]: null }).issuer).to.equal(
      plain.issuer,
    );
  });

  it('a product that calls itself oddly is registered all the same', () => {
    for (const code of ['Мудл', 'x'.repeat(500), 7]) {
      const read = platformConfiguration.parse({
        ...plain,
        [PLATFORM]: { product_family_code: code },
      });
      expect(productFamilyOf(read)).to.equal('');
    }
  });

  const answers: [what: string, answer: unknown, expected: unknown][] = [
    ['numbers', { client_id: 5, [TOOL]: { deployment_id: 7 } }, ['5', '7']],
    ['no deployment', { client_id: 'a' }, ['a', null]],
    ['a null for the deployment', { client_id: 'a', [TOOL]: { deployment_id: null } }, ['a', null]],
    ['a null for our configuration', { client_id: 'a', [TOOL]: null }, ['a', null]],
    ['an object for the client id', { client_id: { id: 'a' } }, 'refused'],
    ['a null for the client id', { client_id: null }, 'refused'],
    ['a list for the deployment', { client_id: 'a', [TOOL]: { deployment_id: ['1'] } }, 'refused'],
  ];
  for (const [what, answer, expected] of answers) {
    it(`its answer with ${what}`, () => {
      const read = registrationAnswer.safeParse(answer);
      const told = read.success ? [read.data.clientId, read.data.deploymentId] : 'refused';
      expect(told).to.deep.equal(expected);
    });
  }
});
