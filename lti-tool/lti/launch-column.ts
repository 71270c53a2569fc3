import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { lineItemStore } from './line-item-store.js';
import { PROGRESS_COLUMN } from './progress-column.js';
import { CONTEXT_COLUMNS, contextOf } from './service-contexts.js';

/** What a launch says of the column that belongs to the launched activity (AGS 2.0 §3.1, `lineitem`). */
export interface LaunchedColumn {
  platformId: string;
  deploymentId: string;
  contextId: string;
  /** Where the launch lands: the path below the session. */
  page: string;
  lineItemUrl: string;
  /** The activity's title, which is the column's name in most LMS; '' unknown. */
  title: string;
}

/** Pages whose column is the programme's: that of a meeting log is nobody's progress. */
const PAGES = new Set(['', 'my', 'progress']);
const REMEMBERED_AT_MOST = 5_000;

/** Takes the column of a placed activity for the programme's. */
export interface LaunchColumns {
  /**
   * To be called after the launch's course was remembered. The column of a placed activity takes the
   * place of one that the tool made by itself, not of another activity's. One query per column and
   * process, then none.
   * @param resend called when scores went to another column before
   */
  adopt(launched: LaunchedColumn, resend: (programmeId: string) => Promise<unknown>): Promise<void>;
}

export function launchColumns(db: Db, clock: Clock): LaunchColumns {
  const store = lineItemStore(db, clock);
  const settled = new Set<string>();
  return {
    async adopt(launched, resend) {
      const { platformId, deploymentId, contextId, page, lineItemUrl: url } = launched;
      const key = JSON.stringify([platformId, deploymentId, contextId, url]);
      if (!PAGES.has(page) || settled.has(key)) return;
      const row = await db('lti_contexts')
        .where({ platform_id: platformId, deployment_id: deploymentId, context_id: contextId })
        .first(CONTEXT_COLUMNS);
      if (!row) return;
      const context = contextOf(row);
      const known = await store.find(context.ltiContextId);
      // Of two graded activities the first stays: it has the scores.
      if (known !== null && known.url !== null && known.url !== url && known.origin === 'link') {
        const label = launched.title || PROGRESS_COLUMN.label;
        if (known.other?.url !== url || known.other.label !== label)
          await store.noteOther(context.ltiContextId, { url, label });
        return;
      }
      if (known?.url !== url || known.origin !== 'link') {
        const label = launched.title || PROGRESS_COLUMN.label;
        await store.keep(context, { url, label, origin: 'link' });
      }
      if ((await store.find(context.ltiContextId))?.resendDue) {
        await resend(context.programmeId);
        await store.resent(context.ltiContextId);
      }
      if (settled.size >= REMEMBERED_AT_MOST) settled.clear();
      settled.add(key);
    },
  };
}
