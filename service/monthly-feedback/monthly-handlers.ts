import { todayIn } from '../../shared/clock.js';
import { notFound } from '../../shared/errors.js';
import type { OutputOf } from '../api/endpoint.js';
import type { Contract } from '../api/index.js';
import type { MonthlyRow } from '../api/monthly-feedback.js';
import { isConsentWithdrawn, withdrawnOf } from '../consents/index.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { foldText, searchWords } from '../names/index.js';
import { readPairForMember } from '../pairs/index.js';
import {
  closesOn,
  dueOn,
  figuresOf,
  isAsked,
  isLow,
  latestMonth,
  monthsFrom,
  openMonth,
} from './monthly-rules.js';
import { monthlyStore, type StoredMonth, type StoredPlace } from './monthly-store.js';
import {
  askedIn,
  type ProgrammeMonths,
  type ReadMonths,
  rememberedMonths,
} from './programme-months.js';
import { saveMonth } from './saving-month.js';

type Names =
  | 'myMonthlyFeedback'
  | 'saveMonthlyFeedback'
  | 'listMonthlyFeedback'
  | 'getMonthlyTrend'
  | 'getPairMonthly';

const answerOf = ({ relation, useful, wish, needsHelp }: StoredMonth) => ({
  relation,
  useful,
  wish,
  needsHelp,
});

/** The months that there is something to read of, the latest first; before the first answer the latest alone. */
function monthsOf({ first, today }: ProgrammeMonths): string[] {
  const last = latestMonth(today);
  return monthsFrom(first === null || first > last ? last : first, last).reverse();
}

async function mine(
  deps: ServiceDeps,
  { authority }: Call<'myMonthlyFeedback'>,
): Promise<OutputOf<Contract['myMonthlyFeedback']>> {
  const { programmeId, personId, role } = authority;
  const today = todayIn(authority.timeZone, deps.clock);
  const month = openMonth(today);
  if (month === null || personId === null) return { today, rows: [] };
  const store = monthlyStore(deps.db);
  const [places, said, withdrawn] = await Promise.all([
    store.places(programmeId, { personId }),
    store.ofPerson(programmeId, personId, month),
    isConsentWithdrawn(deps.db, { programmeId, today }, personId),
  ]);
  if (withdrawn) return { today, rows: [] };
  return {
    today,
    rows: places
      .filter((place) => place.side === role && place.leftOn === null && isAsked(place, month))
      .map(({ pairId }) => {
        const own = said.find((one) => one.pairId === pairId);
        return {
          pairId,
          month,
          dueOn: dueOn(month),
          until: closesOn(month),
          answer: own ? answerOf(own) : null,
          version: own?.version ?? 0,
        };
      }),
  };
}

const byName = (a: StoredPlace, b: StoredPlace): number =>
  a.sortKey < b.sortKey ? -1 : a.sortKey > b.sortKey ? 1 : a.pairId < b.pairId ? -1 : 1;

const keyOf = ({ pairId, personId }: { pairId: string; personId: string }) =>
  `${pairId} ${personId}`;

/** Whether a row is among those that were asked for. */
function isShown(
  { answer }: MonthlyRow,
  show: Call<'listMonthlyFeedback'>['input']['show'],
): boolean {
  if (show === undefined) return true;
  if (show === 'missing' || answer === null) return show === 'missing' && answer === null;
  if (show === 'answered') return true;
  return show === 'low' ? isLow(answer) : answer.needsHelp;
}

/** Who a month asked, with what they said: told of the programme’s year, which is read once a revision. */
async function list(
  read: ReadMonths,
  { authority, input }: Call<'listMonthlyFeedback'>,
): Promise<OutputOf<Contract['listMonthlyFeedback']>> {
  const year = await read(authority);
  const months = monthsOf(year);
  const month = input.month ?? (months[0] as string);
  const said = new Map(
    year.said.filter((one) => one.month === month).map((one) => [keyOf(one), one]),
  );
  const words = searchWords(input.search);
  const of = askedIn(year, month, authority)
    .filter(({ form }) => input.form === undefined || form === input.form)
    .filter(({ side }) => input.side === undefined || side === input.side)
    .filter(({ name }) => words.every((word) => foldText(name).includes(word)))
    .sort(byName)
    .map((place): MonthlyRow => {
      const own = said.get(keyOf(place));
      const { pairId, pairTitle, form, personId, name, side } = place;
      const person = { personId, name };
      return { pairId, pairTitle, form, person, side, answer: own ? answerOf(own) : null };
    });
  const rows = of.filter((row) => isShown(row, input.show));
  const { page, pageSize } = input;
  const having = (show: 'answered' | 'low' | 'help') =>
    of.filter((row) => isShown(row, show)).length;
  return {
    rows: rows.slice((page - 1) * pageSize, page * pageSize),
    total: rows.length,
    page,
    pageSize,
    month,
    until: closesOn(month),
    months,
    counts: {
      asked: of.length,
      answered: having('answered'),
      low: having('low'),
      help: having('help'),
    },
  };
}

async function trend(
  read: ReadMonths,
  { authority, input }: Call<'getMonthlyTrend'>,
): Promise<OutputOf<Contract['getMonthlyTrend']>> {
  const year = await read(authority);
  const { form } = input;
  if (year.first === null) return { months: [] };
  return {
    months: monthsOf(year)
      .reverse()
      .map((month) => {
        const asked = askedIn(year, month, authority).filter(
          (place) => form === undefined || place.form === form,
        );
        const keys = new Set(asked.map(keyOf));
        const said = year.said.filter((one) => one.month === month && keys.has(keyOf(one)));
        return figuresOf(month, asked.length, said);
      }),
  };
}

async function ofPair(
  deps: ServiceDeps,
  { authority, input }: Call<'getPairMonthly'>,
): Promise<OutputOf<Contract['getPairMonthly']>> {
  const { programmeId, pairId } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  const pair = await readPairForMember(deps.db, authority, pairId);
  // A key of the API may read as nobody; who stands in the pair does not, whatever else they are.
  if (pair.mySide !== null) throw notFound('pair');
  const store = monthlyStore(deps.db);
  const [places, said, withdrawn] = await Promise.all([
    store.places(programmeId, { pairId }),
    store.ofPair(programmeId, pairId),
    withdrawnOf(deps.db, { programmeId, today }),
  ]);
  if (places.some(({ personId }) => personId === authority.personId)) return { rows: [] };
  const months = [...new Set(said.map(({ month }) => month))].sort().reverse();
  return {
    rows: months.flatMap((month) =>
      places
        .filter(({ personId }) => !withdrawn.has(personId))
        .flatMap((place) => {
          const { personId, name, side } = place;
          const own = said.find((one) => one.month === month && one.personId === personId);
          if (!own && !isAsked(place, month)) return [];
          return [{ month, person: { personId, name }, side, answer: own ? answerOf(own) : null }];
        }),
    ),
  };
}

/** Monthly feedback of both sides: given by those in a pair, read by curators and coordinators. */
export function monthlyFeedbackHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const read = rememberedMonths(deps);
  return {
    myMonthlyFeedback: remembered<'myMonthlyFeedback'>(deps, (call) => mine(deps, call)),
    saveMonthlyFeedback: (call) => saveMonth(deps, call),
    listMonthlyFeedback: (call) => list(read, call),
    getMonthlyTrend: (call) => trend(read, call),
    getPairMonthly: remembered<'getPairMonthly'>(deps, (call) => ofPair(deps, call)),
  };
}
