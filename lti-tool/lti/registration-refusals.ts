import type { Mender } from './refusals.js';

/**
 * Every way in which a registration is refused: HTTP status and who can mend it. The words are in the
 * translations, `lti.register.refused.<reason>.title` and `.text`.
 */
export const REGISTRATION_REFUSALS = {
  invite_missing: { status: 400, mender: 'operator' },
  invite_unknown: { status: 403, mender: 'operator' },
  invite_used: { status: 403, mender: 'operator' },
  invite_expired: { status: 403, mender: 'operator' },
  /** Somebody is registering with it at this moment. */
  invite_busy: { status: 409, mender: 'user' },
  /** The operator switched this LMS off after the invite was made. */
  platform_disabled: { status: 403, mender: 'operator' },
  /** The LMS has not added its parameters: the address was opened by hand. */
  parameters: { status: 400, mender: 'admin' },
  /** Not http(s), or an address of a network that the tool does not go to. */
  address: { status: 400, mender: 'operator' },
  /** The configuration came from another host than its issuer's. */
  issuer_host: { status: 400, mender: 'admin' },
  lms_unreachable: { status: 502, mender: 'admin' },
  lms_malformed: { status: 502, mender: 'admin' },
  lms_refused: { status: 502, mender: 'admin' },
} as const satisfies Record<string, { status: number; mender: Mender }>;

export type RegistrationRefusal = keyof typeof REGISTRATION_REFUSALS;

/** A registration that ends with an error page. `detail` is for the log: codes, nothing personal. */
export class RegistrationRefused extends Error {
  constructor(
    readonly reason: RegistrationRefusal,
    readonly detail = '',
    options?: { cause?: unknown },
  ) {
    super(detail === '' ? reason : `${reason}: ${detail}`, options);
    this.name = 'RegistrationRefused';
  }
}
