import type { RequestHandler } from 'express';

/**
 * Several handlers as one: each goes on to the next, and what it throws or rejects with goes to the
 * errors' handler, as in a router, but without the router's search for whom an address concerns. For
 * those that every request passes.
 */
export function inOrder(...handlers: readonly RequestHandler[]): RequestHandler {
  return (req, res, next) => {
    const goOn = (nth: number): void => {
      const handler = handlers[nth];
      if (handler === undefined) {
        next();
        return;
      }
      const passed = (error?: unknown): void => {
        if (error === undefined) goOn(nth + 1);
        else next(error);
      };
      const ended: unknown = handler(req, res, passed as typeof next);
      if (ended instanceof Promise) ended.catch(next);
    };
    goOn(0);
  };
}
