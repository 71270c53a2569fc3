import { expect } from 'chai';
import { productCode } from '../../lti/product-code.js';
import {
  platformConfiguration,
  productFamilyOf,
  registrationAnswer,
  registrationDocument,
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

describe('registration document', () => {
  const configuration = platformConfiguration.parse(plain);

  it('says what Moodle needs: one exact redirect address, the domain with its port', () => {
    const document = registrationDocument('https://mentor.example:8443', configuration);
    expect(document).to.deep.include({
      response_types: ['id_token'],
      redirect_uris: ['https://mentor.example:8443/lti/launch'],
      initiate_login_uri: 'https://mentor.example:8443/lti/login',
      jwks_uri: 'https://mentor.example:8443/lti/jwks',
      token_endpoint_auth_method: 'private_key_jwt',
      application_type: 'web',
      client_name: 'Наставник',
    });
    expect(String(document['scope']).split(' ')).to.have.length(5);
    const tool = document[TOOL] as Record<string, unknown>;
    expect(tool['domain']).to.equal('mentor.example:8443');
    expect(tool['target_link_uri']).to.equal('https://mentor.example:8443/lti/launch');
    expect((tool['messages'] as { type: string }[]).map((m) => m.type)).to.deep.equal([
      'LtiResourceLinkRequest',
      'LtiDeepLinkingRequest',
    ]);
    expect(tool['custom_parameters']).to.include({
      context_id_history: '$Context.id.history',
      course_end: '$CourseSection.timeFrame.end',
    });
    expect(tool['claims']).to.include.members(['iss', 'sub', 'name', 'email']);
  });

  it('asks only for what the LMS says that it has', () => {
    const document = registrationDocument('https://mentor.example', {
      ...configuration,
      scopes_supported: ['https://purl.imsglobal.org/spec/lti-ags/scope/score', 'openid'],
      claims_supported: ['sub', 'iss', 'name'],
      'https://purl.imsglobal.org/spec/lti-platform-configuration': {
        variables: ['Context.id.history'],
      },
    });
    expect(document['scope']).to.equal('https://purl.imsglobal.org/spec/lti-ags/scope/score');
    const tool = document[TOOL] as Record<string, unknown>;
    expect(tool['claims']).to.deep.equal(['iss', 'sub', 'name']);
    expect(Object.keys(tool['custom_parameters'] as object)).to.deep.equal(['context_id_history']);
  });
});

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
