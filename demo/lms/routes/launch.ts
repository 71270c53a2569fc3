import { type Request, type Response, Router } from 'express';
import { beginDeepLinking, beginResourceLaunch, type LoginInitiation } from '../launches.js';
import { findActivity, type Platform } from '../platform.js';
import { mayEdit } from '../roles.js';
import { autoSubmit, numberParam, PageError, param, requireCourse, requirePerson } from './http.js';

function start(response: Response, login: LoginInitiation | undefined): void {
  if (!login) throw new PageError(404, 'Инструмент не активен: включите его в настройках.');
  autoSubmit(response, { ...login, name: 'ltiInitiateLoginForm' });
}

function launchActivity(platform: Platform, request: Request, response: Response): void {
  const person = requirePerson(platform, request, response);
  if (!person) return;
  const activity = findActivity(platform, numberParam(request.query, 'id'));
  if (!activity) throw new PageError(404, 'Такого элемента курса нет.');
  requireCourse(platform, person.user, activity.courseId);
  const window = param(request.query, 'window') === '1';
  start(response, beginResourceLaunch(platform, person.session, activity.cmid, window));
}

function launchPicker(platform: Platform, request: Request, response: Response): void {
  const person = requirePerson(platform, request, response);
  if (!person) return;
  const course = requireCourse(platform, person.user, numberParam(request.query, 'course'));
  if (!mayEdit(platform, person.user, course.id)) {
    throw new PageError(403, 'Добавлять элементы может преподаватель курса.');
  }
  const toolId = numberParam(request.query, 'id');
  start(response, beginDeepLinking(platform, person.session, course.id, toolId));
}

/** The insides of the frames: forms that start the tool's login. */
export function launchRoutes(platform: Platform): Router {
  const router = Router();
  router.get('/mod/lti/launch.php', (request, response) =>
    launchActivity(platform, request, response),
  );
  router.get('/mod/lti/contentitem.php', (request, response) =>
    launchPicker(platform, request, response),
  );
  router.get('/mod/lti/return.php', (request, response) => {
    const message = param(request.query, 'lti_errormsg') || param(request.query, 'lti_msg');
    response.render('returned', { course: numberParam(request.query, 'course'), message });
  });
  return router;
}
