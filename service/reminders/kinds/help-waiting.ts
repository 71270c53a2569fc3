import type { Form } from '../../api/reference.js';
import {
  type Due,
  type Look,
  narrowedById,
  reminderKind,
  type Staff,
  type Thing,
} from '../kind.js';

/** A request for help that nobody has answered. */
export interface OpenRequest extends Thing {
  form: Form;
  /** When somebody began to wait: a word of who asked opens an answered request again. */
  askedAt: number;
}

/** Who is asked second, when the first do not answer. */
const LATE_MS = 3 * 86_400_000;

/**
 * A request for help: to the curators of its form, at once; where there are none, or they leave it for three days,
 * to the coordinators. A duty: nobody turns it off. Nothing of what was asked, nor who, goes into a letter.
 */
export function helpWaiting(
  { subject, form, askedAt }: OpenRequest,
  { now, staff }: Pick<Look, 'now' | 'staff'>,
): Due[] {
  const to = (one: Staff, thing: string): Due => ({
    personId: one.personId,
    role: one.role,
    thing,
    place: `help-requests/${subject}`,
    facts: {},
    urgent: true,
  });
  const curators = staff.filter(
    ({ role, scopeForms }) =>
      role === 'curator' && (scopeForms === null || scopeForms.includes(form)),
  );
  const coordinators = staff.filter(({ role }) => role === 'coordinator');
  const asked = `${subject} ${askedAt}`;
  if (curators.length === 0) return coordinators.map((one) => to(one, asked));
  const first = curators.map((one) => to(one, asked));
  if (askedAt > now - LATE_MS) return first;
  return [...first, ...coordinators.map((one) => to(one, `${asked} late`))];
}

export const helpWaitingKind = reminderKind<OpenRequest>({
  kind: 'help_waiting',
  schedule: { everyMinutes: 10 },
  async things(db, { programmeId }, ask) {
    const query = db('help_requests as h').where({
      'h.programme_id': programmeId,
      'h.state': 'open',
    });
    const rows: { subject: string; form: Form; askedAt: number | string }[] = await narrowedById(
      query,
      ask,
      'h.id',
    ).select({
      subject: 'h.id',
      form: 'h.pair_form',
      askedAt: db.raw('coalesce(h.waiting_since, h.created_at)'),
    });
    return rows.map((row) => ({
      ...row,
      askedAt: Number(row.askedAt),
      position: row.subject,
      pairId: null,
    }));
  },
  judge: helpWaiting,
});
