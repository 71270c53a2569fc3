import type { MentoringApi } from '../../../service/api/index.js';
import type { Clock } from '../../../shared/clock.js';
import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { Logger } from '../../../shared/logger.js';
import type { Sealer } from '../../../shared/seal.js';
import { type Circuit, createCircuit } from '../../lti/circuit.js';
import { gradeDelivery } from '../../lti/grade-delivery.js';
import { createGradeWorker, type GradeWorker } from '../../lti/grade-sync.js';
import { createGradebook, type Gradebook } from '../../lti/gradebook.js';
import { createGuardedFetch } from '../../lti/guarded-fetch.js';
import { toolKeyStore } from '../../lti/keys.js';
import { leaseStore } from '../../lti/lease.js';
import { lineItemStore } from '../../lti/line-item-store.js';
import { progressColumns } from '../../lti/line-items.js';
import { platformStore } from '../../lti/platform-store.js';
import { rosterStore } from '../../lti/roster-store.js';
import { createRosterSync, type RosterControl } from '../../lti/roster-sync.js';
import { courseStates } from '../../lti/service-contexts.js';
import { createServiceCaller } from '../../lti/service-token.js';
import { toolSigner } from '../../lti/tool-signer.js';

export interface LmsServicesDeps {
  db: Db;
  api: MentoringApi;
  clock: Clock;
  logger: Logger;
  sealer: Sealer;
}

/** Roster and grades as one process has them. */
export interface LmsServices {
  circuit: Circuit;
  roster: RosterControl;
  grades: GradeWorker;
  gradebook: Gradebook;
}

export function createLmsServices({
  db,
  api,
  clock,
  logger,
  sealer,
}: LmsServicesDeps): LmsServices {
  const fetch = createGuardedFetch({ allowPrivate: true });
  const platforms = platformStore(db, clock);
  const signer = toolSigner({ keys: toolKeyStore(db, sealer, clock), clock });
  const caller = createServiceCaller({ db, clock, sealer, signer, fetch });
  const leases = leaseStore(db, clock);
  const lineItems = lineItemStore(db, clock);
  const courses = courseStates(db, clock);
  const resend = (programmeId: string) =>
    api.as({ kind: 'system', name: 'grade-sync' }).wakeGrades({ programmeId, columnChanged: true });
  const columns = progressColumns({ store: lineItems, leases, clock, holder: newId(), resend });
  const circuit = createCircuit(clock);
  const sending = { db, clock, logger, platforms, caller, columns, circuit, courses };
  const store = rosterStore(db, clock);
  const grades = createGradeWorker({
    api,
    delivery: gradeDelivery(sending),
    clock,
    logger,
    pollMs: 3_600_000,
  });
  return {
    circuit,
    grades,
    gradebook: createGradebook({ ...sending, api, lineItems, kick: () => grades.kick() }),
    roster: createRosterSync({ db, api, clock, logger, caller, platforms, store, courses }),
  };
}
