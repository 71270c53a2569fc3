import type { MentoringApi } from '../../../service/api/index.js';
import type { Clock } from '../../../shared/clock.js';
import type { Db } from '../../../shared/db/connect.js';
import { newId } from '../../../shared/ids.js';
import type { Logger } from '../../../shared/logger.js';
import type { Sealer } from '../../../shared/seal.js';
import { type Circuit, createCircuit } from '../../lti/circuit.js';
import { gradeDelivery } from '../../lti/grade-delivery.js';
import { createGradeWorker, type GradeWorker } from '../../lti/grade-sync.js';
import { createGuardedFetch } from '../../lti/guarded-fetch.js';
import { toolKeyStore } from '../../lti/keys.js';
import { leaseStore } from '../../lti/lease.js';
import { lineItemStore, progressColumns } from '../../lti/line-items.js';
import { platformStore } from '../../lti/platform-store.js';
import { rosterStore } from '../../lti/roster-store.js';
import { createRosterSync, type RosterControl } from '../../lti/roster-sync.js';
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
  const columns = progressColumns({ store: lineItemStore(db, clock), leases, holder: newId() });
  const circuit = createCircuit(clock);
  const delivery = gradeDelivery({ db, clock, logger, platforms, caller, columns, circuit });
  const store = rosterStore(db, clock);
  return {
    circuit,
    grades: createGradeWorker({ api, delivery, clock, logger, pollMs: 3_600_000 }),
    roster: createRosterSync({ db, api, clock, logger, caller, platforms, store }),
  };
}
