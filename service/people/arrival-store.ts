import type { Db } from '../../shared/db/connect.js';
import { gatheredSelect } from '../../shared/db/gathered.js';
import type { Role } from '../api/index.js';
import type { LmsPerson, PersonName } from '../names/index.js';
import type { HeldRole, LmsRole } from './role-rules.js';

/** Somebody who comes from an LMS course. */
export interface LmsArrival {
  organisationId: string;
  courseKey: string;
  issuer: string;
  person: LmsPerson;
  lmsRole: LmsRole;
}

/** What is known of somebody who comes; null where it is new. */
export interface KnownArrival {
  programme: { programmeId: string; setUp: boolean } | null;
  person: { personId: string; name: PersonName; email: string | null } | null;
  member: {
    memberId: string;
    lmsStatus: string;
    lmsRole: string | null;
    rolesByHand: boolean;
    version: number;
    held: HeldRole[];
  } | null;
}

interface Row {
  programme_id: string | null;
  set_up: number | boolean;
  person_id: string | null;
  family_name: string | null;
  given_name: string | null;
  middle_name: string | null;
  name: string;
  email: string | null;
  member_id: string | null;
  lms_status: string;
  lms_role: string | null;
  roles_by_hand: number | boolean;
  member_version: number;
  role: Role | null;
  state: HeldRole['state'];
  rank: number | null;
}

const arrivalRows =
  gatheredSelect<Row>(`select ? as nth, pc.programme_id, g.set_up, a.person_id, p.family_name, p.given_name,
    p.middle_name, p.name, p.email, m.id as member_id, m.lms_status, m.lms_role,
    m.roles_by_hand, m.version as member_version, t.role, t.state,
    t.\`rank\`
  from organisations o
  left join programme_courses pc on pc.organisation_id = o.id and pc.course_key = ?
  left join programmes g on g.id = pc.programme_id
  left join person_accounts a on a.organisation_id = o.id and a.issuer = ? and a.subject = ?
  left join people p on p.id = a.person_id
  left join members m on m.programme_id = pc.programme_id and m.person_id = a.person_id
  left join participations t
    on t.programme_id = m.programme_id and t.person_id = m.person_id and t.state <> 'withdrawn'
  where o.id = ?`);

/** Reads programme, person and roles by one statement; null: there is no such organisation. */
export async function readArrival(db: Db, arrival: LmsArrival): Promise<KnownArrival | null> {
  const { organisationId, courseKey, issuer, person } = arrival;
  const rows = await arrivalRows(db, [courseKey, issuer, person.subject, organisationId]);
  rows.sort((a, b) => Number(a.rank) - Number(b.rank));
  const [first] = rows;
  return first ? knownFrom(first, rows) : null;
}

function knownFrom(first: Row, rows: Row[]): KnownArrival {
  const { programme_id, person_id, member_id } = first;
  const held = rows
    .filter((row) => row.role !== null)
    .map((row) => ({ role: row.role as Role, state: row.state }));
  return {
    programme:
      programme_id === null ? null : { programmeId: programme_id, setUp: Boolean(first.set_up) },
    person:
      person_id === null
        ? null
        : {
            personId: person_id,
            name: {
              familyName: first.family_name,
              givenName: first.given_name,
              middleName: first.middle_name,
              name: first.name,
            },
            email: first.email,
          },
    member:
      member_id === null
        ? null
        : {
            memberId: member_id,
            lmsStatus: first.lms_status,
            lmsRole: first.lms_role,
            rolesByHand: Boolean(first.roles_by_hand),
            version: first.member_version,
            held,
          },
  };
}
