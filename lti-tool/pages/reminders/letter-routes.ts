import express, { type Request, type Response, Router } from 'express';
import { AppError } from '../../../shared/errors.js';
import type { Attempts } from '../../web/attempts.js';
import { sessionUrl } from '../../web/context.js';
import { browserCookieName, readCookie } from '../../web/cookies.js';
import type { ShellDeps } from '../../web/deps.js';
import { renderBare } from '../../web/errors.js';
import { fieldText } from '../../web/forms.js';

/** 128 bits; what is not of this shape is nobody's. */
const TOKEN = /^[\w-]{22}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DECLINES = ['group', 'all', 'back'] as const;
type Declines = (typeof DECLINES)[number];

const parseForm = express.urlencoded({ extended: false, limit: '10kb', parameterLimit: 20 });

function headers(res: Response): void {
  res.setHeader('Cache-Control', 'no-store');
  res.setHeader('X-Robots-Tag', 'noindex, nofollow');
  // The address is a secret of its letter: no page that it leads to is told it.
  res.setHeader('Referrer-Policy', 'no-referrer');
}

interface LetterDeps {
  shell: ShellDeps;
  attempts: Attempts;
}

/** An address that is not there: a word, and a try of the network that asked, so that none is guessed. */
async function unknown({ shell, attempts }: LetterDeps, req: Request, res: Response) {
  const status = (await attempts.take(req)) ? 404 : 429;
  renderBare(shell, res, status, 'reminders/ended', { often: status === 429 });
}

/** Does something with a letter's token; one that is not there, or too many tries, are answered here. */
async function withToken(
  deps: LetterDeps,
  req: Request,
  res: Response,
  work: (token: string) => Promise<void>,
): Promise<void> {
  headers(res);
  const { shell, attempts } = deps;
  const token = String(req.params['token'] ?? '');
  if (attempts.isSpent(req)) return renderBare(shell, res, 429, 'reminders/ended', { often: true });
  if (!TOKEN.test(token)) return unknown(deps, req, res);
  try {
    await work(token);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'not_found') throw error;
    await unknown(deps, req, res);
  }
}

const systemOf = ({ api }: ShellDeps) => api.as({ kind: 'system', name: 'letters' });

/**
 * Leads to the exact place: straight into a session that this browser has, else by the course in the LMS, whose
 * next launch of this person lands there. Who is not signed in is asked to by the LMS, nobody else's place is opened.
 */
async function go(deps: LetterDeps, req: Request, res: Response): Promise<void> {
  const { shell } = deps;
  await withToken(deps, req, res, async (token) => {
    const item = req.params['item'];
    const reminderId = typeof item === 'string' && UUID.test(item) ? item : null;
    const found = await systemOf(shell).openMailLink({ token, reminderId });
    const { programmeId, personId, place, role } = found;
    await shell.drafts.keepPlace({ programmeId, personId }, { path: place, role });
    const cookie = readCookie(req, browserCookieName(shell.config.publicUrl));
    const sid = (await shell.browsers?.of(cookie, { programmeId, personId })) ?? null;
    if (sid !== null) return res.redirect(303, sessionUrl(sid, 'reminders/led'));
    const course = (await shell.courses?.of(programmeId)) ?? null;
    if (course?.launchUrl) return res.redirect(303, course.launchUrl);
    renderBare(shell, res, 200, 'reminders/by-course', {
      title: course?.title ?? '',
      address: course?.origin ?? null,
    });
  });
}

/** What the page shows of the choices of the letter's holder. */
async function showDecline(deps: LetterDeps, res: Response, token: string, done: Declines | null) {
  const { shell } = deps;
  const { group, duty, language, choices, ...names } = await systemOf(shell).readMailChoices({
    token,
  });
  const declined = group !== null && !duty ? choices[group] === 'none' : false;
  const all = Object.values(choices);
  const v = {
    token,
    group,
    duty,
    declined,
    allDeclined: all.length >= 5 && all.every((way) => way === 'none'),
    done,
    ...names,
  };
  renderBare(shell, res, 200, 'reminders/decline', v, language);
}

/** By the page's buttons, or by one press in a mail program (RFC 8058 §3.1), which sends no cookies. */
async function decline(deps: LetterDeps, req: Request, res: Response): Promise<void> {
  await withToken(deps, req, res, async (token) => {
    const oneClick = fieldText(req.body, 'List-Unsubscribe') === 'One-Click';
    const said = fieldText(req.body, 'what');
    const what = DECLINES.find((one) => one === said) ?? (oneClick ? 'group' : null);
    if (what === null) return showDecline(deps, res, token, null);
    await systemOf(deps.shell).declineMail({ token, what });
    if (oneClick) return void res.status(200).type('text/plain').send('OK\n');
    await showDecline(deps, res, token, what);
  });
}

/** `/go/…` and `/mail/…`: what the addresses of letters do, without a session. */
export function letterRoutes(shell: ShellDeps, attempts: Attempts): Router {
  const deps = { shell, attempts };
  const router = Router();
  router.get('/go/:token', (req, res) => go(deps, req, res));
  router.get('/go/:token/:item', (req, res) => go(deps, req, res));
  // Programs that check mail follow every address: opening it changes nothing.
  router.get('/mail/:token', (req, res) =>
    withToken(deps, req, res, (token) => showDecline(deps, res, token, null)),
  );
  router.post('/mail/:token', parseForm, (req, res) => decline(deps, req, res));
  return router;
}
