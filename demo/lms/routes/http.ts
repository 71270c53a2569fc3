import type { NextFunction, Request, Response } from 'express';
import type { Course, LmsUser } from '../model.js';
import { findCourse, type Platform } from '../platform.js';
import { mayEnter } from '../roles.js';
import type { Session } from '../sessions.js';

/** A page that says what is wrong, instead of a stack. */
export class PageError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

/** A value of the query or of a posted form; empty when absent or given twice. */
export function param(source: unknown, name: string): string {
  const value = (source as Record<string, unknown> | undefined)?.[name];
  return typeof value === 'string' ? value : '';
}

export function numberParam(source: unknown, name: string): number {
  const value = param(source, name);
  return /^\d{1,9}$/.test(value) ? Number(value) : 0;
}

/** The parameters of a form or, for GET, of the query: Moodle reads both alike. */
export function bothParams(request: Request): Record<string, unknown> {
  return { ...request.query, ...(request.body as Record<string, unknown> | undefined) };
}

export interface Person {
  session: Session;
  user: LmsUser;
}

export function personOf(platform: Platform, request: Request): Person | undefined {
  const session = platform.sessions.find(request.headers.cookie);
  const user = session && platform.state.users.find((one) => one.id === session.userId);
  return session && user ? { session, user } : undefined;
}

/** The signed-in person; else goes to the start page, which leads back here. */
export function requirePerson(
  platform: Platform,
  request: Request,
  response: Response,
): Person | undefined {
  const person = personOf(platform, request);
  if (!person) response.redirect(303, `/?to=${encodeURIComponent(request.originalUrl)}`);
  return person;
}

/** The course of the address, when the person may enter it. Throws a page otherwise. */
export function requireCourse(platform: Platform, user: LmsUser, id: number): Course {
  const course = findCourse(platform, id);
  if (!course) throw new PageError(404, 'Такого курса нет.');
  if (!mayEnter(platform, user, course.id)) {
    throw new PageError(403, `Вы не записаны на курс «${course.title}».`);
  }
  return course;
}

export function requireSesskey(request: Request, session: Session): void {
  if (param(bothParams(request), 'sesskey') !== session.sesskey) {
    throw new PageError(403, 'Форма устарела: откройте страницу заново и повторите.');
  }
}

/** A local address to return to, never another site. */
export function localPath(value: string, fallback: string): string {
  return /^\/(?![/\\])/.test(value) ? value : fallback;
}

/** A page with one form that sends itself; with scripts off there is a button. */
export function autoSubmit(
  response: Response,
  form: { action: string; fields: Record<string, string>; name: string },
): void {
  response.set('Cache-Control', 'no-store');
  response.render('auto-submit', form);
}

export function errorPage(
  error: unknown,
  request: Request,
  response: Response,
  next: NextFunction,
): void {
  if (response.headersSent) {
    next(error);
    return;
  }
  const known = error instanceof PageError;
  const status = known ? error.status : ((error as { status?: number }).status ?? 500);
  const message = known ? error.message : 'Запрос не выполнен.';
  if (!known && status >= 500) console.error(request.method, request.path, error);
  response.status(status).render('error', { title: 'Ошибка', status, message });
}
