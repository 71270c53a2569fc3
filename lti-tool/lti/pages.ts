import type { LtiLocale } from './locale.js';
import type { Mender, RefusalReason } from './refusals.js';

/** Pages before there is a session; each function returns a whole HTML document. */
export interface LtiPages {
  /** Stores the binding and goes on to the LMS. */
  login(view: LoginView): string;
  /** Says what went wrong, who mends it, and the number under which it stands in the log. */
  refused(view: RefusedView): string;
  /** Fetches the binding from the window's storage and posts the launch again; without it: refused. */
  binding(view: BindingView): string;
  /** The cookie does not hold in this frame: one button that opens the same place in a new window. */
  newWindow(view: NewWindowView): string;
  /** No cookie holds even in a window of its own: what to allow. */
  cookiesRefused(view: CookiesRefusedView): string;
  /** A polite page without data: an anonymous launch, a person without a programme. */
  notice(view: NoticeView): string;
}

export interface LoginView {
  locale: LtiLocale;
  /** The platform's authorization endpoint with all parameters. */
  continueUrl: string;
  state: string;
  binding: string;
  /** This same login, for a window of its own. */
  againUrl: string;
}

export interface RefusedView {
  locale: LtiLocale;
  reason: RefusalReason;
  mender: Mender;
  reference: string;
}

export interface BindingView {
  locale: LtiLocale;
  state: string;
  idToken: string;
  /** Where the LMS is; null: not known. */
  lmsUrl: string | null;
  reference: string;
}

export interface NewWindowView {
  locale: LtiLocale;
  continuation: string;
}

export interface CookiesRefusedView {
  locale: LtiLocale;
  /** Host for which cookies have to be allowed. */
  host: string;
  reference: string;
}

export interface NoticeView {
  locale: LtiLocale;
  kind: 'anonymous' | 'no_programme';
}
