import { expect } from 'chai';
import { CLAIMS } from '../../lti/claims.js';
import { checkClaims, type DecodedToken, ownTarget } from '../../lti/launch-checks.js';
import { LaunchRefused } from '../../lti/refusals.js';

const OURS = 'https://mentor.college.example';
const NOW_MS = Date.UTC(2026, 8, 1);
const NOW = NOW_MS / 1000;

/** A plain launch whose times and subject are as given. */
function token(claims: Record<string, unknown>): DecodedToken {
  const payload = {
    sub: '7',
    iat: NOW,
    exp: NOW + 60,
    [CLAIMS.messageType]: 'LtiResourceLinkRequest',
    [CLAIMS.version]: '1.3.0',
    [CLAIMS.deploymentId]: '1',
    [CLAIMS.targetLinkUri]: `${OURS}/lti/launch`,
    [CLAIMS.resourceLink]: { id: '1' },
    [CLAIMS.roles]: [],
    ...claims,
  };
  const facts = { kid: 'k', issuer: 'i', audiences: ['c'], azp: null, nonce: 'n' };
  return { ...facts, issuedAt: NOW, payload };
}

/** Why a check refuses, with its detail; or what it gives back. */
function outcome<T>(check: () => T): T | string {
  try {
    return check();
  } catch (error) {
    if (error instanceof LaunchRefused) return `${error.reason}: ${error.detail}`;
    throw error;
  }
}

/** lti.md §2.2: iat and exp with 60 s of tolerance both ways. */
describe('the times of a token', () => {
  const cases: [says: string, claims: Record<string, unknown>, expected: string | null][] = [
    ['ended 59 s ago', { iat: NOW - 90, exp: NOW - 59 }, null],
    ['ended 60 s ago', { iat: NOW - 90, exp: NOW - 60 }, 'time: exp is past'],
    ['issued in 60 s', { iat: NOW + 60, exp: NOW + 120 }, null],
    ['issued in 61 s', { iat: NOW + 61, exp: NOW + 120 }, 'time: iat is in the future'],
    ['valid in 60 s', { nbf: NOW + 60 }, null],
    ['valid in 61 s', { nbf: NOW + 61 }, 'time: nbf is in the future'],
    ['no time at all', { exp: Number.POSITIVE_INFINITY }, 'claim: exp'],
  ];
  for (const [says, claims, expected] of cases) {
    it(`${says}: ${expected ?? 'taken'}`, () => {
      const found = outcome(() => checkClaims(token(claims), OURS, NOW_MS));
      expect(typeof found === 'string' ? found : null).to.equal(expected);
    });
  }
});

describe('the target of a launch', () => {
  const cases: [target: string, ours: boolean][] = [
    [`${OURS}/lti/launch`, true],
    [`${OURS}/lti/launch?page=my`, true],
    [`${OURS}:443/lti/launch`, true],
    [`${OURS}.evil.example/lti/launch`, false],
    [`${OURS}@evil.example/lti/launch`, false],
    [`${OURS}:8443/lti/launch`, false],
    ['http://mentor.college.example/lti/launch', false],
    [`${OURS}/lti/launch/../../app`, false],
    [`${OURS}/lti/launch/`, false],
    [`${OURS}/`, false],
    ['//mentor.college.example/lti/launch', false],
    ['javascript:alert(1)', false],
  ];
  for (const [target, ours] of cases) {
    it(`${target}: ${ours ? 'ours' : 'foreign'}`, () => {
      const found = outcome(() => ownTarget(target, OURS).origin);
      expect(found === OURS).to.equal(ours);
    });
  }
});

describe('the subject of a launch', () => {
  for (const [says, sub, expected] of [
    ['none', undefined, null],
    ['null', null, null],
    ['empty', '', null],
    ['a text', '7', '7'],
    ['a number', 7, 'claim: sub'],
    ['of 256 characters', 'x'.repeat(256), 'claim: sub'],
  ] as const) {
    it(`${says}: ${expected ?? 'anonymous'}`, () => {
      const found = outcome(() => checkClaims(token({ sub }), OURS, NOW_MS).subject);
      expect(found).to.equal(expected);
    });
  }
});
