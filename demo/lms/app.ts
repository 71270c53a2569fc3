import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import express, { type Express } from 'express';
import type { Platform } from './platform.js';
import { adminPageRoutes } from './routes/admin-pages.js';
import { authRoutes } from './routes/auth.js';
import { contentItemReturnRoutes } from './routes/content-item-return.js';
import { gradePageRoutes } from './routes/grade-pages.js';
import { errorPage, PageError } from './routes/http.js';
import { launchRoutes } from './routes/launch.js';
import { openidRoutes } from './routes/openid.js';
import { pageRoutes } from './routes/pages.js';
import { serviceRoutes } from './routes/services.js';
import { tokenRoutes } from './routes/token.js';

/** Views and styles lie beside the sources; compiled code finds them from dist/demo/lms. */
function folder(name: string): string {
  const beside = fileURLToPath(new URL(`./${name}`, import.meta.url));
  const source = fileURLToPath(new URL(`../../../demo/lms/${name}`, import.meta.url));
  return existsSync(beside) ? beside : source;
}

/** Own scripts and styles only; frames and pictures of any tool; framed by itself only, like Moodle. */
const contentSecurityPolicy = [
  "default-src 'self'",
  "img-src 'self' http: https: data:",
  "frame-src 'self' http: https:",
  "frame-ancestors 'self'",
  "base-uri 'none'",
].join('; ');

/** Puts the routes together. */
export function makeApp(platform: Platform): Express {
  const app = express();
  app.disable('x-powered-by');
  app.set('views', folder('views'));
  app.set('view engine', 'ejs');
  app.use((_request, response, next) => {
    response.set('Content-Security-Policy', contentSecurityPolicy);
    response.set('X-Content-Type-Options', 'nosniff');
    next();
  });
  app.use('/theme', express.static(folder('public')));
  const anyText = express.text({ type: () => true, limit: '1mb' });
  app.use('/mod/lti/services.php', anyText);
  app.use('/mod/lti/openid-registration.php', anyText);
  app.use(express.urlencoded({ extended: false, limit: '1mb' }));
  app.use(openidRoutes(platform), authRoutes(platform), launchRoutes(platform));
  app.use(contentItemReturnRoutes(platform), tokenRoutes(platform), serviceRoutes(platform));
  app.use(pageRoutes(platform), gradePageRoutes(platform), adminPageRoutes(platform));
  app.use(() => {
    throw new PageError(404, 'Такой страницы нет.');
  });
  app.use(errorPage);
  return app;
}
