import type { Clock } from '../../shared/clock.js';
import { type AgsClient, AgsRefused, type LineItem } from './ags-client.js';
import type { Leases } from './lease.js';
import type { KnownColumn, LineItemStore } from './line-item-store.js';
import { AGS_LINE_ITEM } from './lti-scopes.js';
import { PROGRESS_COLUMN } from './progress-column.js';
import type { ServiceContext } from './service-contexts.js';

const LEASE_MS = 60_000;
/** While scores go to a column of our own, the LMS is asked so often for one that a teacher placed. */
const LOOK_AGAIN_MS = 15 * 60_000;

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

/** AGS 2.0 §3.2.9: the column belongs to an activity of the course. */
const isPlaced = (item: LineItem): boolean => Boolean(item.resourceLinkId ?? item.ltiLinkId);

/** Platforms may ignore the filter, so the answer is looked through. Another resource may bear our tag. */
const isOurs = (item: LineItem): boolean =>
  item.resourceId
    ? item.resourceId === PROGRESS_COLUMN.resourceId
    : item.tag === PROGRESS_COLUMN.tag;

/** A column of ours in the LMS. */
export interface FoundColumn {
  url: string;
  label: string;
  origin: KnownColumn['origin'];
}

/**
 * Looks for the programme's column in a course: by `resourceId`, then by `tag` (an LMS may keep but one
 * of them). That of a placed activity comes before one that stands alone.
 * @returns null: there is none
 * @throws AgsRefused, LmsServiceError
 */
export async function findColumn(
  ags: Pick<AgsClient, 'findColumns'>,
  lineItemsUrl: string,
): Promise<FoundColumn | null> {
  let alone: LineItem | undefined;
  for (const filter of [
    { resource_id: PROGRESS_COLUMN.resourceId },
    { tag: PROGRESS_COLUMN.tag },
  ]) {
    const ours = (await ags.findColumns(lineItemsUrl, filter)).filter(isOurs);
    const placed = ours.find(isPlaced);
    if (placed) return foundOf(placed);
    alone ??= ours[0];
  }
  return alone ? foundOf(alone) : null;
}

const foundOf = (item: LineItem): FoundColumn => ({
  url: item.id,
  label: item.label ?? PROGRESS_COLUMN.label,
  origin: isPlaced(item) ? 'link' : 'own',
});

export interface ProgressColumns {
  /**
   * The address of the course's column: that of the placed activity, else one that is there, else a
   * new one. Called only where a score is to be sent: nothing else makes a column.
   * @throws NoGradebook, ColumnBusy, AgsRefused, LmsServiceError
   */
  ensure(context: ServiceContext, ags: AgsClient): Promise<string>;
  /** True when the LMS has lost the column: its address is forgotten and `ensure` finds another. */
  forgetIfGone(context: ServiceContext, ags: AgsClient, url: string): Promise<boolean>;
  /** Scores go to this course's column from now on, and went to another before. */
  movedHere(context: ServiceContext): Promise<void>;
}

export interface ColumnDeps {
  store: LineItemStore;
  leases: Leases;
  clock: Clock;
  /** Names this process. */
  holder: string;
  /** Puts the programme's scores into the queue again: they go to another column now. */
  resend(programmeId: string): Promise<unknown>;
}

/** Those who need the same thing of one course at once share one run of it. */
function sharing<T>() {
  const running = new Map<string, Promise<T>>();
  return (key: string, run: () => Promise<T>): Promise<T> => {
    const known = running.get(key);
    if (known) return known;
    const started = run().finally(() => running.delete(key));
    running.set(key, started);
    return started;
  };
}

/**
 * Finds or makes the column; one process at a time for a course (a lease), so that two workers do not
 * make two columns.
 */
export function progressColumns(deps: ColumnDeps): ProgressColumns {
  const { store, leases, clock, holder } = deps;
  const once = sharing<string>();
  const resendingOnce = sharing<void>();

  const isSettled = (known: KnownColumn): boolean =>
    known.origin === 'link' || known.lookedAt > clock.now() - LOOK_AGAIN_MS;

  /** The column of another graded activity of the course that was seen, if it is still there. */
  async function otherColumn({ ltiContextId }: ServiceContext, ags: AgsClient) {
    const other = (await store.find(ltiContextId))?.other;
    if (!other) return null;
    if (await ags.columnExists(other.url)) return { ...other, origin: 'link' as const };
    await store.forgetOther(ltiContextId, other.url);
    return null;
  }

  async function findOrMake(context: ServiceContext, ags: AgsClient, lineItemsUrl: string) {
    const found = (await findColumn(ags, lineItemsUrl)) ?? (await otherColumn(context, ags));
    if (!found && !context.agsScopes.includes(AGS_LINE_ITEM)) throw new NoGradebook();
    const { key: _key, ...wanted } = PROGRESS_COLUMN;
    const column =
      found ?? foundOf({ label: wanted.label, ...(await ags.createColumn(lineItemsUrl, wanted)) });
    await store.keep(context, column);
    return column.url;
  }

  /** A teacher may have placed an activity with a column since we made ours: that one counts. */
  async function lookAgain(context: ServiceContext, ags: AgsClient, lineItemsUrl: string) {
    try {
      const found = await findColumn(ags, lineItemsUrl);
      if (found?.origin === 'link') await store.keep(context, found);
      else await store.looked(context.ltiContextId);
    } catch (error) {
      if (!(error instanceof AgsRefused)) throw error;
      await store.looked(context.ltiContextId);
    }
  }

  async function underLease(context: ServiceContext, ags: AgsClient): Promise<string> {
    const { lineItemsUrl, ltiContextId } = context;
    const before = await store.find(ltiContextId);
    const usable = before?.url ?? null;
    if (lineItemsUrl === null) {
      if (usable !== null) return usable;
      throw new NoGradebook();
    }
    const lease = `column:${ltiContextId}`;
    if (!(await leases.take(lease, holder, LEASE_MS))) {
      if (usable !== null) return usable;
      throw new ColumnBusy();
    }
    try {
      // Another process may have been at it while we waited for our turn.
      const known = await store.find(ltiContextId);
      if (known?.url == null) return await findOrMake(context, ags, lineItemsUrl);
      if (!isSettled(known)) await lookAgain(context, ags, lineItemsUrl);
      return (await store.find(ltiContextId))?.url ?? known.url;
    } finally {
      await leases.release(lease, holder);
    }
  }

  const resendNow = ({ ltiContextId, programmeId }: ServiceContext) =>
    resendingOnce(ltiContextId, async () => {
      await deps.resend(programmeId);
      await store.resent(ltiContextId);
    });

  return {
    async ensure(context, ags) {
      const { ltiContextId } = context;
      let known = await store.find(ltiContextId);
      if (known?.url == null || !isSettled(known)) {
        await once(ltiContextId, () => underLease(context, ags));
        known = await store.find(ltiContextId);
      }
      if (known?.url == null) throw new ColumnBusy();
      if (known.resendDue) await resendNow(context);
      return known.url;
    },
    async forgetIfGone(context, ags, url) {
      if (await ags.columnExists(url)) return false;
      await store.forget(context.ltiContextId, url);
      return true;
    },
    async movedHere(context) {
      await store.askResend(context.ltiContextId);
      await resendNow(context);
    },
  };
}
