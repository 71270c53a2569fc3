import { type RequestHandler, Router } from 'express';
import { resultJson, ServiceRefused, saveScore } from '../grades.js';
import type { Platform } from '../platform.js';
import { scopes } from '../scopes.js';
import { numberParam } from './http.js';
import { requireLineItem } from './line-items.js';
import { requireFormat, requireTool } from './service-guard.js';

const scoreFormat = 'application/vnd.ims.lis.v1.score+json';
const resultFormat = 'application/vnd.ims.lis.v2.resultcontainer+json';
const item = '/mod/lti/services.php/:course/lineitems/:item/lineitem';

function takeScore(platform: Platform): RequestHandler {
  return async (request, response) => {
    const typeId = numberParam(request.query, 'type_id');
    const tool = requireTool(platform, request, typeId, [scopes.score]);
    requireFormat(request, 'content-type', scoreFormat);
    const lineItem = requireLineItem(platform, request, tool.id);
    saveScore(platform, lineItem, String(request.body));
    await platform.store.save();
    response.status(200).end();
  };
}

function results(platform: Platform): RequestHandler {
  return (request, response) => {
    const typeId = numberParam(request.query, 'type_id');
    const tool = requireTool(platform, request, typeId, [scopes.result]);
    requireFormat(request, 'accept', resultFormat, true);
    const lineItem = requireLineItem(platform, request, tool.id);
    const userId = numberParam(request.query, 'user_id');
    const grades = platform.state.grades.filter(
      (grade) => grade.lineItemId === lineItem.id && (!userId || grade.userId === userId),
    );
    if (numberParam(request.query, 'limit') > 0 && grades.length > 0) {
      throw new ServiceRefused(500, 'Call to a member function out() on null');
    }
    response.set('Content-Type', `${resultFormat}; charset=utf-8`);
    response.end(JSON.stringify(grades.map((grade) => resultJson(platform, lineItem, grade))));
  };
}

/** Scores in, results out. Moodle 4.5.6, observed: `results?limit=` crashes. */
export function scoreRoutes(platform: Platform): Router {
  const router = Router();
  router.post(`${item}/scores`, takeScore(platform));
  router.get(`${item}/results`, results(platform));
  return router;
}
