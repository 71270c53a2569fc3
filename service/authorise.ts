import type { Db } from '../shared/db/connect.js';
import { fromJson } from '../shared/db/dialect.js';
import { gatheredRows } from '../shared/db/gathered.js';
import { AppError, notFound } from '../shared/errors.js';
import type { Access } from './api/endpoint.js';
import type { Actor, Form, Role } from './api/index.js';

/** What a call may rely on once it is allowed: read from the service's own tables, not from the caller. */
export interface Authority {
  organisationId: string;
  programmeId: string;
  /** Null for API keys and for the tool itself. */
  personId: string | null;
  role: Role | 'system';
  /** All roles held in the programme. */
  roles: Role[];
  /** True when the role is held only as a candidate. */
  candidate: boolean;
  /** A curator's forms; null: no limit. */
  scopeForms: Form[] | null;
  timeZone: string;
  /** Grows with each write in the programme. */
  revision: number;
  /** They did not sign in but hold a personal link; the journal says so. */
  byLink?: true;
  /** Of who holds a link: the pass that they got for their code or birth year. */
  passHash?: string;
}

/** Whose own things are asked for; a key acts as a role, not as a person, and has none. */
export function ownId({ personId }: Authority): string {
  if (personId === null) throw notFound('participant');
  return personId;
}

interface Row {
  programme_id: string;
  person_id: string | null;
  organisation_id: string;
  time_zone: string;
  revision: number;
  role: Role | null;
  state: string | null;
  scope_forms: unknown;
}

const programmeRows = gatheredRows<Row, readonly [programmeId: string]>({
  text: (marks) => `select g.id as programme_id, null as person_id, g.organisation_id, o.time_zone,
      g.revision, null as role, null as state, null as scope_forms
    from programmes g join organisations o on o.id = g.organisation_id
    where g.id in (${marks})`,
  isOf: (row, [programmeId]) => row.programme_id === programmeId,
});

/** The roles that people hold; somebody without any is answered as in no programme at all. */
const roleRows = gatheredRows<Row, readonly [programmeId: string, personId: string]>({
  text: (marks) => `select p.programme_id, p.person_id, g.organisation_id, o.time_zone, g.revision,
      p.role, p.state, p.scope_forms
    from participations p
    join programmes g on g.id = p.programme_id
    join organisations o on o.id = g.organisation_id
    where p.programme_id in (${marks}) and p.person_id in (${marks}) and p.state <> 'withdrawn'
    order by p.\`rank\``,
  isOf: (row, [programmeId, personId]) =>
    row.programme_id === programmeId && row.person_id === personId,
});

const readRows = (db: Db, programmeId: string, personId: string | null): Promise<Row[]> =>
  personId === null ? programmeRows(db, [programmeId]) : roleRows(db, [programmeId, personId]);

/**
 * Decides who the caller is in a programme, by one statement. A programme of another organisation is
 * answered exactly as one that does not exist.
 */
export async function readAuthority(db: Db, actor: Actor, programmeId: string): Promise<Authority> {
  const personId = actor.kind === 'person' ? actor.personId : null;
  const rows = await readRows(db, programmeId, personId);
  const first = rows[0];
  if (!first) throw notFound('programme');
  if (actor.kind !== 'system' && actor.organisationId !== first.organisation_id)
    throw notFound('programme');
  const base = {
    organisationId: first.organisation_id,
    programmeId,
    timeZone: first.time_zone,
    revision: Number(first.revision),
  };
  if (actor.kind === 'system') {
    return {
      ...base,
      personId: null,
      role: 'system',
      roles: [],
      candidate: false,
      scopeForms: null,
    };
  }
  if (actor.kind === 'apiKey') {
    return {
      ...base,
      personId: null,
      role: actor.role,
      roles: [actor.role],
      candidate: false,
      scopeForms: null,
    };
  }
  // By a link somebody is a mentor and nothing else, whatever else they are.
  if (actor.viaLink !== undefined && actor.role !== 'mentor')
    throw new AppError('forbidden', 'a personal link is for a mentor');
  const acting = rows.find((r) => r.role === actor.role);
  if (!acting)
    throw new AppError('forbidden', `the role ${actor.role} is not held`, {
      details: { role: actor.role },
    });
  return {
    ...base,
    personId: actor.personId,
    role: actor.role,
    roles: actor.viaLink === undefined ? rows.map((r) => r.role as Role) : [actor.role],
    candidate: acting.state === 'candidate',
    scopeForms: acting.scope_forms === null ? null : fromJson<Form[]>(acting.scope_forms),
  };
}

/** Throws `forbidden` unless the access rule of an endpoint lets this authority in. */
export function checkAccess(access: Access, authority: Authority): void {
  if (authority.role === 'system') {
    if (access === 'system') return;
  } else if (access === 'person') return;
  else if (access === 'member') {
    if (authority.role !== 'visitor') return;
  } else if (access !== 'system' && access.includes(authority.role)) return;
  throw new AppError('forbidden', `not for the role ${authority.role}`, {
    details: { role: authority.role },
  });
}

/** True for a caller who reads the whole programme (within their forms). */
export function isStaff(authority: Authority): boolean {
  return ['coordinator', 'curator', 'head', 'system'].includes(authority.role);
}
