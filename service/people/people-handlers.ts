import { notFound } from '../../shared/errors.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { addPerson } from './add-person.js';
import { participantStore } from './participant-store.js';
import { setRoles } from './set-roles.js';
import { syncRoster } from './sync-roster.js';

type Names = 'listParticipants' | 'getParticipant' | 'setRoles' | 'addPerson' | 'syncRoster';

async function listParticipants(deps: ServiceDeps, { input }: Call<'listParticipants'>) {
  const store = participantStore(deps.db);
  const [rows, total, counts] = await Promise.all([
    store.page(input),
    store.count(input),
    store.countsByRole(input.programmeId),
  ]);
  return { rows, total, counts, page: input.page, pageSize: input.pageSize };
}

async function getParticipant(deps: ServiceDeps, { input }: Call<'getParticipant'>) {
  const found = await participantStore(deps.db).find(input.programmeId, input.personId);
  if (!found) throw notFound('participant');
  return found;
}

/** The handlers of the people of a programme and their roles. */
export function peopleHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listParticipants: (call) => listParticipants(deps, call),
    getParticipant: (call) => getParticipant(deps, call),
    setRoles: (call) => setRoles(deps, call),
    addPerson: (call) => addPerson(deps, call),
    syncRoster: (call) => syncRoster(deps, call),
  };
}
