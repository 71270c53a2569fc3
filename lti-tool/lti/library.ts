import type { KeyObject } from 'node:crypto';
import type { LtiClaims } from './claims.js';
import type { LtiPlatform } from './platform-store.js';

/**
 * The port to the LTI library: all that the tool asks of it. `provider.ts` is the one implementation
 * and the only file that imports the library.
 */
export interface LtiLibrary {
  /**
   * Has the library validate one launch: signature by the given key, audience, algorithm, nonce, and
   * the claims of LTI 1.3 core. Nothing is fetched and nothing is stored.
   * @throws LtiLibraryError with the library's own code
   */
  validateLaunch(launch: LaunchToValidate): Promise<ValidatedLaunch>;
  /**
   * The signed answer to a deep-linking request (Deep Linking 2.0 §4.5): a JWT to be posted as `JWT`
   * to the request's return address.
   */
  createDeepLinkingMessage(
    platform: LtiPlatform,
    request: DeepLinkingTarget,
    items: readonly ContentItem[],
    options?: DeepLinkingOptions,
  ): Promise<string>;
}

export interface LaunchToValidate {
  idToken: string;
  state: string;
  platform: LtiPlatform;
  /** The platform's public key that the token's header names. */
  key: KeyObject;
  /** The nonce that was issued with this state. */
  nonce: string;
  messageType: LtiClaims['messageType'];
}

/** What the library made of a launch that it found valid. */
export interface ValidatedLaunch {
  messageType: LtiClaims['messageType'];
  /** Null: the library found all in order but the subject, which anonymous launches lack. */
  subject: string | null;
}

export interface DeepLinkingTarget {
  deploymentId: string;
  acceptTypes: readonly string[];
  acceptMultiple: boolean;
  /** Opaque, echoed; null: absent from the request. */
  data: string | null;
}

/** Deep Linking 2.0 §3: an item of the answer; further fields by its type. */
export interface ContentItem {
  type: string;
  [field: string]: unknown;
}

export interface DeepLinkingOptions {
  /** Shown by the LMS to the person. */
  message?: string;
  errorMessage?: string;
  /** Written by the LMS into its log. */
  log?: string;
  errorLog?: string;
}

/** The library refused a launch; `code` is its word for why, e.g. `NONCE_ALREADY_RECEIVED`. */
export class LtiLibraryError extends Error {
  constructor(
    readonly code: string,
    options?: { cause?: unknown },
  ) {
    super(`The LTI library refused the launch: ${code}`, options);
    this.name = 'LtiLibraryError';
  }
}
