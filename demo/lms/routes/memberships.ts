import { type RequestHandler, Router } from 'express';
import type { Enrolment, LmsUser, Tool } from '../model.js';
import type { Platform } from '../platform.js';
import { rosterRole } from '../roles.js';
import { scopes } from '../scopes.js';
import { numberParam, param } from './http.js';
import { requireFormat, requireServiceCourse, requireTool } from './service-guard.js';

const format = 'application/vnd.ims.lti-nrps.v2.membershipcontainer+json';
const rolePrefix = 'http://purl.imsglobal.org/vocab/lis/v2/membership#';

function member(user: LmsUser, enrolment: Enrolment, tool: Tool): Record<string, unknown> {
  return {
    status: 'Active',
    roles: [rosterRole(enrolment.role)],
    user_id: String(user.id),
    lis_person_sourcedid: user.idNumber,
    ...(tool.sendName
      ? {
          name: `${user.givenName} ${user.familyName}`,
          given_name: user.givenName,
          family_name: user.familyName,
        }
      : {}),
    ...(tool.sendEmail ? { email: user.email } : {}),
  };
}

/**
 * The roster. Moodle 4.5.6, observed: one page unless `limit` is sent; `Link: rel="next"` is well formed but drops
 * `role`; roles are short; a non-editing teacher is Learner; status is always Active; `rlid` changes nothing.
 */
function roster(platform: Platform): RequestHandler {
  return (request, response) => {
    const typeId = numberParam(request.params, 'type');
    const tool = requireTool(platform, request, typeId, [scopes.memberships]);
    requireFormat(request, 'accept', format, true);
    const course = requireServiceCourse(platform, param(request.params, 'course'));
    const asked = param(request.query, 'role').replace(rolePrefix, '');
    const role = ['Instructor', 'Learner'].includes(asked) ? asked : '';
    const users = new Map(platform.state.users.map((user) => [user.id, user]));
    const all = platform.state.enrolments.filter(
      (item) => item.courseId === course.id && (!role || rosterRole(item.role) === role),
    );
    const limit = numberParam(request.query, 'limit');
    const from = numberParam(request.query, 'from');
    const page = limit > 0 ? all.slice(from, from + limit) : all;
    const endpoint = platform.url + request.path;
    if (limit > 0 && from + limit < all.length) {
      response.set('Link', `<${endpoint}?limit=${limit}&from=${from + limit}>; rel="next"`);
    }
    const members = page.flatMap((item) => {
      const user = users.get(item.userId);
      return user ? [member(user, item, tool)] : [];
    });
    response.set('Content-Type', `${format}; charset=utf-8`);
    response.end(
      JSON.stringify({
        id: endpoint,
        context: { id: String(course.id), label: course.shortName, title: course.title },
        members,
      }),
    );
  };
}

/** Names and roles of a course. */
export function membershipRoutes(platform: Platform): Router {
  const router = Router();
  const path = '/mod/lti/services.php/CourseSection/:course/bindings/:type/memberships';
  router.get(path, roster(platform));
  return router;
}
