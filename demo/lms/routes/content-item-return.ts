import { type Request, type Response, Router } from 'express';
import { placeItems, verifyDeepLinkingResponse } from '../deep-linking.js';
import { findTool, type Platform } from '../platform.js';
import { mayEdit } from '../roles.js';
import type { Notice } from '../sessions.js';
import { repostOrRefuse } from './auth.js';
import {
  bothParams,
  numberParam,
  PageError,
  param,
  personOf,
  requireCourse,
  requireSesskey,
} from './http.js';

function notice(placed: number, message: string, error: string): Notice {
  if (error) return { kind: 'error', text: error };
  if (message) return { kind: 'success', text: message };
  if (placed === 0) return { kind: 'success', text: 'Ничего не выбрано.' };
  return { kind: 'success', text: `Добавлено на курс: ${placed}.` };
}

async function takeReturn(platform: Platform, request: Request, response: Response): Promise<void> {
  const params = bothParams(request);
  const person = personOf(platform, request);
  if (!person) {
    repostOrRefuse(request, response, params);
    return;
  }
  requireSesskey(request, person.session);
  const course = requireCourse(platform, person.user, numberParam(params, 'course'));
  const tool = findTool(platform, numberParam(params, 'id'));
  if (!tool || !mayEdit(platform, person.user, course.id)) {
    throw new PageError(403, 'Добавлять элементы может преподаватель курса.');
  }
  let content: Awaited<ReturnType<typeof verifyDeepLinkingResponse>>;
  try {
    content = await verifyDeepLinkingResponse(platform, tool, param(params, 'JWT'));
  } catch (error) {
    throw new PageError(400, `Ответ инструмента не принят: ${(error as Error).message}.`);
  }
  const placed = content.error ? [] : placeItems(platform, course.id, tool, content.items);
  await platform.store.save();
  const outcome = notice(placed.length, content.message, content.error);
  person.session.notices.push(outcome);
  response.render('content-item-return', { title: 'Готово', course, outcome, placed });
}

/** Where the tool's picker comes back to. */
export function contentItemReturnRoutes(platform: Platform): Router {
  const router = Router();
  router.all('/mod/lti/contentitem_return.php', (request, response) =>
    takeReturn(platform, request, response),
  );
  return router;
}
