import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { newId } from '../../shared/ids.js';
import type { AgsClient, LineItem } from './ags-client.js';
import type { Leases } from './lease.js';
import { AGS_LINE_ITEM } from './lti-scopes.js';
import type { ServiceContext } from './service-contexts.js';

/**
 * The gradebook column of the programme. `resourceId` and `tag` are how it is found again in the LMS,
 * also when Deep Linking made it together with an activity.
 */
export const PROGRESS_COLUMN = {
  key: 'progress',
  label: 'Прогресс наставничества',
  scoreMaximum: 100,
  resourceId: 'nastavnik-progress',
  tag: 'progress',
} as const;

const LEASE_MS = 60_000;

/** The course has no gradebook for us: no address of columns, or none that we may make. */
export class NoGradebook extends Error {
  constructor() {
    super('the course offers no gradebook column');
    this.name = 'NoGradebook';
  }
}

/** Another process is making the column at this moment. */
export class ColumnBusy extends Error {
  constructor() {
    super('the column is being made by another process');
    this.name = 'ColumnBusy';
  }
}

/** `lti_line_items`, one row for each course and column. */
export function lineItemStore(db: Db, clock: Clock) {
  const row = (ltiContextId: string) =>
    db('lti_line_items').where({ lti_context_id: ltiContextId, column_key: PROGRESS_COLUMN.key });
  return {
    async findUrl(ltiContextId: string): Promise<string | null> {
      const found = (await row(ltiContextId).first('url')) as { url: string | null } | undefined;
      return found?.url ?? null;
    },
    /** Remembers the column's address; a row that is there already gets it. */
    async keep(context: ServiceContext, url: string, label: string): Promise<void> {
      const now = clock.now();
      const change = { url, label: label.slice(0, 300), updated_at: now };
      if ((await row(context.ltiContextId).update(change)) === 1) return;
      try {
        await db('lti_line_items').insert({
          ...change,
          line_item_id: newId(),
          organisation_id: context.organisationId,
          programme_id: context.programmeId,
          lti_context_id: context.ltiContextId,
          column_key: PROGRESS_COLUMN.key,
          score_maximum: PROGRESS_COLUMN.scoreMaximum,
          created_at: now,
        });
      } catch (error) {
        if (!isDuplicate(error)) throw error;
        await row(context.ltiContextId).update(change);
      }
    },
    /** Forgets an address that the LMS no longer knows, unless another one has come meanwhile. */
    async forget(ltiContextId: string, url: string): Promise<void> {
      await row(ltiContextId).where({ url }).update({ url: null, updated_at: clock.now() });
    },
    /** The column's name in the LMS; null: not made yet. */
    async labelOfProgramme(programmeId: string): Promise<string | null> {
      const found = (await db('lti_line_items')
        .where({ programme_id: programmeId, column_key: PROGRESS_COLUMN.key })
        .whereNotNull('url')
        .orderBy('updated_at', 'desc')
        .first('label')) as { label: string } | undefined;
      return found?.label ?? null;
    },
  };
}
export type LineItemStore = ReturnType<typeof lineItemStore>;

/** Platforms may ignore the filter, so the answer is looked through. */
const isOurs = (item: LineItem): boolean => item.resourceId === PROGRESS_COLUMN.resourceId;

export interface ProgressColumns {
  /**
   * The address of the course's column: remembered, found in the LMS, or made there.
   * @throws NoGradebook, ColumnBusy, AgsRefused, LmsServiceError
   */
  ensure(context: ServiceContext, ags: AgsClient): Promise<string>;
  /** True when the LMS has lost the column: its address is forgotten and `ensure` makes a new one. */
  forgetIfGone(context: ServiceContext, ags: AgsClient, url: string): Promise<boolean>;
}

/**
 * Finds or makes the column; one process at a time for a course (a lease), so that two workers do not
 * make two columns.
 */
export function progressColumns(deps: {
  store: LineItemStore;
  leases: Leases;
  /** Names this process. */
  holder: string;
}): ProgressColumns {
  const { store, leases, holder } = deps;
  const making = new Map<string, Promise<string>>();

  async function findOrMake(
    context: ServiceContext,
    ags: AgsClient,
    lineItemsUrl: string,
  ): Promise<string> {
    const found = (
      await ags.findColumns(lineItemsUrl, { resource_id: PROGRESS_COLUMN.resourceId })
    ).find(isOurs);
    if (!found && !context.agsScopes.includes(AGS_LINE_ITEM)) throw new NoGradebook();
    const { key: _key, ...column } = PROGRESS_COLUMN;
    const item = found ?? (await ags.createColumn(lineItemsUrl, column));
    await store.keep(context, item.id, item.label ?? column.label);
    return item.id;
  }

  async function make(context: ServiceContext, ags: AgsClient): Promise<string> {
    if (context.lineItemsUrl === null) throw new NoGradebook();
    const lease = `column:${context.ltiContextId}`;
    if (!(await leases.take(lease, holder, LEASE_MS))) throw new ColumnBusy();
    try {
      // Another process may have made it while we waited for our turn.
      const known = await store.findUrl(context.ltiContextId);
      return known ?? (await findOrMake(context, ags, context.lineItemsUrl));
    } finally {
      await leases.release(lease, holder);
    }
  }

  return {
    async ensure(context, ags) {
      const known = await store.findUrl(context.ltiContextId);
      if (known !== null) return known;
      const running = making.get(context.ltiContextId);
      if (running) return running;
      const started = make(context, ags).finally(() => making.delete(context.ltiContextId));
      making.set(context.ltiContextId, started);
      return started;
    },
    async forgetIfGone(context, ags, url) {
      if (await ags.columnExists(url)) return false;
      await store.forget(context.ltiContextId, url);
      return true;
    },
  };
}
