import { createHmac } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  exportJWK,
  exportSPKI,
  type GenerateKeyPairResult,
  generateKeyPair,
  type JWTPayload,
  SignJWT,
} from 'jose';

const CLAIM = 'https://purl.imsglobal.org/spec/lti/claim';
const MEMBERSHIP = 'http://purl.imsglobal.org/vocab/lis/v2/membership';

export type Claims = Record<string, unknown>;

export const ROLE = {
  instructor: `${MEMBERSHIP}#Instructor`,
  learner: `${MEMBERSHIP}#Learner`,
} as const;

/** An LMS of the tests: one key, its keyset over HTTP, tokens of every kind. */
export interface TestPlatform {
  issuer: string;
  clientId: string;
  authEndpoint: string;
  jwksUri: string;
  /** How often the keyset was asked for. */
  jwksRequests(): number;
  /** False: the keyset answers 503. */
  setUp(up: boolean): void;
  /** From now on tokens are signed with a new key; the old one is no longer published. */
  rotateKey(): Promise<void>;
  /** The claims of a plain launch; undefined in `change` takes a claim away. */
  claims(nonce: string, change?: Claims): JWTPayload;
  sign(claims: JWTPayload, header?: { kid?: string | undefined }): Promise<string>;
  /** Signed with a key that was never published, under the published kid. */
  signByStranger(claims: JWTPayload): Promise<string>;
  /** HS256 with the text of the public key as the secret. */
  signByPublicKey(claims: JWTPayload): Promise<string>;
  close(): Promise<void>;
}

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with any header at all, with an empty signature. */
export const unsigned = (claims: JWTPayload, header: Claims = { alg: 'none', kid: 'k1' }): string =>
  `${part(header)}.${part(claims)}.`;

const without = (claims: Claims): Claims =>
  Object.fromEntries(Object.entries(claims).filter(([, value]) => value !== undefined));

export async function startTestPlatform(
  toolUrl: string,
  clientId = 'client-1',
): Promise<TestPlatform> {
  let keyNumber = 1;
  let pair = await generateKeyPair('RS256', { extractable: true });
  const stranger = await generateKeyPair('RS256');
  let up = true;
  let requests = 0;
  const kid = () => `k${keyNumber}`;

  const server = createServer((_req, res) => {
    requests += 1;
    if (!up) {
      res.writeHead(503).end();
      return;
    }
    void exportJWK(pair.publicKey).then((jwk) => {
      res.setHeader('Content-Type', 'application/json');
      res.end(JSON.stringify({ keys: [{ ...jwk, kid: kid(), alg: 'RS256', use: 'sig' }] }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const sign = (claims: JWTPayload, key: GenerateKeyPairResult['privateKey'], header: Claims) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'RS256', ...header }).sign(key);

  return {
    issuer,
    clientId,
    authEndpoint: `${issuer}/auth`,
    jwksUri: `${issuer}/jwks`,
    jwksRequests: () => requests,
    setUp: (value) => {
      up = value;
    },
    async rotateKey() {
      keyNumber += 1;
      pair = await generateKeyPair('RS256', { extractable: true });
    },
    claims(nonce, change = {}) {
      const now = Math.floor(Date.now() / 1000);
      return without({
        iss: issuer,
        aud: clientId,
        sub: 'user-7',
        nonce,
        iat: now,
        exp: now + 60,
        given_name: 'Анна',
        family_name: 'Ёлкина',
        name: 'Анна Ёлкина',
        email: 'anna@college.example',
        [`${CLAIM}/version`]: '1.3.0',
        [`${CLAIM}/message_type`]: 'LtiResourceLinkRequest',
        [`${CLAIM}/deployment_id`]: '1',
        [`${CLAIM}/target_link_uri`]: `${toolUrl}/lti/launch`,
        [`${CLAIM}/resource_link`]: { id: 'link-1', title: 'Наставничество' },
        [`${CLAIM}/roles`]: [ROLE.learner],
        [`${CLAIM}/context`]: {
          id: 'course-1',
          title: 'Наставничество 2026',
          type: ['CourseSection'],
        },
        [`${CLAIM}/launch_presentation`]: { locale: 'ru', return_url: `${issuer}/return` },
        ...change,
      }) as JWTPayload;
    },
    sign: (claims, header = {}) =>
      sign(claims, pair.privateKey, without({ kid: kid(), ...header })),
    signByStranger: (claims) => sign(claims, stranger.privateKey, { kid: kid() }),
    async signByPublicKey(claims) {
      const body = `${part({ alg: 'HS256', kid: kid() })}.${part(claims)}`;
      const secret = await exportSPKI(pair.publicKey);
      return `${body}.${createHmac('sha256', secret).update(body).digest('base64url')}`;
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
