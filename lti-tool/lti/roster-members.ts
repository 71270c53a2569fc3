import type { InputOf } from '../../service/api/endpoint.js';
import type { Contract } from '../../service/api/index.js';
import type { NrpsMember, Roster } from './nrps-client.js';
import type { LtiPlatform } from './platform-store.js';
import { quirksOf } from './platforms/index.js';

type Member = InputOf<Contract['syncRoster']>['members'][number];

function memberOf(row: NrpsMember, platform: LtiPlatform): Member {
  const names = {
    name: row.name,
    givenName: row.given_name,
    familyName: row.family_name,
    middleName: row.middle_name,
    email: row.email,
  };
  return {
    subject: row.user_id,
    ...Object.fromEntries(Object.entries(names).filter(([, value]) => value !== undefined)),
    lmsRole: quirksOf(platform).rosterRole(row.roles),
    // NRPS 2.0 §2.3: Active, Inactive, Deleted.
    status: row.status.toLowerCase() === 'active' ? 'active' : 'inactive',
  };
}

/** Who is in several courses of the programme counts once, active if active in one of them. */
export function mergedMembers(rosters: readonly Roster[], platform: LtiPlatform): Member[] {
  const rows = new Map<string, NrpsMember>();
  for (const row of rosters.flatMap((roster) => roster.members)) {
    const known = rows.get(row.user_id);
    const active = known?.status.toLowerCase() === 'active' ? known.status : row.status;
    const roles = [...new Set([...(known?.roles ?? []), ...row.roles])];
    rows.set(row.user_id, { ...known, ...row, roles, status: active });
  }
  return [...rows.values()].map((row) => memberOf(row, platform));
}
