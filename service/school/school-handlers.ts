import type { ServiceDeps } from '../handler.js';
import { certificateHandlers } from './certificate-handlers.js';
import { markAttendance } from './mark-attendance.js';
import { materialHandlers } from './material-handlers.js';
import { sessionHandlers } from './session-handlers.js';
import { trainingHandlers } from './training-handlers.js';

/** The handlers of the mentors' school (methodology §3 stage 4). */
export const schoolHandlers = (deps: ServiceDeps) => ({
  ...sessionHandlers(deps),
  markSchoolAttendance: (call: Parameters<typeof markAttendance>[1]) => markAttendance(deps, call),
  ...materialHandlers(deps),
  ...trainingHandlers(deps),
  ...certificateHandlers(deps),
});
