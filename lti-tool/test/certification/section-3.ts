/**
 * What lti.md §3 asks for (1EdTech's certification of tools, v1p3/cert §6, and beyond it), and the tests
 * that show it: titles below the suites named `certification: …`, without «as instructor» and «on SQLite».
 */
interface Asked {
  case: string;
  tests: readonly string[];
}

const TOKENS = 'tokens that are refused';
const STATES = 'states, replays and platforms that are refused';
const LOGIN = 'logins and odd posts that are refused › at the login';
const ACCEPTED = 'launches that are accepted';
const SERVICES = 'services of LTI Advantage';
const below = (suite: string, ...titles: string[]) => titles.map((one) => `${suite} › ${one}`);

export const REFUSE: readonly Asked[] = [
  { case: 'no kid', tests: below(TOKENS, 'no kid') },
  {
    case: 'unknown kid, after one refetch of the keys',
    tests: below(
      TOKENS,
      'an unknown kid',
      'an unknown kid with the keys at hand: the keyset is asked once more, then not for a minute',
    ),
  },
  { case: 'wrong LTI version', tests: below(TOKENS, 'a wrong LTI version') },
  { case: 'no version', tests: below(TOKENS, 'no LTI version') },
  {
    case: 'not an LTI 1.3 JWT',
    tests: below(
      TOKENS,
      'a JWT that is no LTI 1.3 launch',
      'no JWT at all',
      'a JWT of broken JSON',
    ),
  },
  {
    case: 'missing claims',
    tests: below(TOKENS, 'no LTI claims but version and type', 'no aud', 'no nonce'),
  },
  {
    case: 'bad iat or exp',
    tests: below(
      TOKENS,
      'no iat',
      'no exp',
      'an iat that is text',
      'an exp that is past',
      'an iat in the future',
      'an iat before the login',
      'an exp before iat',
      'an nbf in the future',
    ),
  },
  {
    case: 'missing message_type',
    tests: below(TOKENS, 'no message_type', 'an unknown message_type'),
  },
  { case: 'missing roles', tests: below(TOKENS, 'no roles') },
  {
    case: 'missing deployment_id',
    tests: below(
      TOKENS,
      'no deployment_id',
      'a deployment_id that is not the one of the login',
      'a deployment that nobody has named, of a tool that several colleges share',
    ),
  },
  {
    case: 'missing resource_link id',
    tests: below(TOKENS, 'no resource_link', 'a resource_link without id'),
  },
  { case: 'alg none', tests: below(TOKENS, 'alg none') },
  { case: 'HS256 with the public key', tests: below(TOKENS, 'HS256 with the public key') },
  {
    case: 'wrong signature',
    tests: below(TOKENS, 'a signature by another key', 'claims changed after signing'),
  },
  { case: 'wrong aud', tests: below(TOKENS, 'a wrong aud') },
  {
    case: 'aud list with wrong azp',
    tests: below(TOKENS, 'an aud list with a wrong azp', 'an aud list of several without azp'),
  },
  {
    case: 'wrong issuer',
    tests: [
      ...below(TOKENS, 'a wrong issuer'),
      ...below(STATES, 'an answer of another platform to our login'),
    ],
  },
  {
    case: 'replayed id_token',
    tests: below(
      STATES,
      'a replayed id_token, with its state',
      'a replayed id_token with a new state',
    ),
  },
  {
    case: 'replayed id_token, in parallel',
    tests: below(
      'one launch posted many times at once',
      'exactly one succeeds, the others say that it was used',
      'a code exchanged many times at once opens the page once',
    ),
  },
  { case: 'nonce never issued', tests: below(TOKENS, 'a nonce that was never issued') },
  {
    case: 'state missing, of another browser, reused',
    tests: below(
      STATES,
      'no state',
      'a state that was never issued',
      'a state of another browser',
      'a state whose ten minutes are over',
    ),
  },
  {
    case: 'foreign target_link_uri',
    tests: [
      ...below(TOKENS, 'a foreign target_link_uri', 'no target_link_uri'),
      ...below(
        LOGIN,
        'a target elsewhere',
        'a target that begins like ours',
        'a target that is no address',
        'no target_link_uri',
      ),
    ],
  },
  {
    case: 'unknown issuer or client_id',
    tests: below(LOGIN, 'an unknown issuer', 'an unknown client id', 'no issuer', 'no login_hint'),
  },
  {
    case: 'disabled platform',
    tests: below(
      STATES,
      'a platform that was disabled, at login and at launch, within five seconds',
    ),
  },
];

export const ACCEPT: readonly Asked[] = [
  { case: 'plain', tests: below(ACCEPTED, 'plain') },
  { case: 'several roles', tests: below(ACCEPTED, 'several roles') },
  { case: 'short role names', tests: below(ACCEPTED, 'a short role name') },
  { case: 'unknown role', tests: below(ACCEPTED, 'an unknown role') },
  { case: 'empty roles', tests: below(ACCEPTED, 'no role in the list') },
  { case: 'e-mail only', tests: below(ACCEPTED, 'e-mail only') },
  { case: 'names only', tests: below(ACCEPTED, 'names only') },
  { case: 'nothing personal', tests: below(ACCEPTED, 'nothing personal') },
  { case: 'e-mail without context', tests: below(ACCEPTED, 'e-mail without context') },
  {
    case: 'missing sub: an anonymous launch',
    tests: below(ACCEPTED, 'an anonymous launch: a page for visitors, no session'),
  },
];

export const ADVANTAGE: readonly Asked[] = [
  {
    case: 'deep linking: picker',
    tests: below(ACCEPTED, 'a deep-linking request lands on the picker'),
  },
  {
    case: 'deep linking: response JWT (format, timestamps, signature, claims, data)',
    tests: below(
      SERVICES,
      'deep linking: the answer has its format, times, signature, claims and data',
    ),
  },
  {
    case: 'deep linking: error path',
    tests: below(
      SERVICES,
      'deep linking: an error is said to the LMS',
      'deep linking: a learner places nothing',
    ),
  },
  { case: 'deep linking: cancel path', tests: below(SERVICES, 'deep linking: cancelled') },
  {
    case: 'NRPS: token, scope, headers, every page',
    tests: below(SERVICES, 'names and roles: token, scope, headers, every page of the roster'),
  },
  {
    case: 'AGS: token, scope, line item created or found, score',
    tests: below(
      SERVICES,
      'grades: a line item created where there is none, and the score',
      'grades: the line item is found again, the score replaced',
    ),
  },
];

const VARIANT = /^(?:as instructor|as learner|on SQLite|on MariaDB)$/;

/** A test's place without its variants: `tokens that are refused › no kid`. */
export const titleOf = (path: readonly string[]): string =>
  path
    .filter((part) => !VARIANT.test(part))
    .join(' › ')
    .replace(/^certification: /, '');

export const variantsOf = (path: readonly string[]): string[] =>
  path.filter((part) => VARIANT.test(part));
