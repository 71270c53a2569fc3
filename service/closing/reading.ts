import { todayIn, toIso } from '../../shared/clock.js';
import type { Db } from '../../shared/db/connect.js';
import { notFound } from '../../shared/errors.js';
import type { ClosingView, ListedClosing } from '../api/closing.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { Authority } from '../authorise.js';
import { withdrawnOf } from '../consents/index.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { searchWords } from '../names/index.js';
import { type PairWithPeople, pairRowsByIds, readVisiblePair, sideOf } from '../pairs/index.js';
import { type FinalAnswers, readFinalSurveys, waveStateOn } from '../surveys/index.js';
import {
  type ClosingFacts,
  type ClosingPerson,
  nextFor,
  STEPS_SEEN,
  stepsOf,
  surveyOf,
} from './closing-rules.js';
import {
  type ClosingFilter,
  factsStore,
  type MemberFacts,
  type WrittenFacts,
} from './facts-store.js';
import { type WishRow, wishStore } from './wish-store.js';

/** Somebody of a pair with where their final survey is. */
type Person = ClosingPerson & { name: string; waveId: string | null; surveyEndsOn: string | null };

/** What is known of one pair's closing. */
interface PairClosing {
  facts: ClosingFacts;
  people: Person[];
  wishes: WishRow[];
}

interface Read {
  today: string;
  withdrawn: ReadonlySet<string>;
  members: MemberFacts[];
  written: WrittenFacts;
  wishes: WishRow[];
  surveys: FinalAnswers;
}

function personOf(member: MemberFacts, pair: PairWithPeople, read: Read): Person {
  const { personId, name, side, groupName, pairId, results } = member;
  const { surveys, today, written, withdrawn } = read;
  const waves = surveys.waves.map((wave) => ({ ...wave, now: waveStateOn(wave, today) }));
  const answered = surveys.answered.has(`${side} ${personId}`);
  const { survey, waveId, endsOn } = surveyOf(
    { side, group: groupName, answered },
    pair.form,
    waves,
  );
  const key = `${pairId} ${personId}`;
  return {
    personId,
    name,
    side,
    survey,
    waveId,
    surveyEndsOn: endsOn,
    reflected: written.reflected.has(key),
    paperId: written.papers.get(key) ?? null,
    result: results !== null && results !== '',
    frozen: withdrawn.has(personId),
  };
}

function closingOf(pair: PairWithPeople, read: Read): PairClosing {
  const { pairId } = pair;
  const { written, today } = read;
  const people = read.members
    .filter((one) => one.pairId === pairId)
    .map((one) => personOf(one, pair, read));
  const wishes = read.wishes.filter((one) => one.pairId === pairId && one.wished);
  return {
    people,
    wishes,
    facts: {
      pair: {
        state: pair.state,
        endsOn: pair.endsOn,
        closedOn: written.closedOn.get(pairId) ?? null,
      },
      today,
      closingMeetingOn: written.meetingOn.get(pairId) ?? null,
      people,
      report: written.reports.get(pairId) ?? null,
      hasCase: written.cases.has(pairId),
      wishes: wishes.map(({ madeOn }) => ({ made: madeOn !== null })),
    },
  };
}

/** What is known of the closing of pairs: at most fourteen statements, however many pairs. */
async function readFacts(
  db: Db,
  { programmeId }: Pick<Authority, 'programmeId'>,
  pairIds: readonly string[],
  today: string,
): Promise<Read> {
  const store = factsStore(db);
  const [members, written, wishes, withdrawn] = await Promise.all([
    store.members(programmeId, pairIds),
    store.written(programmeId, pairIds),
    wishStore(db).ofPairs(programmeId, pairIds),
    withdrawnOf(db, { programmeId, today }),
  ]);
  const ids = [...new Set(members.map(({ personId }) => personId))];
  const surveys = await readFinalSurveys(db, programmeId, ids);
  return { today, withdrawn, members, written, wishes, surveys };
}

/** What is known of one pair's closing, whoever asks. */
export async function readClosing(
  db: Db,
  authority: Pick<Authority, 'programmeId'>,
  pair: PairWithPeople,
  today: string,
): Promise<PairClosing> {
  return closingOf(pair, await readFacts(db, authority, [pair.pairId], today));
}

const headOf = (pair: PairWithPeople, closedOn: string | null) => ({
  pairId: pair.pairId,
  shortNames: pair.shortNames,
  form: pair.form,
  state: pair.state,
  startsOn: pair.startsOn,
  endsOn: pair.endsOn,
  closedOn,
});

export const wishView = (row: WishRow) => ({
  wished: row.wished,
  note: row.note ?? '',
  saidAt: toIso(row.saidAt),
  madeOn: row.madeOn,
  version: row.version,
});

/** The facts as far as somebody of the pair knows them: of the others' surveys and words they learn nothing. */
function ownPart(facts: ClosingFacts, personId: string): ClosingFacts {
  return { ...facts, people: facts.people.filter((one) => one.personId === personId) };
}

async function getClosing(
  deps: ServiceDeps,
  { authority, input }: Call<'getClosing'>,
): Promise<ClosingView> {
  const pair = await readVisiblePair(deps.db, authority, input.pairId);
  if (!pair) throw notFound('pair');
  const today = todayIn(authority.timeZone, deps.clock);
  const read = await readFacts(deps.db, authority, [pair.pairId], today);
  const { facts, people } = closingOf(pair, read);
  const side = sideOf(authority);
  const self = authority.personId ?? '';
  const seen = side === null ? facts : ownPart(facts, self);
  const steps = stepsOf(seen).filter(
    ({ step }) => side === null || STEPS_SEEN[side].includes(step),
  );
  const wishes = read.wishes.filter(({ personId, wished }) =>
    side === null ? wished : personId === self,
  );
  return {
    ...headOf(pair, facts.pair.closedOn),
    today,
    mySide: side,
    steps,
    next: nextFor(seen, authority.role),
    closingMeetingOn: facts.closingMeetingOn,
    people: people.filter(({ personId }) => side === null || personId === self),
    reportState: side === 'mentee' ? null : facts.report,
    hasCase: side !== 'mentee' && facts.hasCase,
    wishes: wishes.map((row) => ({
      ...wishView(row),
      person: { personId: row.personId, name: row.name },
    })),
  };
}

async function listClosings(
  deps: ServiceDeps,
  { authority, input }: Call<'listClosings'>,
): Promise<OutputOf<Contract['listClosings']>> {
  const { programmeId, scopeForms } = authority;
  const { page, pageSize, search, form, when, lacks } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  const words = searchWords(search);
  const filter: ClosingFilter = { programmeId, scopeForms, words, form, when, lacks, today };
  const store = factsStore(deps.db);
  const [ids, total] = await Promise.all([
    store.page(filter, pageSize, (page - 1) * pageSize),
    store.count(filter),
  ]);
  if (ids.length === 0) return { rows: [], total, page, pageSize };
  const [pairs, read] = await Promise.all([
    pairRowsByIds(deps.db, programmeId, ids),
    readFacts(deps.db, authority, ids, today),
  ]);
  const rows = ids.flatMap((pairId): ListedClosing[] => {
    const pair = pairs.get(pairId);
    if (!pair) return [];
    const { facts } = closingOf(pair, read);
    return [
      {
        ...headOf(pair, facts.pair.closedOn),
        steps: stepsOf(facts),
        reportState: facts.report,
        closingMeetingOn: facts.closingMeetingOn,
      },
    ];
  });
  return { rows, total, page, pageSize };
}

/** How far the closing of pairs is. */
export const readingHandlers = (
  deps: ServiceDeps,
): Pick<Handlers, 'getClosing' | 'listClosings'> => ({
  getClosing: (call) => getClosing(deps, call),
  // Not remembered: an answered survey does not move the programme's revision on.
  listClosings: (call) => listClosings(deps, call),
});
