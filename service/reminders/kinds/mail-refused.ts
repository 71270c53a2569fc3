import { type Due, type Look, reminderKind, type Thing } from '../kind.js';
import { refusedPeople } from '../refused-addresses.js';

/** Addresses of people of the programme that a mail server will not take. */
export interface RefusedMail extends Thing {
  count: number;
  /** The latest of them. */
  latestId: string;
}

/** Addresses that letters do not reach, for coordinators; anew with each further one. */
export function mailRefused(
  { count, latestId }: RefusedMail,
  { staff }: Pick<Look, 'staff'>,
): Due[] {
  if (count === 0) return [];
  return staff
    .filter(({ role }) => role === 'coordinator')
    .map(({ personId, role }) => ({
      personId,
      role,
      thing: latestId,
      place: 'reminders/mail',
      facts: { count },
    }));
}

export const mailRefusedKind = reminderKind<RefusedMail>({
  kind: 'mail_refused',
  schedule: { dailyAt: '06:00' },
  async things(db, { programmeId }, ask) {
    if ('after' in ask && ask.after !== null) return [];
    const people = await refusedPeople(db, programmeId);
    const latestId =
      people
        .map(({ refusalId }) => refusalId)
        .sort()
        .at(-1) ?? '';
    return [{ subject: '', position: 'all', pairId: null, count: people.length, latestId }];
  },
  judge: mailRefused,
});
