import { addColumn, dropColumn } from '../../shared/db/alter.js';
import type { Db } from '../../shared/db/connect.js';

/** Whose a deployment becomes that is seen for the first time, and when a platform was switched off. */
export async function up(db: Db): Promise<void> {
  // `own`: a new organisation for each; `shared`: the platform's; null: the operator has not said.
  await addColumn(db, 'lti_platforms', 'new_deployments', (c) => c.ascii('new_deployments', 8));
  await addColumn(db, 'lti_platforms', 'disabled_at', (c) => c.moment('disabled_at'));
  await db('lti_platforms')
    .where('active', false)
    .whereNull('disabled_at')
    .update({ disabled_at: db.ref('updated_at') });
}

export async function down(db: Db): Promise<void> {
  await dropColumn(db, 'lti_platforms', 'new_deployments');
  await dropColumn(db, 'lti_platforms', 'disabled_at');
}
