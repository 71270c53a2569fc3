import type { OutputOf, ParsedInputOf } from '../api/endpoint.js';
import { type Contract, GRADE_DIFFERENCES } from '../api/index.js';
import type { Authority } from '../authorise.js';
import type { ServiceDeps } from '../handler.js';
import { compare } from './compare-rules.js';
import { readAccounts, readOurGrades } from './compare-store.js';
import { countGrades } from './grade-list-store.js';
import { countResendable } from './grade-store.js';

type Differences = OutputOf<Contract['compareGrades']>;

/** One page of what differs between the scores of a programme and what its LMS says of them. */
export async function differencesOf(
  { db }: ServiceDeps,
  { programmeId }: Authority,
  input: ParsedInputOf<Contract['compareGrades']>,
): Promise<Differences> {
  const [ours, people] = await Promise.all([
    readOurGrades(db, programmeId),
    readAccounts(db, programmeId),
  ]);
  const { equal, pending, differences } = compare(
    ours,
    input.results,
    people,
    Date.parse(input.readAt),
  );
  const counts = Object.fromEntries(
    GRADE_DIFFERENCES.map((kind) => [kind, differences.filter((d) => d.kind === kind).length]),
  ) as Differences['counts'];
  const { kind, page, pageSize } = input;
  const wanted = differences.filter((one) => kind === undefined || one.kind === kind);
  const from = (page - 1) * pageSize;
  return {
    rows: wanted.slice(from, from + pageSize),
    total: wanted.length,
    page,
    pageSize,
    equal,
    pending,
    counts,
  };
}

/** How far the delivery to the gradebook has come, of the mentees whom the caller may see. */
export async function deliveryOf(
  { db }: ServiceDeps,
  { programmeId, scopeForms }: Authority,
): Promise<OutputOf<Contract['getGradeDelivery']>> {
  const filter = { programmeId, scopeForms, search: undefined, state: undefined };
  const [counts, resendable] = await Promise.all([
    countGrades(db, filter),
    scopeForms === null ? countResendable(db, programmeId) : 0,
  ]);
  const { sent = 0, refused = 0, waiting = 0, sending = 0 } = counts;
  return {
    total: sent + refused + waiting + sending,
    sent,
    refused,
    waiting: waiting + sending,
    resendable,
  };
}
