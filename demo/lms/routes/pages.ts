import { type Request, type Response, Router } from 'express';
import { removeActivity } from '../activities.js';
import { findActivity, findUser, type Platform } from '../platform.js';
import { mayEdit, roleNames } from '../roles.js';
import { sessionCookie } from '../sessions.js';
import {
  bothParams,
  localPath,
  numberParam,
  PageError,
  param,
  personOf,
  requireCourse,
  requirePerson,
  requireSesskey,
} from './http.js';
import { courseLocals, pageLocals } from './page-locals.js';

function signIn(platform: Platform, request: Request, response: Response): void {
  const params = bothParams(request);
  const user = findUser(platform, param(params, 'as'));
  if (!user) throw new PageError(404, 'Такого человека в этой системе нет.');
  const before = personOf(platform, request);
  if (before) platform.sessions.close(before.session);
  const session = platform.sessions.open(user);
  response.cookie(sessionCookie, session.id, { httpOnly: true, sameSite: 'lax', path: '/' });
  response.redirect(303, localPath(param(params, 'to'), '/course/2'));
}

function startPage(platform: Platform, request: Request, response: Response): void {
  const to = localPath(param(request.query, 'to'), '/course/2');
  const locals = pageLocals(platform, request, personOf(platform, request));
  response.render('start', { ...locals, title: 'Выбор участника', to });
}

function coursePage(platform: Platform, request: Request, response: Response): void {
  const person = requirePerson(platform, request, response);
  if (!person) return;
  const course = requireCourse(platform, person.user, numberParam(request.params, 'course'));
  const locals = courseLocals(platform, request, person, course, 'course');
  response.render('course', { ...locals, title: course.title });
}

/** The activity in its frame; with `window=1` the launch itself, for a window of its own. */
function activityPage(platform: Platform, request: Request, response: Response): void {
  const person = requirePerson(platform, request, response);
  if (!person) return;
  // As in Moodle: by the id of its place in the course, or by its own (`l`).
  const own = numberParam(request.query, 'l');
  const cmid = platform.state.activities.find(({ id }) => id === own)?.cmid;
  const activity = findActivity(platform, cmid ?? numberParam(request.query, 'id'));
  if (!activity) throw new PageError(404, 'Такого элемента курса нет.');
  const course = requireCourse(platform, person.user, activity.courseId);
  if (param(request.query, 'window') === '1') {
    response.redirect(303, `/mod/lti/launch.php?id=${activity.cmid}&window=1`);
    return;
  }
  response.render('activity', {
    ...courseLocals(platform, request, person, course, 'activity'),
    title: activity.title,
    activity,
    activeCmid: activity.cmid,
    frame: `/mod/lti/launch.php?id=${activity.cmid}`,
  });
}

function addPage(platform: Platform, request: Request, response: Response): void {
  const person = requirePerson(platform, request, response);
  if (!person) return;
  const course = requireCourse(platform, person.user, numberParam(request.params, 'course'));
  if (!mayEdit(platform, person.user, course.id)) {
    throw new PageError(403, 'Добавлять элементы может преподаватель курса.');
  }
  const toolId = numberParam(request.query, 'tool');
  response.render('add', {
    ...courseLocals(platform, request, person, course, 'course'),
    title: 'Добавить активность',
    tool: platform.state.tools.find((one) => one.id === toolId && one.state === 'active'),
  });
}

async function removeFromCourse(
  platform: Platform,
  request: Request,
  response: Response,
): Promise<void> {
  const person = requirePerson(platform, request, response);
  if (!person) return;
  requireSesskey(request, person.session);
  const course = requireCourse(platform, person.user, numberParam(request.params, 'course'));
  const activity = findActivity(platform, numberParam(request.body, 'cmid'));
  if (!mayEdit(platform, person.user, course.id) || activity?.courseId !== course.id) {
    throw new PageError(403, 'Удалять элементы может преподаватель курса.');
  }
  removeActivity(platform, activity.cmid);
  await platform.store.save();
  person.session.notices.push({ kind: 'success', text: `Удалено: «${activity.title}».` });
  response.redirect(303, `/course/${course.id}`);
}

function participantsPage(platform: Platform, request: Request, response: Response): void {
  const person = requirePerson(platform, request, response);
  if (!person) return;
  const course = requireCourse(platform, person.user, numberParam(request.params, 'course'));
  const users = new Map(platform.state.users.map((user) => [user.id, user]));
  const enrolled = platform.state.enrolments.filter((item) => item.courseId === course.id);
  const rows = enrolled.slice(0, 500).flatMap((item) => {
    const user = users.get(item.userId);
    if (!user) return [];
    const name = `${user.familyName} ${user.givenName}`;
    return [{ name, email: user.email, role: roleNames[item.role], group: item.group }];
  });
  response.render('participants', {
    ...courseLocals(platform, request, person, course, 'participants'),
    title: 'Участники',
    total: enrolled.length,
    rows,
  });
}

/** The pages that people see: start, course, activity, participants. */
export function pageRoutes(platform: Platform): Router {
  const router = Router();
  router.get('/', (request, response) => startPage(platform, request, response));
  router.all('/login', (request, response) => signIn(platform, request, response));
  router.get('/course/view.php', (request, response) => {
    response.redirect(303, `/course/${numberParam(request.query, 'id')}`);
  });
  router.get('/course/:course', (request, response) => coursePage(platform, request, response));
  router.get('/mod/lti/view.php', (request, response) => activityPage(platform, request, response));
  router.get('/course/:course/add', (request, response) => addPage(platform, request, response));
  router.post('/course/:course/remove', (request, response) =>
    removeFromCourse(platform, request, response),
  );
  router.get('/course/:course/participants', (request, response) =>
    participantsPage(platform, request, response),
  );
  return router;
}
