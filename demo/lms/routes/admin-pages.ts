import { type Request, type Response, Router } from 'express';
import type { Platform } from '../platform.js';
import { addTool, registrationUrl, removeTool } from '../tools.js';
import {
  bothParams,
  numberParam,
  PageError,
  type Person,
  param,
  requirePerson,
  requireSesskey,
} from './http.js';
import { pageLocals } from './page-locals.js';

function requireAdmin(
  platform: Platform,
  request: Request,
  response: Response,
): Person | undefined {
  const person = requirePerson(platform, request, response);
  if (person && person.user.kind !== 'admin') {
    throw new PageError(403, 'Эта страница – для администратора системы.');
  }
  return person;
}

function webAddress(value: string, label: string): string {
  if (!URL.canParse(value) || !/^https?:/.test(value)) {
    throw new PageError(400, `«${label}»: нужен адрес, который начинается с http:// или https://.`);
  }
  return value;
}

function toolsPage(platform: Platform, request: Request, response: Response): void {
  const person = requireAdmin(platform, request, response);
  if (!person) return;
  const { url, state } = platform;
  response.render('tools', {
    ...pageLocals(platform, request, person),
    title: 'Внешние инструменты',
    tools: state.tools,
    autoActivate: state.autoActivate,
    toolUrl: platform.toolUrl ?? 'http://127.0.0.1:8080',
    values: [
      ['Издатель (issuer, platform ID)', url],
      ['Адрес ключей (public keyset URL)', `${url}/mod/lti/certs.php`],
      ['Адрес токенов (access token URL)', `${url}/mod/lti/token.php`],
      ['Адрес входа (authentication request URL)', `${url}/mod/lti/auth.php`],
      ['Автоматическая регистрация', `${url}/mod/lti/openid-configuration.php`],
    ],
  });
}

function registrationPage(platform: Platform, request: Request, response: Response): void {
  const person = requireAdmin(platform, request, response);
  if (!person) return;
  const address = webAddress(param(request.query, 'url').trim(), 'Адрес регистрации');
  response.render('register', {
    ...pageLocals(platform, request, person),
    title: 'Регистрация инструмента',
    frame: registrationUrl(platform, address),
  });
}

function addByHand(platform: Platform, body: unknown): void {
  const redirects = param(body, 'redirectUris').split(/\s+/).filter(Boolean);
  const clientId = param(body, 'clientId').trim();
  addTool(platform, {
    ...(clientId ? { clientId } : {}),
    name: param(body, 'name') || 'Внешний инструмент',
    initiateLoginUrl: webAddress(param(body, 'initiateLoginUrl'), 'Адрес входа'),
    redirectUris: redirects.map((one) => webAddress(one, 'Адреса возврата')),
    jwksUrl: webAddress(param(body, 'jwksUrl'), 'Адрес ключей'),
    targetLinkUri: webAddress(param(body, 'targetLinkUri'), 'Адрес инструмента'),
  });
}

const actions: Record<string, (platform: Platform, body: unknown) => string> = {
  add(platform, body) {
    addByHand(platform, body);
    return 'Инструмент добавлен.';
  },
  activate(platform, body) {
    const tool = platform.state.tools.find((one) => one.id === numberParam(body, 'tool'));
    if (!tool) throw new PageError(404, 'Такого инструмента нет.');
    tool.state = 'active';
    return `Инструмент «${tool.name}» включён.`;
  },
  delete(platform, body) {
    removeTool(platform, numberParam(body, 'tool'));
    return 'Инструмент удалён вместе с его элементами курсов.';
  },
  auto(platform, body) {
    platform.state.autoActivate = param(body, 'on') === '1';
    return platform.state.autoActivate
      ? 'Новые инструменты включаются сразу.'
      : 'Новые инструменты ждут включения.';
  },
};

async function act(platform: Platform, request: Request, response: Response): Promise<void> {
  const person = requireAdmin(platform, request, response);
  if (!person) return;
  requireSesskey(request, person.session);
  const action = actions[param(request.params, 'action')];
  if (!action) throw new PageError(404, 'Такого действия нет.');
  const text = action(platform, bothParams(request));
  await platform.store.save();
  person.session.notices.push({ kind: 'success', text });
  response.redirect(303, '/admin/tools');
}

/** The administrator's pages: tools and their registration. */
export function adminPageRoutes(platform: Platform): Router {
  const router = Router();
  router.get('/admin/tools', (request, response) => toolsPage(platform, request, response));
  router.get('/admin/tools/register', (request, response) =>
    registrationPage(platform, request, response),
  );
  router.post('/admin/tools/:action', (request, response) => act(platform, request, response));
  return router;
}
