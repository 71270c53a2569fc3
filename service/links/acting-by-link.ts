import { dayIn, todayIn } from '../../shared/clock.js';
import { gatheredRows } from '../../shared/db/gathered.js';
import { AppError, invalid, notFound } from '../../shared/errors.js';
import type { PersonActor } from '../api/index.js';
import { type Authority, readAuthority } from '../authorise.js';
import { isConsentWithdrawn } from '../consents/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { linkState, passHolds } from './link-rules.js';
import { hashOfPass, hashOfToken } from './link-secrets.js';
import { linkStore } from './link-store.js';

/** What is read of a link at every call by it. */
interface Row {
  link_id: string;
  programme_id: string;
  person_id: string | null;
  scope: string;
  expires_at: number;
  revoked_at: number | null;
  used_at: number | null;
  year_tries: number;
  pass_hash: string | null;
  ends_on: string;
  continued_in: string | null;
  time_zone: string;
  college: string;
}

/** Calls at one moment, as those of a page are, are one statement. */
const linkRows = gatheredRows<Row, readonly [linkId: string]>({
  text: (marks) => `select l.id as link_id, l.programme_id, l.person_id, l.scope, l.expires_at,
      l.revoked_at, l.used_at, l.year_tries, l.pass_hash, g.ends_on, g.continued_in, o.time_zone,
      coalesce(g.college_name, o.name) as college
    from personal_links l
    join programmes g on g.id = l.programme_id
    join organisations o on o.id = g.organisation_id
    where l.id in (${marks})`,
  isOf: (row, [linkId]) => row.link_id === linkId,
});

/** Why a page by a link has ended, under the hands of who has it open. */
type End = 'revoked' | 'expired' | 'locked' | 'used' | 'left' | 'consent';

/**
 * No problem of a field: a form cannot mend it. `details.link` says what ended it, and
 * `details.organisationName` whom to ask.
 */
const linkEnded = (end: End, organisationName: string): AppError =>
  new AppError('unauthenticated', `the personal link has ended: ${end}`, {
    details: { link: end, organisationName },
  });

const moment = (value: number | null): number | null => (value === null ? null : Number(value));

/**
 * The link of somebody who acts by one, while it opens their page; asked at every call.
 * @throws `not_found` for a link that is not this person's, `unauthenticated` with `details.link`
 */
export async function actingLink(
  deps: Pick<ServiceDeps, 'db' | 'clock'>,
  { viaLink, personId }: PersonActor,
): Promise<{ programmeId: string; passHash: string; college: string }> {
  const [row] = await linkRows(deps.db, [viaLink ?? '']);
  if (!row || row.scope !== 'mentor' || row.person_id !== personId) throw notFound('link');
  const { programme_id: programmeId, pass_hash: passHash, college, time_zone: timeZone } = row;
  const times = {
    expiresAt: Number(row.expires_at),
    revokedAt: moment(row.revoked_at),
    usedAt: moment(row.used_at),
    yearTries: row.year_tries,
  };
  const state = linkState(times, deps.clock.now());
  if (state !== 'open') throw linkEnded(state, college);
  const today = todayIn(timeZone, deps.clock);
  // The programme may have been shortened, or have gone on as another one, since the link was made.
  if (today > row.ends_on || row.continued_in !== null) throw linkEnded('expired', college);
  if (passHash === null) throw invalid([{ path: 'pass', code: 'link.passEnded' }]);
  if (await isConsentWithdrawn(deps.db, { programmeId, today }, personId))
    throw linkEnded('consent', college);
  return { programmeId, passHash, college };
}

/**
 * What somebody may who acts by a link: what a mentor may of their own, marked as done by it. Who is a
 * mentor no longer, or left the programme, is told that their page has ended.
 */
export async function authorityByLink(
  deps: Pick<ServiceDeps, 'db' | 'clock'>,
  actor: PersonActor,
  programmeId: string,
): Promise<Authority> {
  const link = await actingLink(deps, actor);
  if (link.programmeId !== programmeId) throw notFound('programme');
  const known = await readAuthority(deps.db, actor, programmeId).catch((error: unknown) => {
    const gone = error instanceof AppError && ['forbidden', 'not_found'].includes(error.code);
    throw gone ? linkEnded('left', link.college) : error;
  });
  return { ...known, byLink: true, passHash: link.passHash };
}

/** Written down at most once in so long: a page view need not be a write. */
const TOUCH_EVERY_MS = 60_000;

/** As whom somebody acts who has confirmed a link to their page; asked at each of their requests. */
export async function enterByLink(deps: ServiceDeps, { input }: Call<'enterByLink'>) {
  const { token, pass } = input;
  const store = linkStore(deps.db);
  const link = await store.byTokenHash(hashOfToken(token));
  if (!link || link.scope !== 'mentor' || link.personId === null) throw notFound('link');
  const { linkId, organisationId, programmeId, personId } = link;
  const who = { kind: 'person', organisationId, personId, role: 'mentor' } as const;
  const known = await authorityByLink(deps, { ...who, viaLink: linkId }, programmeId);
  const now = deps.clock.now();
  if (link.passHash !== hashOfPass(token, pass) || !passHolds(link, now)) {
    throw invalid([{ path: 'pass', code: 'link.passEnded' }]);
  }
  if (now - (link.passSeenAt ?? 0) >= TOUCH_EVERY_MS) {
    await store.showPass(linkId, link.passHash, now);
  }
  const lastDay = dayIn(known.timeZone, link.expiresAt - 1);
  return { linkId, organisationId, programmeId, personId, lastDay };
}
