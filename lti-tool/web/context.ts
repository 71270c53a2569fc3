import type { Request, RequestHandler, Response } from 'express';
import type { OutputOf } from '../../service/api/endpoint.js';
import type { Contract, MentoringClient, Role } from '../../service/api/index.js';
import { todayIn } from '../../shared/clock.js';
import { AppError } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import type { Session } from '../lti/session-types.js';
import { requestIdOf } from './access-log.js';
import { csrfTokenOf } from './csrf.js';
import type { ShellDeps } from './deps.js';
import type { DraftBody } from './drafts.js';
import type { Flash } from './flash.js';
import { createFormats, type Formats } from './formats.js';
import type { Locale, Translate } from './i18n.js';
import { type DeviceDrafts, deviceDrafts, wantsAddress } from './kept-drafts.js';
import { homeOf, type NavItem, navItems, sectionItems } from './nav.js';
import { sendHtml } from './send-html.js';

export type Me = OutputOf<Contract['getMe']>;
export type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Everything that a page works with; `ctx` in the templates. */
export interface PageContext {
  req: Request;
  res: Response;
  session: Session;
  programmeId: string;
  /** The service, asked as this person in the role that they act in. */
  api: MentoringClient;
  me: Me;
  role: Role;
  t: Translate;
  /** Label of a code of the reference lists: `ref('form', 'student_student')`. */
  ref(list: string, code: string | null | undefined): string;
  fmt: Formats;
  locale: Locale;
  /** `/app/<sid>/path?query`; empty values are left out of the query. */
  url(path: string, query?: Query): string;
  csrfToken: string;
  /** Under what this person's drafts lie on a device. */
  deviceDrafts: DeviceDrafts;
  /** A new key for one form; a write sent twice with it is written once. */
  idempotencyKey(): string;
  flash: Flash | null;
  nav: NavItem[];
  /** The row below the tabs: the sections of the tab that is open. */
  sections: NavItem[];
  /** Path below the session without the leading slash and without query. */
  path: string;
  /** `path` with its query, for forms that come back to where they were. */
  here: string;
  requestId: string;
  /** They came by a personal link; till which day it opens their page. Null: they signed in. */
  byLink: { until: string } | null;
  /** Renders a page; `v` is its view model. */
  render(view: string, v: object, status?: number): void;
  /**
   * Renders a page without forms of its own that follows from the programme's data under its revision,
   * the session and the address alone: as long as these are the same, it is not made again.
   */
  renderKept(view: string, model: object): void;
  /** Answers a POST: 303 to a page below the session, with a message there; its address to a script that sent it. */
  redirect(path: string, flash?: Flash): void;
  /** What this person had typed into this form when an earlier session ended; there until it is saved. */
  findDraft(formKey?: string): Promise<DraftBody | null>;
  dropDraft(formKey: string): Promise<void>;
}

/** The session that the middleware found. */
export const sessionOf = (res: Response): Session => res.locals['session'] as Session;

/** The context of this request, when it was loaded already (for the error page). */
export const loadedContext = (res: Response): PageContext | undefined =>
  res.locals['context'] as PageContext | undefined;

/** Builds `/app/<sid>/path?query`. */
export function sessionUrl(sid: string, path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  }
  const text = search.toString();
  const [bare, hash] = path.replace(/^\//, '').split('#');
  return `/app/${sid}/${bare}${text ? `?${text}` : ''}${hash ? `#${hash}` : ''}`;
}

/** A text parameter of the route's path. */
export function pathParam(ctx: PageContext, name: string): string {
  const value = ctx.req.params[name];
  return typeof value === 'string' ? value : '';
}

/** The message of the last redirect; else, on the way home, text of an ended session that waits. */
async function flashFor(
  deps: ShellDeps,
  req: Request,
  res: Response,
  path: string,
): Promise<Flash | null> {
  const session = sessionOf(res);
  const flash = deps.flashes.take(req, res, session.sid);
  if (flash !== null || !session.draftsWaiting || path !== homeOf(session.role)) return flash;
  const programmeId = session.programmeId as string;
  const [waiting] = await deps.drafts.pending({ programmeId, personId: session.personId });
  if (waiting === undefined) return null;
  return { kind: 'info', key: 'draft.waiting', link: { path: waiting, key: 'draft.open' } };
}

/** Who opens a page, as the service knows them. */
export interface Visit {
  api: MentoringClient;
  me: Me;
  /** The programme's calendar date. */
  today: string;
}

async function visitOf(deps: ShellDeps, session: Session): Promise<Visit> {
  const { organisationId, personId, role } = session;
  const api = deps.api.as({ kind: 'person', organisationId, personId, role });
  const me = await api.getMe({ programmeId: session.programmeId as string });
  return { api, me, today: todayIn(me.programme.timeZone, deps.clock) };
}

/** All that a kept page depends on but the programme's data. */
const keyOfPage = ({ sid, locale, role }: Session, today: string, address: string): string =>
  [sid, locale, role, today, address].join(' ');

/** The same page as before, where nothing was written since and no message waits. */
function keptPage(deps: ShellDeps, req: Request, res: Response, { me, today }: Visit) {
  const session = sessionOf(res);
  if (req.method !== 'GET' || session.draftsWaiting || deps.flashes.isWaiting(req)) return null;
  return deps.rendered.find(keyOfPage(session, today, req.originalUrl), me.revision);
}

/** Where the pages of a context stand: below a session, or below a personal link. */
export interface Place {
  session: Session;
  /** `/app/<sid>` or what stands for it, without a slash at its end. */
  prefix: string;
  url: PageContext['url'];
  csrfToken(): string;
  flash: Flash | null;
  setFlash(flash: Flash): void;
  nav: NavItem[];
  sections: NavItem[];
  byLink: PageContext['byLink'];
}

/** The path below a prefix, with its query and without. */
export function placesOf(req: Request, prefix: string): { here: string; path: string } {
  const here = req.originalUrl.slice(prefix.length).replace(/^\//, '');
  return { here, path: here.split('?')[0] as string };
}

/** Makes the context of a request, and keeps it for the page of an error. */
export function makeContext(
  deps: ShellDeps,
  { req, res }: { req: Request; res: Response },
  { api, me, today }: Visit,
  place: Place,
): PageContext {
  const { session, url, nav, sections, flash, byLink } = place;
  const programmeId = session.programmeId as string;
  const t = deps.i18n.translator(session.locale);
  const ref = (list: string, code: string | null | undefined) =>
    code ? t(`ref.${list}.${code}`) : '';
  let csrf = '';
  const html = (view: string, v: object) => {
    const { asset } = deps.assets;
    return deps.render(view, { t, ref, fmt: ctx.fmt, url, asset, ctx, v });
  };
  const owner = { programmeId, personId: session.personId };
  const ctx: PageContext = {
    req,
    res,
    session,
    programmeId,
    api,
    me,
    role: session.role,
    t,
    ref,
    fmt: createFormats(session.locale, today, me.programme.timeZone),
    locale: session.locale,
    url,
    get csrfToken() {
      csrf ||= place.csrfToken();
      return csrf;
    },
    get deviceDrafts() {
      return deviceDrafts(deps.sealer, { programmeId, personId: session.personId });
    },
    idempotencyKey: newId,
    flash,
    nav,
    sections,
    ...placesOf(req, place.prefix),
    requestId: requestIdOf(res),
    byLink,
    render(view, v, status = 200) {
      sendHtml(res, html(view, v), status);
    },
    renderKept(view, model) {
      // What is told by a link is not kept: the link may be revoked, which moves no revision of a page.
      if (flash !== null || byLink !== null) return ctx.render(view, model);
      const key = keyOfPage(session, today, req.originalUrl);
      sendHtml(
        res,
        deps.rendered.make(key, me.revision, () => html(view, model)),
      );
    },
    redirect(target, message) {
      if (message) place.setFlash(message);
      if (wantsAddress(req.get('x-answer'))) res.json({ to: url(target) });
      else res.redirect(303, url(target));
    },
    findDraft: (formKey = ctx.path) => deps.drafts.find(owner, formKey),
    dropDraft: (formKey) => deps.drafts.drop(owner, formKey),
  };
  res.locals['context'] = ctx;
  return ctx;
}

async function loadContext(
  deps: ShellDeps,
  req: Request,
  res: Response,
  visit: Visit,
): Promise<PageContext> {
  const session = sessionOf(res);
  const { api, me } = visit;
  const prefix = `/app/${session.sid}`;
  const { path } = placesOf(req, prefix);
  const isPage = req.method === 'GET' && !/\.(?:xlsx|docx|pdf|json)$/.test(path);
  const openHelp = isPage ? await deps.helpCount(api, me) : 0;
  const t = deps.i18n.translator(session.locale);
  return makeContext(deps, { req, res }, visit, {
    session,
    prefix,
    url: (target, query) => sessionUrl(session.sid, target, query),
    csrfToken: () => csrfTokenOf(deps.sealer, session),
    flash: isPage ? await flashFor(deps, req, res, path) : null,
    setFlash: (flash) => deps.flashes.set(res, session.sid, flash),
    nav: me.programme.setUp ? navItems(session.role, path, openHelp, t) : [],
    sections: me.programme.setUp ? sectionItems(session.role, path, t) : [],
    byLink: null,
  });
}

/** Pages that are there although the programme is not set up. */
const WITHOUT_SETUP = new Set(['setup', 'continue', 'not-ready', 'help', 'welcome']);
/** And those of a programme whose course has gone on in another one. */
const WITHOUT_COURSE = new Set(['not-ready', 'help']);

/** The page to which this request must go first; null: where it wants. */
function elsewhere({ me, role, path, req }: PageContext): 'setup' | 'not-ready' | null {
  const section = path.split('/')[0] ?? '';
  if (me.continuedIn !== null) {
    // A form that decides it, sent twice, is answered twice.
    const again = section === 'continue' && req.method === 'POST';
    return WITHOUT_COURSE.has(section) || again ? null : 'not-ready';
  }
  if (me.programme.setUp || WITHOUT_SETUP.has(section)) return null;
  return role === 'coordinator' ? 'setup' : 'not-ready';
}

/** Makes a route of a page: loads the context, sends people where they must go first. */
export type PageWrapper = (handler: (ctx: PageContext) => Promise<void> | void) => RequestHandler;

export function createPage(deps: ShellDeps): PageWrapper {
  return (handler) => async (req, res) => {
    if (sessionOf(res).programmeId === null) {
      res.redirect(303, sessionUrl(sessionOf(res).sid, 'no-programme'));
      return;
    }
    const visit = await visitOf(deps, sessionOf(res));
    const kept = keptPage(deps, req, res, visit);
    if (kept !== null) {
      sendHtml(res, kept);
      return;
    }
    const ctx = await loadContext(deps, req, res, visit);
    const first = elsewhere(ctx);
    if (first !== null) {
      ctx.redirect(first);
      return;
    }
    await handler(ctx);
  };
}

/**
 * Spares people a page that the service would refuse to fill; the service decides all the same.
 * Throws `forbidden`.
 */
export function requireRole(ctx: PageContext, ...roles: readonly Role[]): void {
  if (!roles.includes(ctx.role)) throw new AppError('forbidden', `page needs ${roles.join(', ')}`);
}
