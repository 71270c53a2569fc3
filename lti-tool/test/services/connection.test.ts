import { generateKeyPairSync } from 'node:crypto';
import { expect } from 'chai';
import { AppError } from '../../../shared/errors.js';
import { type CheckedWay, checkConnection } from '../../lti/connection/check-connection.js';
import { type CheckLine, CONNECTION_CHECKS } from '../../lti/connection/check-line.js';
import { FetchError, type GuardedFetch } from '../../lti/guarded-fetch.js';
import { AGS_LINE_ITEM, AGS_SCORE } from '../../lti/lti-scopes.js';
import type { ServiceContext } from '../../lti/service-contexts.js';
import { lineWords } from '../../pages/connection/connection-words.js';
import { createI18n, LOCALES } from '../../web/i18n.js';

const i18n = createI18n();
const NOW = Date.parse('2026-11-22T08:00:00Z');
const JWKS = 'https://lms.example/certs';
const TOKEN = 'https://lms.example/token';
const ROSTER = 'https://lms.example/roster';
const COLUMNS = 'https://lms.example/columns';
const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const KEY = { ...publicKey.export({ format: 'jwk' }), kid: 'k-7', use: 'sig', alg: 'RS256' };

type Answer = { status?: number; body?: unknown; date?: string | null } | Error;
const asError = (code: string) =>
  new FetchError('unreachable', 'no', { cause: Object.assign(new Error('x'), { code }) });

/** An LMS that answers by address, well where nothing else is said. */
function lms(change: Record<string, Answer> = {}) {
  const asked: { url: string; authorization: string | undefined }[] = [];
  const well: Record<string, Answer> = {
    [JWKS]: { body: { keys: [KEY] } },
    [TOKEN]: { body: { access_token: 'a-secret-token', expires_in: 3600 } },
    [ROSTER]: { body: { members: [{ user_id: '1', name: 'Тайная Аглая' }, { user_id: '2' }] } },
    [COLUMNS]: { body: [{ id: `${COLUMNS}/1`, label: 'x' }] },
  };
  const fetch: GuardedFetch = async (url, request) => {
    const address = url.split('?')[0] as string;
    asked.push({ url, authorization: request?.headers?.['authorization'] });
    const answer = change[address] ?? well[address];
    if (answer === undefined) throw new Error(`nobody is at ${address}`);
    if (answer instanceof Error) throw answer;
    const { status = 200, body, date = new Date(NOW).toUTCString() } = answer;
    const text = typeof body === 'string' ? body : JSON.stringify(body ?? {});
    return {
      status,
      headers: date === null ? {} : { date },
      text,
      json: () => {
        if (typeof body === 'string') throw new FetchError('not_json', 'no');
        return body ?? {};
      },
    };
  };
  return { fetch, asked };
}

const platform = {
  platformId: 'p1',
  issuer: 'https://lms.example',
  clientId: 'c1',
  tokenEndpoint: TOKEN,
  authorizationServer: null,
  jwksUri: JWKS,
  authEndpoint: 'https://lms.example/auth',
  productFamily: null,
  active: true,
} as CheckedWay['platform'];
const context = {
  title: 'Курс',
  membershipsUrl: ROSTER,
  lineItemsUrl: COLUMNS,
  agsScopes: [AGS_LINE_ITEM, AGS_SCORE],
} as unknown as ServiceContext;

async function check(
  change: Record<string, Answer> = {},
  way: Partial<CheckedWay> = {},
  sign: () => Promise<string> = async () => 'our-secret-assertion',
) {
  const { fetch, asked } = lms(change);
  const lines = await checkConnection(
    {
      clock: { now: () => NOW },
      signer: { sign },
      platforms: { countDeployments: async () => 1 },
      fetch,
    },
    { platform, context, ...way },
  );
  const by = Object.fromEntries(lines.map((line) => [line.check, line]));
  return { lines, asked, by: by as Record<(typeof CONNECTION_CHECKS)[number], CheckLine> };
}

const found = (line: CheckLine) => `${line.level} ${line.code}`;

/** Whatever is found has words in both languages, without a gap in them. */
function expectWords(lines: readonly CheckLine[]): void {
  for (const locale of LOCALES) {
    for (const line of lines) {
      const words = lineWords(i18n.translator(locale), line, 'https://mentor.example');
      const about = `${locale} ${line.check} ${line.code}`;
      expect(words.found, about).not.to.match(/[{}]|connection\./);
      expect(words.found, about).not.to.equal('');
      expect(words.todo === '', about).to.equal(line.level === 'green');
      expect(words.todo, about).not.to.match(/[{}]|connection\./);
    }
  }
}

describe('the check of a connection', () => {
  it('finds an LMS that works well, in this order', async () => {
    const { lines } = await check();
    expect(lines.map((line) => line.check)).to.deep.equal([...CONNECTION_CHECKS]);
    expect(lines.map((line) => line.level)).to.deep.equal(lines.map(() => 'green'));
    expectWords(lines);
  });

  it('says nothing secret and nobody’s name', async () => {
    const { lines } = await check();
    expect(JSON.stringify(lines)).not.to.match(/secret|Тайная|user_id/);
  });

  it('asks for a new token, and sends it to the services alone', async () => {
    const { asked } = await check();
    const bearer = asked.filter((one) => one.authorization !== undefined).map((one) => one.url);
    expect(bearer.map((url) => url.split('?')[0])).to.have.members([ROSTER, COLUMNS]);
    expect(asked.filter((one) => one.url === TOKEN)).to.have.length(2);
  });

  const FAULTS: [string, Record<string, Answer>, Partial<Record<CheckLine['check'], string>>][] = [
    ['keys that are not there', { [JWKS]: { status: 404 } }, { keys: 'red status' }],
    ['a page instead of keys', { [JWKS]: { body: '<html>' } }, { keys: 'red malformed' }],
    ['no RS256 key', { [JWKS]: { body: { keys: [{ kty: 'EC' }] } } }, { keys: 'red none' }],
    ['a certificate that ended', { [JWKS]: asError('CERT_HAS_EXPIRED') }, { keys: 'red noAnswer' }],
    [
      'a signature that is not accepted',
      { [TOKEN]: { status: 400, body: { error: 'invalid_client' } } },
      { token: 'red client', roster: 'red noToken', gradebook: 'red noToken', keys: 'green ok' },
    ],
    [
      'services that are not allowed',
      { [TOKEN]: { status: 400, body: { error: 'invalid_scope' } } },
      { token: 'yellow scope', roster: 'yellow scope', gradebook: 'yellow scope' },
    ],
    [
      'a token service that is down',
      { [TOKEN]: { status: 503 } },
      { token: 'red busy', keys: 'green ok' },
    ],
    ['a refusal without a word', { [TOKEN]: { status: 403, body: '' } }, { token: 'red refused' }],
    [
      'no way to the token service',
      { [TOKEN]: asError('ENOTFOUND') },
      { token: 'red noAnswer', clock: 'green ok' },
    ],
    ['a roster that is refused', { [ROSTER]: { status: 403 } }, { roster: 'red refused' }],
    ['a roster that is no roster', { [ROSTER]: { body: {} } }, { roster: 'red malformed' }],
    ['a course of nobody', { [ROSTER]: { body: { members: [] } } }, { roster: 'yellow empty' }],
    [
      'a token that the service does not take',
      { [ROSTER]: { status: 401 } },
      { roster: 'red refused', gradebook: 'green ok' },
    ],
    ['a gradebook that is refused', { [COLUMNS]: { status: 404 } }, { gradebook: 'red refused' }],
    ['a gradebook page', { [COLUMNS]: { body: '<html>' } }, { gradebook: 'red malformed' }],
    ['time that nobody says', everywhere(null), { clock: 'yellow unknown' }],
    ['clocks half a minute apart', everywhere(NOW + 31_000), { clock: 'yellow off' }],
    ['a clock that is slow', everywhere(NOW - 62_000), { clock: 'red wrong' }],
    ['a redirect', { [JWKS]: new FetchError('redirect', 'no') }, { keys: 'red noAnswer' }],
  ];

  /** Good answers that say this time. */
  function everywhere(at: number | null): Record<string, Answer> {
    const date = at === null ? null : new Date(at).toUTCString();
    return {
      [JWKS]: { body: { keys: [KEY] }, date },
      [TOKEN]: { body: { access_token: 'x' }, date },
      [ROSTER]: { body: { members: [{}] }, date },
      [COLUMNS]: { body: [], date },
    };
  }

  for (const [name, change, expected] of FAULTS) {
    it(`${name}: told in words, and the rest is checked all the same`, async () => {
      const { by, lines } = await check(change);
      expect(lines).to.have.length(CONNECTION_CHECKS.length);
      for (const [one, code] of Object.entries(expected)) {
        expect(found(by[one as CheckLine['check']]), one).to.equal(code);
      }
      expectWords(lines);
    });
  }

  it('a registration that is off, a course that is not known, services that are not offered', async () => {
    const off = await check({}, { platform: { ...platform, active: false }, context: null });
    expect(found(off.by.registration)).to.equal('red disabled');
    expect(found(off.by.roster)).to.equal('yellow noCourse');
    expect(found(off.by.token)).to.equal('green ok');
    expectWords(off.lines);
    const none = { ...context, membershipsUrl: null, lineItemsUrl: null };
    const bare = await check({}, { context: none });
    expect(found(bare.by.roster)).to.equal('yellow notOffered');
    expect(found(bare.by.gradebook)).to.equal('yellow notOffered');
    expectWords(bare.lines);
    const readOnly = await check({}, { context: { ...context, agsScopes: [AGS_LINE_ITEM] } });
    expect(found(readOnly.by.gradebook)).to.equal('yellow noScores');
    expectWords(readOnly.lines);
  });

  it('a key of ours that cannot be opened', async () => {
    const { by, lines } = await check({}, {}, async () => {
      throw new AppError('unavailable', 'sealed');
    });
    expect(found(by.token)).to.equal('red ownKey');
    expect(found(by.roster)).to.equal('red noToken');
    expect(found(by.keys)).to.equal('green ok');
    expectWords(lines);
  });
});
