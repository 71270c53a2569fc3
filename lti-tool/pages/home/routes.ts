import { Router } from 'express';
import type { Role } from '../../../service/api/index.js';
import { AppError } from '../../../shared/errors.js';
import type { Session } from '../../lti/session-types.js';
import { type PageContext, type PageWrapper, sessionOf, sessionUrl } from '../../web/context.js';
import type { ShellDeps } from '../../web/deps.js';
import { fieldText } from '../../web/forms.js';
import { homeOf } from '../../web/nav.js';
import { guideTopics } from './guide.js';
import { noProgrammeRoutes } from './no-programme.js';

async function switchRole(deps: ShellDeps, ctx: PageContext): Promise<void> {
  const role = fieldText(ctx.req.body, 'role') as Role;
  if (!ctx.me.roles.includes(role)) throw new AppError('forbidden', 'not a role of the caller');
  await deps.sessions.update(ctx.session.sid, { role });
  ctx.redirect(homeOf(role));
}

async function switchLocale(deps: ShellDeps, session: Session, body: unknown): Promise<string> {
  const locale = fieldText(body, 'locale') === 'en' ? 'en' : 'ru';
  await deps.sessions.update(session.sid, { locale });
  const back = fieldText(body, 'back');
  const known = /^[\w\-/]*(\?[^#\s\\]*)?$/.test(back) && !back.startsWith('/');
  return `${sessionUrl(session.sid, '')}${known ? back : ''}`;
}

/** Letters come in the language that somebody reads; a programme that is not there yet writes none. */
async function noteLanguage(deps: ShellDeps, session: Session, body: unknown): Promise<void> {
  const { programmeId, organisationId, personId, role } = session;
  if (programmeId === null || role === 'visitor') return;
  const language = fieldText(body, 'locale') === 'en' ? 'en' : 'ru';
  const api = deps.api.as({ kind: 'person', organisationId, personId, role });
  try {
    await api.noteMyLanguage({ programmeId, language });
  } catch (error) {
    // The page is shown in it all the same.
    deps.logger.warn({ err: error }, 'the language of letters was not noted');
  }
}

/** The set-up is still to come, or the course has gone on in another programme. */
function showNotReady(ctx: PageContext): void {
  const gone = ctx.me.continuedIn !== null;
  ctx.render('home/not-ready', {
    words: gone ? 'continuation.gone' : 'notReady',
    returnUrl: gone ? ctx.session.returnUrl : null,
  });
}

/** Home, role and language, and the pages of those who have none of their own. */
export function homeRoutes(deps: ShellDeps, page: PageWrapper): Router {
  const router = Router({ mergeParams: true });
  router.get(
    '/',
    page((ctx) => ctx.redirect(homeOf(ctx.role))),
  );
  router.post(
    '/role',
    page((ctx) => switchRole(deps, ctx)),
  );
  router.post('/locale', async (req, res) => {
    const address = await switchLocale(deps, sessionOf(res), req.body);
    await noteLanguage(deps, sessionOf(res), req.body);
    res.redirect(303, address);
  });
  router.get(
    '/welcome',
    page((ctx) => ctx.render('home/visitor', {})),
  );
  router.get('/not-ready', page(showNotReady));
  router.get(
    '/help',
    page((ctx) => ctx.render('home/help', { topics: guideTopics(ctx.role) })),
  );
  router.use(noProgrammeRoutes(deps));
  return router;
}
