import type { JWTPayload } from 'jose';
import type { RefusalReason } from '../../lti/refusals.js';
import { type Claims, type TestPlatform, unsigned } from '../support/test-platform.js';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const now = () => Math.floor(Date.now() / 1000);

export interface RefusedCase {
  name: string;
  /** For the document: what of a plain launch is changed. */
  sent: string;
  reason: RefusalReason;
  /** True: found only with the platform's key, so its keyset may be asked for. */
  needsKey?: true;
  claims?: () => Claims;
  token?: (platform: TestPlatform, claims: JWTPayload) => string | Promise<string>;
}

/** lti.md §3, what a tool must refuse: whatever stands in the token itself. */
export const REFUSED_TOKENS: readonly RefusedCase[] = [
  {
    name: 'no kid',
    sent: 'a header without `kid`',
    reason: 'kid_missing',
    token: (platform, claims) => platform.sign(claims, { kid: undefined }),
  },
  {
    name: 'an unknown kid',
    sent: 'a `kid` that the keyset does not have',
    reason: 'kid_unknown',
    needsKey: true,
    token: (platform, claims) => platform.sign(claims, { kid: 'never-published' }),
  },
  {
    name: 'a wrong LTI version',
    sent: 'version `1.1`',
    reason: 'version',
    claims: () => ({ [`${CLAIM}/version`]: '1.1' }),
  },
  {
    name: 'no LTI version',
    sent: 'no version',
    reason: 'version',
    claims: () => ({ [`${CLAIM}/version`]: undefined }),
  },
  {
    name: 'a JWT that is no LTI 1.3 launch',
    sent: 'neither version nor message type',
    reason: 'not_lti',
    claims: () => ({ [`${CLAIM}/version`]: undefined, [`${CLAIM}/message_type`]: undefined }),
  },
  {
    name: 'no JWT at all',
    sent: '`no.jwt` as the token',
    reason: 'token_malformed',
    token: () => 'no.jwt',
  },
  {
    name: 'a JWT of broken JSON',
    sent: 'three parts that are no JSON',
    reason: 'token_malformed',
    token: () => 'e30x.bm8.c2ln',
  },
  {
    name: 'no LTI claims but version and type',
    sent: 'no deployment, roles, resource link, target',
    reason: 'claim',
    claims: () => ({
      [`${CLAIM}/deployment_id`]: undefined,
      [`${CLAIM}/roles`]: undefined,
      [`${CLAIM}/resource_link`]: undefined,
      [`${CLAIM}/target_link_uri`]: undefined,
    }),
  },
  { name: 'no iat', sent: 'no `iat`', reason: 'claim', claims: () => ({ iat: undefined }) },
  { name: 'no exp', sent: 'no `exp`', reason: 'claim', claims: () => ({ exp: undefined }) },
  {
    name: 'an iat that is text',
    sent: '`iat` as text',
    reason: 'claim',
    claims: () => ({ iat: String(now()) }),
  },
  {
    name: 'an exp that is past',
    sent: '`exp` 70 s ago',
    reason: 'time',
    claims: () => ({ iat: now() - 130, exp: now() - 70 }),
  },
  {
    name: 'an iat in the future',
    sent: '`iat` in 80 s',
    reason: 'time',
    claims: () => ({ iat: now() + 80, exp: now() + 140 }),
  },
  {
    name: 'an iat before the login',
    sent: '`iat` an hour ago, `exp` in an hour',
    reason: 'time',
    claims: () => ({ iat: now() - 3600, exp: now() + 3600 }),
  },
  {
    name: 'an exp before iat',
    sent: '`exp` before `iat`',
    reason: 'time',
    claims: () => ({ exp: now() - 5 }),
  },
  {
    name: 'an nbf in the future',
    sent: '`nbf` in 80 s',
    reason: 'time',
    claims: () => ({ nbf: now() + 80 }),
  },
  {
    name: 'no message_type',
    sent: 'no message type',
    reason: 'message_type',
    claims: () => ({ [`${CLAIM}/message_type`]: undefined }),
  },
  {
    name: 'an unknown message_type',
    sent: '`LtiSubmissionReviewRequest`',
    reason: 'message_type',
    claims: () => ({ [`${CLAIM}/message_type`]: 'LtiSubmissionReviewRequest' }),
  },
  {
    name: 'no roles',
    sent: 'no roles claim',
    reason: 'claim',
    claims: () => ({ [`${CLAIM}/roles`]: undefined }),
  },
  {
    name: 'no deployment_id',
    sent: 'no deployment id',
    reason: 'claim',
    claims: () => ({ [`${CLAIM}/deployment_id`]: undefined }),
  },
  {
    name: 'a deployment_id that is not the one of the login',
    sent: 'another deployment id than at the login',
    reason: 'deployment',
    claims: () => ({ [`${CLAIM}/deployment_id`]: '99' }),
  },
  {
    name: 'no resource_link',
    sent: 'no resource link',
    reason: 'claim',
    claims: () => ({ [`${CLAIM}/resource_link`]: undefined }),
  },
  {
    name: 'a resource_link without id',
    sent: 'a resource link with a title alone',
    reason: 'claim',
    claims: () => ({ [`${CLAIM}/resource_link`]: { title: 'x' } }),
  },
  {
    name: 'no target_link_uri',
    sent: 'no target',
    reason: 'claim',
    claims: () => ({ [`${CLAIM}/target_link_uri`]: undefined }),
  },
  {
    name: 'a foreign target_link_uri',
    sent: 'a target on another host',
    reason: 'target_foreign',
    claims: () => ({ [`${CLAIM}/target_link_uri`]: 'https://elsewhere.example/lti/launch' }),
  },
  {
    name: 'alg none',
    sent: '`alg: none`, no signature',
    reason: 'algorithm',
    token: (_platform, claims) => unsigned(claims),
  },
  {
    name: 'HS256 with the public key',
    sent: 'HS256, the public key as the secret',
    reason: 'algorithm',
    token: (platform, claims) => platform.signByPublicKey(claims),
  },
  {
    name: 'a signature by another key',
    sent: 'signed by a stranger under a published `kid`',
    reason: 'signature',
    needsKey: true,
    token: (platform, claims) => platform.signByStranger(claims),
  },
  {
    name: 'claims changed after signing',
    sent: 'another `sub` under a good signature',
    reason: 'signature',
    needsKey: true,
    token: async (platform, claims) => {
      const [header, , signature] = (await platform.sign(claims)).split('.');
      const body = Buffer.from(JSON.stringify({ ...claims, sub: 'somebody-else' }));
      return `${header}.${body.toString('base64url')}.${signature}`;
    },
  },
  {
    name: 'a wrong aud',
    sent: '`aud` of another tool',
    reason: 'audience',
    claims: () => ({ aud: 'another-tool' }),
  },
  { name: 'no aud', sent: 'no `aud`', reason: 'claim', claims: () => ({ aud: undefined }) },
  {
    name: 'an aud list with a wrong azp',
    sent: '`aud` us and another, `azp` the other',
    reason: 'azp',
    claims: () => ({ aud: ['client-1', 'another-tool'], azp: 'another-tool' }),
  },
  {
    name: 'an aud list of several without azp',
    sent: '`aud` us and another, no `azp`',
    reason: 'azp',
    claims: () => ({ aud: ['client-1', 'another-tool'] }),
  },
  {
    name: 'a wrong issuer',
    sent: '`iss` of an LMS that is not registered',
    reason: 'platform_unknown',
    claims: () => ({ iss: 'https://lms.elsewhere.example' }),
  },
  {
    name: 'a nonce that was never issued',
    sent: 'a made-up `nonce`',
    reason: 'nonce',
    claims: () => ({ nonce: 'made-up' }),
  },
  { name: 'no nonce', sent: 'no `nonce`', reason: 'claim', claims: () => ({ nonce: undefined }) },
  {
    name: 'a sub that is no text',
    sent: '`sub` as a number',
    reason: 'claim',
    claims: () => ({ sub: 7 }),
  },
];
