import type { Clock } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { isDuplicate } from '../../shared/db/db-errors.js';
import { newId } from '../../shared/ids.js';
import { PROGRESS_COLUMN } from './progress-column.js';
import type { ServiceContext } from './service-contexts.js';

/** `link`: the column of an activity that a teacher placed; `own`: one that the tool made by itself. */
export type ColumnOrigin = 'link' | 'own';

/** What is remembered of a course's column. */
export interface KnownColumn {
  /** Null: the LMS has lost the column. */
  url: string | null;
  /** Its name in the LMS. */
  label: string;
  origin: ColumnOrigin;
  /** When the LMS was last asked for a better one; ms. */
  lookedAt: number;
  /** When it took the place of another one that is still in the gradebook; ms; null: it did not. */
  replacedAt: number | null;
  /** Another graded activity that was launched: its column gets nothing. */
  other: { url: string; label: string } | null;
  /** Scores that were sent to an earlier column are to be sent again. */
  resendDue: boolean;
}

export type NewKnownColumn = Pick<KnownColumn, 'label' | 'origin'> & { url: string };

interface Row {
  url: string | null;
  label: string;
  origin: string | null;
  looked_at: number | null;
  replaced_at: number | null;
  resend_due: boolean | number | null;
  other_url: string | null;
  other_label: string | null;
}

const FIELDS = [
  'url',
  'label',
  'origin',
  'looked_at',
  'replaced_at',
  'resend_due',
  'other_url',
  'other_label',
] as const;

const columnOf = (row: Row): KnownColumn => ({
  url: row.url,
  label: row.label,
  origin: row.origin === 'link' ? 'link' : 'own',
  lookedAt: Number(row.looked_at ?? 0),
  replacedAt: row.replaced_at === null ? null : Number(row.replaced_at),
  other: row.other_url === null ? null : { url: row.other_url, label: row.other_label ?? '' },
  resendDue: Boolean(row.resend_due),
});

/** `lti_line_items`, one row for each course and column. */
export function lineItemStore(db: Db, clock: Clock) {
  const row = (ltiContextId: string) =>
    db('lti_line_items').where({ lti_context_id: ltiContextId, column_key: PROGRESS_COLUMN.key });

  async function find(ltiContextId: string): Promise<KnownColumn | null> {
    const found = (await row(ltiContextId).first(FIELDS)) as Row | undefined;
    return found ? columnOf(found) : null;
  }

  async function insert(context: ServiceContext, change: Record<string, unknown>): Promise<void> {
    await db('lti_line_items').insert({
      ...change,
      line_item_id: newId(),
      organisation_id: context.organisationId,
      programme_id: context.programmeId,
      lti_context_id: context.ltiContextId,
      column_key: PROGRESS_COLUMN.key,
      score_maximum: PROGRESS_COLUMN.scoreMaximum,
      created_at: clock.now(),
    });
  }

  return {
    find,
    /**
     * Remembers the course's column. One that takes the place of another makes `resendDue`: what was
     * sent before lies in the other.
     */
    async keep(context: ServiceContext, column: NewKnownColumn): Promise<void> {
      const { ltiContextId } = context;
      const now = clock.now();
      const { url, origin } = column;
      const change = {
        url,
        origin,
        label: column.label.slice(0, 300),
        looked_at: now,
        updated_at: now,
      };
      const known = await find(ltiContextId);
      if (!known) {
        try {
          await insert(context, change);
          return;
        } catch (error) {
          if (!isDuplicate(error)) throw error;
        }
      }
      // What was the other one is the one now.
      const taken = known?.other?.url === url ? { other_url: null, other_label: null } : {};
      const replaces = known !== null && known.url !== null && known.url !== url;
      const query = row(ltiContextId);
      // A launch may have brought the column of an activity meanwhile: ours does not push it out.
      if (origin === 'own') {
        query.where((q) =>
          q.whereNull('url').orWhereNull('origin').orWhereNot('origin', 'link').orWhere({ url }),
        );
      }
      await query.update({
        ...change,
        ...taken,
        ...(replaces ? { replaced_at: now, resend_due: true } : {}),
      });
    },
    /** The LMS was asked for a better column and has none. */
    async looked(ltiContextId: string): Promise<void> {
      await row(ltiContextId).update({ looked_at: clock.now() });
    },
    /**
     * Forgets an address that the LMS no longer knows, unless another one has come meanwhile. What
     * was sent there is gone with it.
     */
    async forget(ltiContextId: string, url: string): Promise<void> {
      const change = { url: null, replaced_at: null, resend_due: true, updated_at: clock.now() };
      await row(ltiContextId).where({ url }).update(change);
    },
    /** Remembers a graded activity whose column gets nothing, so that the page can say so. */
    async noteOther(ltiContextId: string, other: { url: string; label: string }): Promise<void> {
      const change = { other_url: other.url, other_label: other.label.slice(0, 300) };
      await row(ltiContextId).update({ ...change, updated_at: clock.now() });
    },
    async forgetOther(ltiContextId: string, url: string): Promise<void> {
      await row(ltiContextId)
        .where({ other_url: url })
        .update({ other_url: null, other_label: null });
    },
    async askResend(ltiContextId: string): Promise<void> {
      await row(ltiContextId).update({ resend_due: true });
    },
    async resent(ltiContextId: string): Promise<void> {
      await row(ltiContextId).update({ resend_due: false });
    },
  };
}
export type LineItemStore = ReturnType<typeof lineItemStore>;
