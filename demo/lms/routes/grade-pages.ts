import { type Request, type Response, Router } from 'express';
import { gradeByHand } from '../grades.js';
import type { Course } from '../model.js';
import type { Platform } from '../platform.js';
import { courseRole, mayGrade } from '../roles.js';
import {
  numberParam,
  PageError,
  type Person,
  param,
  requireCourse,
  requirePerson,
  requireSesskey,
} from './http.js';
import { courseLocals } from './page-locals.js';

interface Cell {
  value: string;
  comment: string;
  time: string;
}

/** The gradebook as a person sees it: a teacher everybody, a student their own row. */
export interface Gradebook {
  serviceOn: boolean;
  columns: { id: number; label: string; maximum: number }[];
  rows: { userId: number; name: string; group: string; cells: Cell[] }[];
}

const number = new Intl.NumberFormat('ru-RU', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const time = new Intl.DateTimeFormat('ru-RU', {
  dateStyle: 'short',
  timeStyle: 'medium',
  timeZone: 'Europe/Moscow',
});

/** Builds the gradebook of a course for one person. */
export function gradebook(platform: Platform, course: Course, person: Person): Gradebook {
  const { state } = platform;
  const all = mayGrade(platform, person.user, course.id);
  const columns = state.lineItems.filter((item) => item.courseId === course.id);
  const grades = new Map(
    state.grades.map((grade) => [`${grade.lineItemId}/${grade.userId}`, grade]),
  );
  const users = new Map(state.users.map((user) => [user.id, user]));
  const rows = state.enrolments
    .filter((item) => item.courseId === course.id && item.role === 'student')
    .filter((item) => all || item.userId === person.user.id)
    .slice(0, 500)
    .map((item) => {
      const user = users.get(item.userId);
      const cells = columns.map((column): Cell => {
        const grade = grades.get(`${column.id}/${item.userId}`);
        if (!grade) return { value: '–', comment: '', time: '' };
        const value = grade.value === null ? '–' : number.format(grade.value);
        return { value, comment: grade.comment, time: time.format(grade.timestamp * 1000) };
      });
      const name = `${user?.familyName ?? ''} ${user?.givenName ?? ''}`;
      return { userId: item.userId, name, group: item.group, cells };
    });
  return {
    serviceOn: state.gradeService,
    columns: columns.map(({ id, label, scoreMaximum }) => ({ id, label, maximum: scoreMaximum })),
    rows,
  };
}

function entered(
  platform: Platform,
  request: Request,
  response: Response,
): { person: Person; course: Course } | undefined {
  const person = requirePerson(platform, request, response);
  if (!person) return undefined;
  const course = requireCourse(platform, person.user, numberParam(request.params, 'course'));
  return { person, course };
}

async function switchService(
  platform: Platform,
  request: Request,
  response: Response,
): Promise<void> {
  const here = entered(platform, request, response);
  if (!here) return;
  requireSesskey(request, here.person.session);
  if (!mayGrade(platform, here.person.user, here.course.id)) {
    throw new PageError(403, 'Переключать службу оценок может преподаватель.');
  }
  platform.state.gradeService = param(request.body, 'on') === '1';
  platform.outage = { status: 503 };
  await platform.store.save();
  response.redirect(303, `/course/${here.course.id}/grades`);
}

/** A teacher's own grade for one student of the course. */
async function takeByHand(platform: Platform, request: Request, response: Response): Promise<void> {
  const here = entered(platform, request, response);
  if (!here) return;
  requireSesskey(request, here.person.session);
  const courseId = here.course.id;
  if (!mayGrade(platform, here.person.user, courseId)) {
    throw new PageError(403, 'Ставить оценки может преподаватель.');
  }
  const column = platform.state.lineItems.find(
    (item) => item.courseId === courseId && item.id === numberParam(request.body, 'column'),
  );
  const userId = numberParam(request.body, 'user');
  if (!column || courseRole(platform, courseId, userId) !== 'student') {
    throw new PageError(404, 'Такой ячейки в журнале нет.');
  }
  const text = param(request.body, 'value').trim().replace(',', '.');
  if (text !== '' && !/^\d{1,6}(\.\d{1,5})?$/.test(text)) {
    throw new PageError(400, 'Оценка – число; пустое поле очищает ячейку.');
  }
  gradeByHand(platform, column, userId, text === '' ? null : Number(text));
  await platform.store.save();
  response.redirect(303, `/course/${courseId}/grades`);
}

/** Gradebook page, its data for the polling script, and the switch of the grade service. */
export function gradePageRoutes(platform: Platform): Router {
  const router = Router();
  router.get('/course/:course/grades', (request, response) => {
    const here = entered(platform, request, response);
    if (!here) return;
    response.render('grades', {
      ...courseLocals(platform, request, here.person, here.course, 'grades'),
      title: 'Оценки',
      book: gradebook(platform, here.course, here.person),
    });
  });
  router.get('/course/:course/grades.json', (request, response) => {
    const here = entered(platform, request, response);
    if (!here) return;
    response.set('Cache-Control', 'no-store');
    response.json(gradebook(platform, here.course, here.person));
  });
  router.post('/course/:course/grades', (request, response) =>
    takeByHand(platform, request, response),
  );
  router.post('/course/:course/grade-service', (request, response) =>
    switchService(platform, request, response),
  );
  return router;
}
