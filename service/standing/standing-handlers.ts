import { toIso } from '../../shared/clock.js';
import { notFound } from '../../shared/errors.js';
import type { Authority } from '../authorise.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { surveysOf } from '../surveys/index.js';
import { changeMany } from './change-many.js';
import { decide } from './decisions.js';
import { countsOf, groupsOf, meets, sorted } from './list-rules.js';
import {
  asSeenBy,
  isVisible,
  type ReadStandings,
  type Standing,
  sharedStandings,
} from './standing.js';
import { type StoredDecision, standingStore } from './standing-store.js';
import { possibleDecisions } from './state-rules.js';

type Names =
  | 'listPeople'
  | 'getPerson'
  | 'listSurveysOfPerson'
  | 'listPersonHistory'
  | 'decide'
  | 'changeMany';

const shown = ({
  sortKey: _sortKey,
  lmsEmail: _lmsEmail,
  pairedAs: _pairedAs,
  ...person
}: Standing) => person;

async function visibleTo(read: ReadStandings, authority: Authority): Promise<Standing[]> {
  const all = await read(authority);
  return all.filter((one) => isVisible(authority, one)).map((one) => asSeenBy(authority, one));
}

async function listPeople(read: ReadStandings, { authority, input }: Call<'listPeople'>) {
  const { page, pageSize } = input;
  const all = await visibleTo(read, authority);
  const found = sorted(
    all.filter((one) => meets(one, input)),
    input.sort,
  );
  return {
    rows: found.slice((page - 1) * pageSize, page * pageSize).map(shown),
    total: found.length,
    page,
    pageSize,
    counts: countsOf(all),
    groups: groupsOf(all),
  };
}

/** Somebody whom the caller may see; else `not_found`, as for who is not in the programme. */
async function findPerson(
  read: ReadStandings,
  authority: Authority,
  personId: string,
): Promise<Standing> {
  const found = (await read(authority)).find((one) => one.personId === personId);
  if (!found || !isVisible(authority, found)) throw notFound('participant');
  return asSeenBy(authority, found);
}

/** A decision as this reader sees it: reasons are not for who prepares materials. */
function toDecision(stored: StoredDecision | undefined, { role }: Authority) {
  if (!stored) return null;
  const { kind, reason, at, by, supported } = stored;
  return {
    kind,
    reason: role === 'methodist' ? null : reason,
    decidedAt: toIso(at),
    decidedBy: by,
    supported,
  };
}

async function getPerson(
  deps: ServiceDeps,
  read: ReadStandings,
  { authority, input }: Call<'getPerson'>,
) {
  const person = await findPerson(read, authority, input.personId);
  const decisions = await standingStore(deps.db).decisionsOf(input.programmeId, input.personId);
  return {
    ...shown(person),
    participations: person.participations.map(({ role, state }) => ({
      role,
      state,
      decision: toDecision(
        decisions.find((one) => one.role === role),
        authority,
      ),
      possible:
        authority.role === 'coordinator'
          ? possibleDecisions(
              state,
              person.roles.find((one) => one.role === role)?.state ?? 'withdrawn',
            )
          : [],
    })),
  };
}

async function listSurveysOfPerson(
  deps: ServiceDeps,
  read: ReadStandings,
  { authority, input }: Call<'listSurveysOfPerson'>,
) {
  await findPerson(read, authority, input.personId);
  return { rows: await surveysOf(deps.db, input.programmeId, input.personId) };
}

async function listPersonHistory(
  deps: ServiceDeps,
  read: ReadStandings,
  { authority, input }: Call<'listPersonHistory'>,
) {
  const { programmeId, personId, page, pageSize } = input;
  await findPerson(read, authority, personId);
  const store = standingStore(deps.db);
  const ids = await store.idsOf(authority.organisationId, personId);
  const { rows, total } = await store.history(programmeId, ids, { page, pageSize });
  return {
    rows: rows.map(({ at, actorName, ...row }) => ({
      ...row,
      at: toIso(Number(at)),
      actorName: actorName ?? '',
    })),
    total,
    page,
    pageSize,
  };
}

/** The handlers of where people stand: the list, the card, decisions. */
export function standingHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const read = sharedStandings(deps);
  return {
    listPeople: remembered<'listPeople'>(deps, (call) => listPeople(read, call)),
    getPerson: (call) => getPerson(deps, read, call),
    listSurveysOfPerson: (call) => listSurveysOfPerson(deps, read, call),
    listPersonHistory: (call) => listPersonHistory(deps, read, call),
    decide: (call) => decide(deps, call),
    changeMany: (call) => changeMany(deps, call),
  };
}
