import { todayIn } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { AppError, notFound } from '../../shared/errors.js';
import type { RegisterEntry } from '../api/registers.js';
import { changedFields } from '../audit/changed-fields.js';
import { recordChange } from '../audit/index.js';
import type { Authority } from '../authorise.js';
import type { Call, ServiceDeps } from '../handler.js';
import {
  endOf,
  markOf,
  type RegisterMember,
  type RegisterPart,
  type RegisterPerson,
  unpairedForm,
} from './official-cells-rules.js';
import { readHeld } from './read-register.js';
import { isInScope } from './register-rules.js';
import { registerStore } from './register-store.js';

interface Read {
  authority: Authority;
  personId: string;
  today: string;
}

/** What the registers say of one person, as this caller may see it; consents are asked for elsewhere. */
async function entriesOf(db: Db, { authority, personId, today }: Read): Promise<RegisterEntry[]> {
  const { programmeId, timeZone, scopeForms } = authority;
  const store = registerStore(db);
  const people = await store.people(programmeId, today);
  const person = people.get(personId);
  if (!person) throw notFound('participant');
  const [parts, members] = await Promise.all([
    store.partsOf(programmeId, personId, timeZone).then((rows) => readHeld(db, programmeId, rows)),
    store.membersBeside(programmeId, personId),
  ]);
  const nameOf = (id: string) => people.get(id)?.name ?? '';
  const held = parts.filter((part) => part.held === 'admitted');
  const entries = held.flatMap((part) => {
    const own = members.filter((one) => one.personId === personId && one.side === part.side);
    if (own.length === 0) return [unpaired(person, part)];
    return own.map((member) => paired(part, member, members, nameOf));
  });
  return entries.filter((entry) => isInScope(entry, scopeForms));
}

const unpaired = (person: RegisterPerson, part: RegisterPart): RegisterEntry => ({
  role: part.side,
  pairId: null,
  others: '',
  form: unpairedForm(person, part),
  enteredOn: part.enteredOn,
  endsOn: null,
  mark: null,
  request: part.request,
  results: part.results,
  reviewUrl: part.reviewUrl,
  version: part.version,
});

const paired = (
  part: RegisterPart,
  member: RegisterMember,
  members: readonly RegisterMember[],
  nameOf: (personId: string) => string,
): RegisterEntry => ({
  role: part.side,
  pairId: member.pairId,
  others: members
    .filter((one) => one.pairId === member.pairId && one.side !== member.side)
    .map((one) => nameOf(one.personId))
    .join('; '),
  form: member.form,
  enteredOn: member.joinedOn,
  endsOn: endOf(member),
  mark: markOf(member),
  request: part.request,
  results: member.results,
  reviewUrl: member.reviewUrl,
  version: part.version,
});

const readOf = (deps: ServiceDeps, authority: Authority, personId: string): Read => ({
  authority,
  personId,
  today: todayIn(authority.timeZone, deps.clock),
});

/** @throws `not_found` for who is not in the programme */
export async function listRegisterEntries(
  deps: ServiceDeps,
  { authority, input }: Call<'listRegisterEntries'>,
) {
  return { rows: await entriesOf(deps.db, readOf(deps, authority, input.personId)) };
}

/**
 * Writes down what only people know: request, results, link to a case or review.
 * @throws `not_found` for a participation or pairing that is not there or not the caller's to see,
 *   `changed_meanwhile` over an older version
 */
export async function updateRegisterEntry(
  deps: ServiceDeps,
  { authority, input }: Call<'updateRegisterEntry'>,
): Promise<RegisterEntry> {
  const { programmeId, personId, role, pairId, version } = input;
  const read = readOf(deps, authority, personId);
  return inTransaction(deps.db, async (trx) => {
    const find = async () =>
      (await entriesOf(trx, read)).find((one) => one.role === role && one.pairId === pairId);
    const before = await find();
    if (!before) throw notFound('participation');
    const notes = {
      request: input.request || null,
      enteredOn: input.enteredOn,
      results: input.results || null,
      reviewUrl: input.reviewUrl || null,
    };
    const of = { programmeId, personId, side: role, pairId };
    if (!(await registerStore(trx).writeNotes(of, version, notes)))
      throw new AppError('changed_meanwhile', 'the participation was changed meanwhile');
    const { after } = changedFields({ ...before }, { ...notes });
    await recordChange(trx, deps.clock, authority, {
      action: 'register_notes',
      entity: 'participant',
      entityId: personId,
      after: { profileFields: Object.keys(after) },
    });
    return (await find()) as RegisterEntry;
  });
}
