import { expect } from 'chai';
import { agsClient } from '../../lti/ags-client.js';
import { parseClaims } from '../../lti/claims.js';
import type { LtiPlatform } from '../../lti/platform-store.js';
import { isSharedIssuer, platformQuirks, quirksOf } from '../../lti/platforms/index.js';
import { platformConfiguration, registrationDocument } from '../../lti/registration-document.js';
import type { ServiceCaller } from '../../lti/service-token.js';
import { originsOf } from '../../web/security-headers.js';
import { FAMILIES, launchOf, platformOf } from './lms-of-payloads.js';

const TOOL_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-tool-configuration';
const PLATFORM_CONFIGURATION = 'https://purl.imsglobal.org/spec/lti-platform-configuration';
const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';

/** A registration as it is entered by hand: nothing but addresses. */
function byHand(family: string, change: Partial<LtiPlatform> = {}): LtiPlatform {
  const { issuer, clientId, authEndpoint, tokenEndpoint } = platformOf(family);
  return {
    platformId: 'p',
    organisationId: 'o',
    name: family,
    issuer,
    clientId,
    authEndpoint,
    tokenEndpoint,
    authorizationServer: null,
    jwksUri: `${issuer}/jwks`,
    kid: 'k',
    productFamily: null,
    active: true,
    newDeployments: null,
    disabledAt: null,
    createdAt: 0,
    updatedAt: 0,
    ...change,
  };
}

const PRODUCT: Readonly<Record<string, string>> = {
  blackboard: 'BlackboardLearn',
  brightspace: 'desire2learn',
  canvas: 'canvas',
  'open-edx': 'open-edx',
  sakai: 'sakai',
};

describe('which LMS it is', () => {
  for (const family of FAMILIES.filter((one) => one !== 'sakai')) {
    it(`${family} is known by its addresses before its first launch`, () => {
      expect(quirksOf(byHand(family))).to.equal(platformQuirks(PRODUCT[family] ?? ''));
    });
  }

  it('Sakai by both of its names, nobody by a name that no LMS has', () => {
    const [launch, configuration] = ['sakai', 'sakailms.org'].map(platformQuirks);
    expect(launch).to.equal(configuration);
    expect(launch).not.to.equal(platformQuirks(null));
    expect(platformQuirks('HomeMadeLMS')).to.equal(platformQuirks(null));
  });

  it('what a launch says counts before what the registration said', () => {
    const platform = byHand('sakai', { productFamily: 'moodle' });
    expect(quirksOf(platform, 'sakai')).to.equal(platformQuirks('sakai'));
    expect(quirksOf(platform, 'unheard-of')).to.equal(platformQuirks('moodle'));
  });

  it('clouds share an issuer, an LMS of one’s own does not', () => {
    expect(isSharedIssuer('https://canvas.instructure.com')).to.equal(true);
    expect(isSharedIssuer('https://blackboard.com')).to.equal(true);
    expect(isSharedIssuer('https://college.brightspace.com')).to.equal(false);
  });
});

describe('the audience of a request for a token', () => {
  const cases: [string, string, Partial<LtiPlatform>, string][] = [
    ['the token address', 'sakai', {}, 'https://sakai.college.example/imsblis/lti13/token/9'],
    ['what the LMS said of itself', 'sakai', { authorizationServer: 'as' }, 'as'],
    [
      'Brightspace’s own, entered by hand',
      'brightspace',
      {},
      'https://api.brightspace.com/auth/token',
    ],
    [
      'Canvas: the token address, not the bare host that its configuration names',
      'canvas',
      { authorizationServer: 'sso.canvaslms.com' },
      'https://sso.canvaslms.com/login/oauth2/token',
    ],
  ];
  for (const [what, family, change, expected] of cases) {
    it(what, () => {
      const platform = byHand(family, change);
      expect(quirksOf(platform, PRODUCT[family]).tokenAudience(platform)).to.equal(expected);
    });
  }
});

describe('a score', () => {
  async function sentTo(family: string): Promise<Record<string, unknown>> {
    const bodies: string[] = [];
    const caller: ServiceCaller = {
      async call(_platform, _scopes, _url, request) {
        bodies.push(request?.body ?? '');
        return { status: 204, headers: {}, text: '', json: () => null };
      },
    };
    await agsClient(caller, byHand(family), []).postScore('https://lms.example/lineitems/1', {
      userId: '7',
      scoreGiven: 50,
      scoreMaximum: 100,
      comment: '',
      timestampSeconds: 1_790_000_000,
      activityProgress: 'InProgress',
    });
    return JSON.parse(bodies[0] as string) as Record<string, unknown>;
  }

  it('uses up no attempt in Canvas', async () => {
    expect((await sentTo('canvas'))['https://canvas.instructure.com/lti/submission']).to.deep.equal(
      {
        new_submission: false,
      },
    );
  });

  it('has the fields of the specification and no more elsewhere', async () => {
    expect(Object.keys(await sentTo('brightspace')).sort()).to.deep.equal([
      'activityProgress',
      'comment',
      'gradingProgress',
      'scoreGiven',
      'scoreMaximum',
      'timestamp',
      'userId',
    ]);
  });
});

describe('who may frame a page', () => {
  const originOf = (family: string, name: string, without: string[]) => {
    const claims = { ...launchOf(family, name).claims };
    for (const claim of without) delete claims[claim];
    claims[`${CLAIM}/target_link_uri`] = 'https://mentor.example/lti/launch';
    const platform = byHand(family);
    return quirksOf(platform, PRODUCT[family]).pageOrigin(parseClaims(claims), platform);
  };

  for (const family of ['canvas', 'blackboard']) {
    it(`${family}: the customer’s host, also where there is no address to come back to`, () => {
      const origin = originOf(family, 'teacher', [`${CLAIM}/launch_presentation`]);
      expect(origin).to.equal(platformOf(family).servicesOrigin);
    });
  }

  it('Open edX: the hosts below its own too, as its learning pages are an application beside it', () => {
    const origin = originOf('open-edx', 'teacher', []);
    expect(originsOf(origin)).to.deep.equal([
      'https://courses.college.example',
      'https://*.courses.college.example',
    ]);
    const bare = byHand('open-edx', {
      authEndpoint: 'http://10.0.0.5/api/lti_consumer/v1/launch/',
    });
    const claims = parseClaims({
      ...launchOf('open-edx', 'teacher').claims,
      [`${CLAIM}/target_link_uri`]: 'https://mentor.example/lti/launch',
    });
    expect(quirksOf(bare).pageOrigin(claims, bare)).to.equal('http://10.0.0.5');
  });

  it('a list with anything but origins in it frames nowhere', () => {
    expect(originsOf("https://lms.example 'unsafe-inline'")).to.deep.equal([]);
    expect(originsOf('https://lms.example; script-src *')).to.deep.equal([]);
    expect(originsOf('*')).to.deep.equal([]);
  });
});

describe('what the tool registers as', () => {
  const configurationOf = (family: string, more: object = {}) =>
    platformConfiguration.parse({
      issuer: platformOf(family).issuer,
      authorization_endpoint: platformOf(family).authEndpoint,
      token_endpoint: platformOf(family).tokenEndpoint,
      jwks_uri: `${platformOf(family).issuer}/jwks`,
      registration_endpoint: `${platformOf(family).issuer}/register`,
      ...more,
    });
  const messagesOf = (document: Record<string, unknown>) =>
    (document[TOOL_CONFIGURATION] as { messages: Record<string, unknown>[] }).messages;

  it('Canvas: a page in the course’s menu, off until it is wanted, and the picker elsewhere', () => {
    const [page, picker] = messagesOf(
      registrationDocument('https://mentor.example', configurationOf('canvas')),
    );
    expect(page).to.deep.include({
      placements: ['course_navigation'],
      'https://canvas.instructure.com/lti/course_navigation/default_enabled': false,
    });
    expect(picker?.['placements']).to.deep.equal(['ContentArea', 'assignment_selection']);
  });

  it('Sakai names less than it has: everything is asked for', () => {
    const document = registrationDocument(
      'https://mentor.example',
      configurationOf('sakai', {
        scopes_supported: ['openid'],
        claims_supported: ['iss', 'aud'],
        [PLATFORM_CONFIGURATION]: { product_family_code: 'sakailms.org', variables: ['User.id'] },
      }),
    );
    expect(String(document['scope']).split(' ')).to.have.length(5);
    const { claims } = document[TOOL_CONFIGURATION] as { claims: string[] };
    expect(claims).to.include.members(['name', 'email']);
    expect(messagesOf(document)[0]).not.to.have.property('placements');
  });
});
