import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { lineItemStore, PROGRESS_COLUMN } from './line-items.js';
import { CONTEXT_COLUMNS, contextOf } from './service-contexts.js';

/** What a launch says of the column that belongs to the launched activity (AGS 2.0 §3.1, `lineitem`). */
export interface LaunchedColumn {
  platformId: string;
  deploymentId: string;
  contextId: string;
  /** Where the launch lands: the path below the session. */
  page: string;
  lineItemUrl: string;
}

/** Pages whose column is the programme's: that of a meeting log is nobody's progress. */
const PAGES = new Set(['', 'my', 'progress']);
const REMEMBERED_AT_MOST = 5_000;

/** Takes the column of a placed activity for the programme's, where none is known yet. */
export interface LaunchColumns {
  /** To be called after the launch's course was remembered. One query per course and process, then none. */
  adopt(launched: LaunchedColumn): Promise<void>;
}

export function launchColumns(db: Db, clock: Clock): LaunchColumns {
  const store = lineItemStore(db, clock);
  const settled = new Set<string>();
  return {
    async adopt({ platformId, deploymentId, contextId, page, lineItemUrl }) {
      const key = JSON.stringify([platformId, deploymentId, contextId]);
      if (!PAGES.has(page) || settled.has(key)) return;
      const row = await db('lti_contexts')
        .where({ platform_id: platformId, deployment_id: deploymentId, context_id: contextId })
        .first(CONTEXT_COLUMNS);
      if (!row) return;
      const context = contextOf(row);
      const known = await store.findUrl(context.ltiContextId);
      if (known === null) await store.keep(context, lineItemUrl, PROGRESS_COLUMN.label);
      if (settled.size >= REMEMBERED_AT_MOST) settled.clear();
      settled.add(key);
    },
  };
}
