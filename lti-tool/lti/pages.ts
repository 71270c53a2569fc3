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

/** What whoever helps needs to know. */
export interface HelpDeskFacts {
  reference: string;
  /** Our host. */
  host: string;
  /** Our address, as an LMS has it in its settings. */
  tool: string;
  /** When it happened, ms. */
  at: number;
}

export interface RefusedView extends HelpDeskFacts {
  locale: LtiLocale;
  reason: RefusalReason;
  mender: Mender;
}

export interface BindingView extends HelpDeskFacts {
  locale: LtiLocale;
  state: string;
  idToken: string;
  /** Where the LMS is; null: not known. */
  lmsUrl: string | null;
}

export interface NewWindowView {
  locale: LtiLocale;
  continuation: string;
}

/** Cookies have to be allowed for `host`. */
export interface CookiesRefusedView extends HelpDeskFacts {
  locale: LtiLocale;
}

export interface NoticeView {
  locale: LtiLocale;
  kind: 'anonymous' | 'no_programme';
}
