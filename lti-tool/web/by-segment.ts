import type { RequestHandler, Router } from 'express';

/** What of a router's parts is looked at: its routes' paths, and routers inside it. */
interface Part {
  route?: { path: unknown };
  handle?: { stack?: readonly Part[] };
  /** Mounted at the router's own root. */
  slash?: boolean;
}

/** In small letters: to express, addresses are the same in either case. */
const segmentOf = (path: string): string => (path.split('/', 2)[1] ?? '').toLowerCase();

const isPlain = (path: unknown): path is string =>
  typeof path === 'string' && /^\/[\w.-]*(?:\/|$)/.test(path);

/** Paths of all routes; null among them: something may answer to any address. */
function pathsOf(stack: readonly Part[]): (string | null)[] {
  return stack.flatMap(({ route, handle, slash }) => {
    if (route) return [isPlain(route.path) ? route.path : null];
    return slash && handle?.stack ? pathsOf(handle.stack) : [null];
  });
}

/** First segments of a router's routes; null: any. */
function segmentsOf(router: Router): Set<string> | null {
  const paths = pathsOf(router.stack as readonly Part[]);
  const known = paths.filter((path) => path !== null);
  return known.length === paths.length ? new Set(known.map(segmentOf)) : null;
}

/** Without parameters and patterns: only this address, in any case, with a slash at its end or not. */
const isFixed = (path: string | null): path is string => path !== null && /^[/\w.-]*$/.test(path);
const fixedForm = (path: string): string => path.toLowerCase().replace(/(?<=.)\/$/, '');

/** The addresses of a router that answers to nothing else; null: it has patterns. */
function fixedPathsOf(router: Router): Set<string> | null {
  const paths = pathsOf(router.stack as readonly Part[]);
  return paths.every(isFixed) ? new Set(paths.filter(isFixed).map(fixedForm)) : null;
}

/**
 * Leads a request only to the routers that have routes under its first segment (`/meetings/…`), in their
 * order: with a dozen features each request would otherwise be held against some sixty paths. A router
 * of fixed addresses gets only those.
 */
export function bySegment(routers: readonly Router[]): RequestHandler {
  const parts = routers.map((router) => ({
    router,
    segments: segmentsOf(router),
    fixed: fixedPathsOf(router),
  }));
  const routersFor = (segment: string | null) =>
    parts.filter(
      ({ segments }) => segments === null || (segment !== null && segments.has(segment)),
    );
  const segments = new Set(parts.flatMap((part) => [...(part.segments ?? [])]));
  const known = new Map([...segments].map((segment) => [segment, routersFor(segment)]));
  const others = routersFor(null);
  return (req, res, next) => {
    const { path } = req;
    const candidates = known.get(segmentOf(path)) ?? others;
    let tried = 0;
    const proceed = (error?: unknown): void => {
      const part = error === undefined ? candidates[tried] : undefined;
      tried += 1;
      if (part === undefined) next(error);
      else if (part.fixed?.has(fixedForm(path)) === false) proceed();
      else part.router(req, res, proceed);
    };
    proceed();
  };
}
