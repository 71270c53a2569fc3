import { todayIn } from '../../shared/clock.js';
import { readConsentGaps } from '../consents/index.js';
import { remembered } from '../db/remembered.js';
import type { Call, Handlers, ServiceDeps } from '../handler.js';
import { readMentors } from '../mentors/index.js';
import { searchWords } from '../people/index.js';
import { readTraining } from '../school/index.js';
import { criteriaHandlers } from './criteria-handlers.js';
import { lacksOf, readSelection, stateOfSelection } from './index.js';
import { interviewHandlers } from './interview-handlers.js';
import { portfolioHandlers } from './portfolio-handlers.js';

async function listSelection(deps: ServiceDeps, { authority, input }: Call<'listSelection'>) {
  const { programmeId, page, pageSize } = input;
  const today = todayIn(authority.timeZone, deps.clock);
  const [mentors, selection, training, consents] = await Promise.all([
    readMentors(deps.db, authority),
    readSelection(deps.db, programmeId),
    readTraining(deps.db, programmeId),
    readConsentGaps(deps.db, { programmeId, today }),
  ]);
  const all = mentors.map((mentor) => {
    const of = selection(mentor.personId);
    const gaps = consents.get(mentor.personId) ?? [];
    return {
      personId: mentor.personId,
      name: mentor.name,
      sortKey: mentor.sortKey,
      place: mentor.enterprise?.name ?? mentor.workplace ?? mentor.groupName,
      selection: stateOfSelection(mentor.state, of),
      interview: of.interview,
      criteria: of.criteria,
      lacks: lacksOf({
        consented: gaps.every((gap) => gap === 'no_publication_consent'),
        outcome: of.interview?.outcome ?? null,
        sheets: of.criteria?.sheets ?? 0,
        schooled: training.asked ? training.trained.has(mentor.personId) : null,
      }),
    };
  });
  const words = searchWords(input.search);
  const meetsLacks = ({ lacks }: (typeof all)[number]) =>
    input.lacks === undefined ||
    (input.lacks === 'nothing' ? lacks.length === 0 : lacks.includes(input.lacks));
  const found = all.filter(
    (row) =>
      (input.selection === undefined || row.selection === input.selection) &&
      meetsLacks(row) &&
      words.every((word) => row.sortKey.includes(word)),
  );
  if (input.sort === 'points') {
    found.sort((a, b) => (b.criteria?.percent ?? -1) - (a.criteria?.percent ?? -1));
  }
  const counts: Record<string, number> = {};
  for (const { selection: state } of all) counts[state] = (counts[state] ?? 0) + 1;
  return {
    rows: found
      .slice((page - 1) * pageSize, page * pageSize)
      .map(({ sortKey: _key, ...row }) => row),
    total: found.length,
    page,
    pageSize,
    counts,
  };
}

type Names =
  | 'listSelection'
  | keyof ReturnType<typeof interviewHandlers>
  | keyof ReturnType<typeof criteriaHandlers>
  | keyof ReturnType<typeof portfolioHandlers>;

/** The handlers of the selection of mentors: interviews, criteria, portfolio (methodology §3, stage 4). */
export function selectionHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  return {
    listSelection: remembered(deps, (call: Call<'listSelection'>) => listSelection(deps, call)),
    ...interviewHandlers(deps),
    ...criteriaHandlers(deps),
    ...portfolioHandlers(deps),
  };
}
