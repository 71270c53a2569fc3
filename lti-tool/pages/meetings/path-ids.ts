import { id } from '../../../service/api/common.js';
import { notFound } from '../../../shared/errors.js';
import { type PageContext, pathParam } from '../../web/context.js';

/**
 * The id in a route's path. One that cannot be an id gets the same answer as one that does not
 * exist: `not_found`.
 */
export function idParam(ctx: PageContext, name: string): string {
  const value = pathParam(ctx, name);
  if (!id.safeParse(value).success) throw notFound(name);
  return value;
}
