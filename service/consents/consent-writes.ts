import type { Knex } from 'knex';
import { todayIn } from '../../shared/clock.js';
import { latest } from '../../shared/dates.js';
import type { Db } from '../../shared/db/connect.js';
import { inTransaction } from '../../shared/db/transaction.js';
import { type FieldProblem, invalid, notFound } from '../../shared/errors.js';
import { newId } from '../../shared/ids.js';
import { sha256 } from '../../shared/seal.js';
import type { ConsentText } from '../api/consents.js';
import type { ConsentWay, EndpointName } from '../api/index.js';
import { bumpRevision, recordChange } from '../audit/index.js';
import { type Authority, ownId } from '../authorise.js';
import { callerOf, once } from '../db/once.js';
import { attachFile, findFile } from '../files/index.js';
import type { Call, ServiceDeps } from '../handler.js';
import { ageOn } from '../people/age-rules.js';
import type { LedgerEntry } from './consent-rules.js';
import { consentStore, type Member, type NewEntry, type ProgrammeOfText } from './consent-store.js';
import { type ConsentTexts, wholeText } from './consent-text.js';
import {
  type Giving,
  givingProblems,
  isGivenAlready,
  representativeProblems,
  withdrawalProblems,
} from './giving-rules.js';

/** Who writes, where: a person with their authority, or a representative by a link. */
export type Writer = Pick<Authority, 'organisationId' | 'programmeId' | 'personId' | 'role'>;

/** What is read of the ledger before something is added to it. */
export interface Place {
  trx: Knex.Transaction;
  programme: ProgrammeOfText;
  member: Member;
  entries: readonly LedgerEntry[];
  today: string;
  /** The moment of the row: later than all before it, whatever the clocks of several processes say. */
  at: number;
}

/** What an entry is made of besides where and when it stands. */
type Act = Omit<
  NewEntry,
  'consentId' | 'organisationId' | 'programmeId' | 'personId' | 'actorId' | 'at'
>;

/** Whom a text is about. */
export const personOf = ({ member, today }: Pick<Place, 'member' | 'today'>) => ({
  name: member.name,
  age: ageOn(member, today),
});

export const refuse = (problems: FieldProblem[]): void => {
  if (problems.length > 0) throw invalid(problems);
};

/** Reads where a person stands; `not_found` for who is not in the programme. */
export async function readPlace(
  db: Db,
  deps: ServiceDeps,
  programmeId: string,
  personId: string,
): Promise<Omit<Place, 'trx'>> {
  const store = consentStore(db);
  const programme = await store.programme(programmeId);
  const [member] = await store.membersByIds(programmeId, [personId]);
  if (!programme || !member) throw notFound('participant');
  const entries = (await store.entriesOf(programmeId, [personId])).get(personId) ?? [];
  const at = Math.max(deps.clock.now(), ...entries.map((one) => one.at + 1));
  return { programme, member, entries, today: todayIn(programme.timeZone, deps.clock), at };
}

/**
 * The same for a write, after others who write in this programme at the same moment: a consent and its
 * withdrawal never pass each other.
 */
export async function placeOf(
  trx: Knex.Transaction,
  deps: ServiceDeps,
  programmeId: string,
  personId: string,
): Promise<Place> {
  await bumpRevision(trx, programmeId);
  return { trx, ...(await readPlace(trx, deps, programmeId, personId)) };
}

/** Adds a row to the ledger, and an entry without content to the journal. */
export async function append(
  deps: ServiceDeps,
  writer: Writer,
  place: Place,
  act: Act,
  consentId = newId(),
): Promise<{ consentId: string }> {
  const { programmeId, personId: actorId } = writer;
  const { personId } = place.member;
  const { organisationId } = place.programme;
  const where = { consentId, organisationId, programmeId, personId };
  await consentStore(place.trx).append({ ...act, ...where, actorId, at: place.at });
  await recordChange(place.trx, deps.clock, writer, {
    action: act.act === 'given' ? 'consent.given' : 'consent.withdrawn',
    entity: 'participant',
    entityId: personId,
    after: { consentKind: act.kind, consentWay: act.way },
  });
  return { consentId };
}

/** What an act may leave open. */
const NOTHING_MORE = {
  representative: null,
  originalNumber: null,
  originalNote: null,
  reason: null,
  fullText: null,
  proof: null,
  scanId: null,
} as const;

/** A consent to a text, by whom and by which way; what the way brings besides is added. */
export const givenAct = (
  { kind, byRepresentative, on, validUntil }: Giving,
  { purpose, data, actions }: ConsentText,
  way: ConsentWay,
) =>
  ({
    ...NOTHING_MORE,
    kind,
    act: 'given',
    on,
    validUntil,
    way,
    byWhom: byRepresentative ? 'representative' : 'person',
    purpose,
    data,
    actions,
  }) as const;

interface WrittenCall {
  actor: Call<'giveConsent'>['actor'];
  authority: Authority;
  input: { idempotencyKey?: string | undefined };
}

/** One write in the ledger: sent twice with one key, made once. */
function written(
  deps: ServiceDeps,
  endpoint: EndpointName,
  { actor, authority, input }: WrittenCall,
  personId: string,
  write: (place: Place) => Promise<{ consentId: string }>,
  /** What makes two requests the same. */
  asked: object = input,
): Promise<{ consentId: string }> {
  const { organisationId, programmeId } = authority;
  const actorId = callerOf(actor, authority);
  const key = { organisationId, actorId, endpoint, key: input.idempotencyKey, input: asked };
  return inTransaction(deps.db, (trx) =>
    once(trx, deps.clock, key, async () => write(await placeOf(trx, deps, programmeId, personId))),
  );
}

/** Somebody consents in the tool to the text that they have read. */
export function giveConsent(deps: ServiceDeps, texts: ConsentTexts, call: Call<'giveConsent'>) {
  const { authority, input } = call;
  const { kind, textVersion } = input;
  return written(deps, 'giveConsent', call, ownId(authority), async (place) => {
    const { member, entries, programme, today } = place;
    const text = texts.textFor(kind, programme, personOf(place));
    if (text.version !== textVersion) {
      throw invalid([{ path: 'textVersion', code: 'consent.textChanged' }]);
    }
    const { validUntil } = text;
    const giving: Giving = { kind, byRepresentative: false, on: today, validUntil, now: true };
    refuse(givingProblems(member, entries, giving, today));
    if (isGivenAlready(member, entries, giving, today)) {
      throw invalid([{ path: 'kind', code: 'consent.alreadyGiven' }]);
    }
    const fullText = wholeText(text);
    return append(deps, authority, place, {
      ...givenAct(giving, text, 'tool'),
      textVersion,
      fullText,
      proof: { textHash: sha256(fullText) },
    });
  });
}

/** The scan of somebody's consent, as the files know it. */
export const scanFile = (of: { programmeId: string; personId: string }, fileId: string) =>
  ({
    fileId,
    programmeId: of.programmeId,
    personId: of.personId,
    purpose: 'consent_scan',
  }) as const;

/** A coordinator writes down a consent that was signed on paper; the original says its words. */
export async function recordPaperConsent(
  deps: ServiceDeps,
  texts: ConsentTexts,
  call: Call<'recordPaperConsent'>,
) {
  const { authority, input } = call;
  const { kind, givenOn, representative, originalNumber, originalNote, scanId } = input;
  const scan = scanId === null ? null : scanFile(input, scanId);
  const found = scan === null ? null : await findFile(deps.db, scan);
  const write = async (place: Place) => {
    const { member, entries, programme, today } = place;
    const text = texts.textFor(kind, programme, personOf(place));
    const validUntil = input.validUntil ?? text.validUntil;
    const byRepresentative = representative !== null;
    if (kind === 'parent' && !byRepresentative) {
      throw invalid([{ path: 'representative', code: 'consent.representativeNeeded' }]);
    }
    const giving: Giving = { kind, byRepresentative, on: givenOn, validUntil, now: false };
    const ofThem = representative === null ? [] : representativeProblems(representative);
    refuse([...givingProblems(member, entries, giving, today), ...ofThem]);
    if (scan !== null && !(await attachFile(place.trx, scan, deps.clock.now()))) {
      throw invalid([{ path: 'scan', code: 'file.gone' }]);
    }
    return append(deps, authority, place, {
      ...givenAct(giving, text, 'paper'),
      representative,
      scanId,
      proof: found === null ? null : { scanHash: found.sha256 },
      // Which words stand on the paper, only the paper knows.
      textVersion: null,
      originalNumber,
      originalNote,
    });
  };
  // A form sent twice brings its file twice: the same bytes are the same request.
  const asked = { ...input, scanId: found?.sha256 ?? scanId };
  return written(deps, 'recordPaperConsent', call, input.personId, write, asked);
}

const NO_TEXT = {
  ...NOTHING_MORE,
  act: 'withdrawn',
  validUntil: null,
  purpose: null,
  data: [],
  actions: [],
  textVersion: null,
} as const;

/** A coordinator writes down that a consent was withdrawn: by whom, when, why. */
export function withdrawConsent(deps: ServiceDeps, call: Call<'withdrawConsent'>) {
  const { authority, input } = call;
  const { kind, withdrawnOn, byWhom, reason } = input;
  return written(deps, 'withdrawConsent', call, input.personId, (place) => {
    const { entries, today, at } = place;
    refuse(withdrawalProblems(entries, { kind, on: withdrawnOn, at }, today));
    const act = { ...NO_TEXT, kind, on: withdrawnOn, way: 'paper', byWhom, reason } as const;
    return append(deps, authority, place, act);
  });
}

/**
 * Somebody withdraws a consent to the use of their own data (152-ФЗ art. 9 part 2: the subject may,
 * whoever gave it).
 */
export function withdrawMyConsent(deps: ServiceDeps, call: Call<'withdrawMyConsent'>) {
  const { authority, input } = call;
  const { kind, reason } = input;
  return written(deps, 'withdrawMyConsent', call, ownId(authority), (place) => {
    const { entries, today, at } = place;
    // Not before the consent, where the clocks of two processes disagree about the day.
    const on = latest(today, ...entries.map((one) => one.on));
    refuse(withdrawalProblems(entries, { kind, on, at }, on));
    const act = { ...NO_TEXT, kind, on, way: 'tool', byWhom: 'person', reason } as const;
    return append(deps, authority, place, act);
  });
}
