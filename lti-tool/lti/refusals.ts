/**
 * Every way in which a login or launch is refused: HTTP status and who can mend it. The words for
 * people are in the translations, `lti.refused.<reason>.title` and `.text`; who mends it is said by
 * `lti.mends.<who>`.
 */
export type Mender = 'user' | 'teacher' | 'admin' | 'operator';

export const REFUSALS = {
  /** The form or the address lacks its fields, repeats them, or is broken. */
  form_malformed: { status: 400, mender: 'user' },
  form_too_large: { status: 413, mender: 'admin' },
  login_parameters: { status: 400, mender: 'admin' },
  platform_unknown: { status: 400, mender: 'admin' },
  platform_ambiguous: { status: 400, mender: 'admin' },
  platform_disabled: { status: 403, mender: 'operator' },
  /** target_link_uri is not an address of this tool. */
  target_foreign: { status: 400, mender: 'teacher' },
  /** The LMS itself answered with an error. */
  platform_error: { status: 400, mender: 'admin' },
  state_unknown: { status: 400, mender: 'user' },
  state_expired: { status: 400, mender: 'user' },
  state_used: { status: 400, mender: 'user' },
  binding_missing: { status: 403, mender: 'user' },
  binding_wrong: { status: 403, mender: 'user' },
  token_malformed: { status: 400, mender: 'admin' },
  algorithm: { status: 400, mender: 'admin' },
  kid_missing: { status: 400, mender: 'admin' },
  kid_unknown: { status: 400, mender: 'admin' },
  keys_unavailable: { status: 503, mender: 'admin' },
  signature: { status: 400, mender: 'admin' },
  issuer: { status: 400, mender: 'admin' },
  audience: { status: 400, mender: 'admin' },
  azp: { status: 400, mender: 'admin' },
  nonce: { status: 400, mender: 'user' },
  not_lti: { status: 400, mender: 'admin' },
  version: { status: 400, mender: 'admin' },
  message_type: { status: 400, mender: 'admin' },
  claim: { status: 400, mender: 'admin' },
  time: { status: 400, mender: 'admin' },
  deployment: { status: 400, mender: 'admin' },
  /** Perhaps another college's: the operator says whose it is. */
  deployment_unknown: { status: 403, mender: 'operator' },
  code: { status: 400, mender: 'user' },
  session_gone: { status: 400, mender: 'user' },
  service_unavailable: { status: 503, mender: 'operator' },
  internal: { status: 500, mender: 'operator' },
} as const satisfies Record<string, { status: number; mender: Mender }>;

export type RefusalReason = keyof typeof REFUSALS;

/** A login or launch that ends with an error page. `detail` is for the log: codes, nothing personal. */
export class LaunchRefused extends Error {
  /** The registration that is meant, where the refusal is about itself. */
  readonly platformId: string | null;

  constructor(
    readonly reason: RefusalReason,
    readonly detail = '',
    options?: { cause?: unknown; platformId?: string },
  ) {
    super(detail === '' ? reason : `${reason}: ${detail}`, options);
    this.name = 'LaunchRefused';
    this.platformId = options?.platformId ?? null;
  }
}
