import { type Request, type RequestHandler, type Response, Router } from 'express';
import { addLineItem, removeLineItem } from '../activities.js';
import { ServiceRefused } from '../grades.js';
import type { LineItem } from '../model.js';
import type { Platform } from '../platform.js';
import { scopes } from '../scopes.js';
import { numberParam, param } from './http.js';
import {
  refuseWhileOff,
  requireFormat,
  requireServiceCourse,
  requireTool,
} from './service-guard.js';

const containerFormat = 'application/vnd.ims.lis.v2.lineitemcontainer+json';
const itemFormat = 'application/vnd.ims.lis.v2.lineitem+json';
const readScopes = [scopes.lineItem, scopes.lineItemRead];
const collection = '/mod/lti/services.php/:course/lineitems';

/** Moodle 4.5.6, observed: the tool's number stands in the query of every address. */
function lineItemJson(platform: Platform, item: LineItem): Record<string, unknown> {
  const path = `${platform.url}/mod/lti/services.php/${item.courseId}/lineitems/${item.id}/lineitem`;
  const link = item.activityId === null ? undefined : String(item.activityId);
  return {
    id: `${path}?type_id=${item.toolId}`,
    label: item.label,
    scoreMaximum: item.scoreMaximum,
    resourceId: item.resourceId,
    tag: item.tag,
    ...(link ? { resourceLinkId: link, ltiLinkId: link } : {}),
  };
}

/** The column of the address, when it is one of the tool's. */
export function requireLineItem(platform: Platform, request: Request, toolId: number): LineItem {
  const course = requireServiceCourse(platform, param(request.params, 'course'));
  const id = Number(param(request.params, 'item'));
  const item = platform.state.lineItems.find((one) => one.id === id);
  if (!item) throw new ServiceRefused(404, `Not Found: Grade item ${id} doesn't exist.`);
  if (item.courseId !== course.id || item.toolId !== toolId) {
    throw new ServiceRefused(403, 'Line item does not exist');
  }
  return item;
}

/** Paging links with typographic quotes, which no parser takes. Moodle 4.5.6, observed. */
function malformedLinks(platform: Platform, request: Request, total: number): string {
  const limit = numberParam(request.query, 'limit');
  const from = numberParam(request.query, 'from');
  const url = new URL(platform.url + request.path);
  url.searchParams.set('type_id', param(request.query, 'type_id'));
  url.searchParams.set('limit', String(limit));
  const link = (start: number, rel: string): string => {
    url.searchParams.set('from', String(start));
    return `<${url.href}>; rel=“${rel}”`;
  };
  const links = [link(0, 'first')];
  if (from > 0) links.push(link(Math.max(0, from - limit), 'prev'));
  links.push(link(from, 'canonical'));
  if (from + limit < total) links.push(link(from + limit, 'next'));
  links.push(link(Math.max(0, total - limit + 1), 'last'));
  return Buffer.from(links.join(', ')).toString('latin1');
}

function list(platform: Platform): RequestHandler {
  return (request, response) => {
    const tool = requireTool(platform, request, numberParam(request.query, 'type_id'), readScopes);
    requireFormat(request, 'accept', containerFormat);
    const course = requireServiceCourse(platform, param(request.params, 'course'));
    const wanted = {
      resourceId: param(request.query, 'resource_id'),
      link: param(request.query, 'resource_link_id') || param(request.query, 'lti_link_id'),
      tag: param(request.query, 'tag'),
    };
    const found = platform.state.lineItems.filter(
      (item) =>
        item.courseId === course.id &&
        item.toolId === tool.id &&
        (!wanted.resourceId || item.resourceId === wanted.resourceId) &&
        (!wanted.link || String(item.activityId) === wanted.link) &&
        (!wanted.tag || item.tag === wanted.tag),
    );
    const limit = numberParam(request.query, 'limit');
    const from = numberParam(request.query, 'from');
    if (limit > 0) response.set('Link', malformedLinks(platform, request, found.length));
    const page = limit > 0 ? found.slice(from, from + limit) : found;
    send(
      response,
      200,
      containerFormat,
      page.map((item) => lineItemJson(platform, item)),
    );
  };
}

function send(response: Response, status: number, format: string, body: unknown): void {
  response.status(status).set('Content-Type', `${format}; charset=utf-8`);
  response.end(JSON.stringify(body));
}

interface LineItemBody {
  label: string;
  scoreMaximum: number;
  resourceId: string;
  tag: string;
  link: string;
  raw: Record<string, unknown>;
}

function parseLineItem(request: Request): LineItemBody {
  let raw: Record<string, unknown>;
  try {
    raw = Object(JSON.parse(String(request.body))) as Record<string, unknown>;
  } catch {
    raw = {};
  }
  const scoreMaximum = Number(raw.scoreMaximum ?? Number.NaN);
  if (typeof raw.label !== 'string' || !Number.isFinite(scoreMaximum)) {
    throw new ServiceRefused(400, 'No label or Score Maximum');
  }
  return {
    label: raw.label,
    scoreMaximum,
    resourceId: typeof raw.resourceId === 'string' ? raw.resourceId : '',
    tag: typeof raw.tag === 'string' ? raw.tag : '',
    link: String(raw.resourceLinkId ?? raw.ltiLinkId ?? ''),
    raw,
  };
}

function create(platform: Platform): RequestHandler {
  return async (request, response) => {
    const typeId = numberParam(request.query, 'type_id');
    const tool = requireTool(platform, request, typeId, [scopes.lineItem]);
    requireFormat(request, 'content-type', itemFormat);
    const course = requireServiceCourse(platform, param(request.params, 'course'));
    const { raw, link, ...fields } = parseLineItem(request);
    const linked = platform.state.activities.find(
      (one) => String(one.id) === link && one.courseId === course.id && one.toolId === tool.id,
    );
    if (link && !linked) throw new ServiceRefused(403);
    const activityId = linked?.id ?? null;
    const item = addLineItem(platform, {
      courseId: course.id,
      toolId: tool.id,
      activityId,
      ...fields,
    });
    await platform.store.save();
    send(response, 201, itemFormat, { ...raw, id: lineItemJson(platform, item).id });
  };
}

function read(platform: Platform): RequestHandler {
  return (request, response) => {
    const tool = requireTool(platform, request, numberParam(request.query, 'type_id'), readScopes);
    requireFormat(request, 'accept', itemFormat, true);
    const item = requireLineItem(platform, request, tool.id);
    send(response, 200, itemFormat, lineItemJson(platform, item));
  };
}

function update(platform: Platform): RequestHandler {
  return async (request, response) => {
    const typeId = numberParam(request.query, 'type_id');
    const tool = requireTool(platform, request, typeId, [scopes.lineItem]);
    requireFormat(request, 'content-type', itemFormat);
    const item = requireLineItem(platform, request, tool.id);
    const { label, scoreMaximum, resourceId, tag } = parseLineItem(request);
    const scale = scoreMaximum / item.scoreMaximum;
    for (const grade of platform.state.grades) {
      if (grade.lineItemId === item.id && grade.value !== null) grade.value *= scale;
    }
    Object.assign(item, { label, scoreMaximum, resourceId, tag });
    await platform.store.save();
    send(response, 200, itemFormat, lineItemJson(platform, item));
  };
}

function remove(platform: Platform): RequestHandler {
  return async (request, response) => {
    const typeId = numberParam(request.query, 'type_id');
    const tool = requireTool(platform, request, typeId, [scopes.lineItem]);
    const item = requireLineItem(platform, request, tool.id);
    removeLineItem(platform, item.id);
    await platform.store.save();
    response.status(204).end();
  };
}

/** The columns of the gradebook as AGS line items. */
export function lineItemRoutes(platform: Platform): Router {
  const router = Router();
  router.use(collection, refuseWhileOff(platform));
  router.get(collection, list(platform));
  router.post(collection, create(platform));
  router.get(`${collection}/:item/lineitem`, read(platform));
  router.put(`${collection}/:item/lineitem`, update(platform));
  router.delete(`${collection}/:item/lineitem`, remove(platform));
  return router;
}
