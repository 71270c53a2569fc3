import { todayIn } from '../../../shared/clock.js';
import { inTransaction } from '../../../shared/db/transaction.js';
import { AppError, type FieldProblem, invalid } from '../../../shared/errors.js';
import type { MatchSettings } from '../../api/match-settings.js';
import type { Form } from '../../api/reference.js';
import { changedFields } from '../../audit/changed-fields.js';
import { recordChange } from '../../audit/index.js';
import type { Authority } from '../../authorise.js';
import type { Call, Handlers, ServiceDeps } from '../../handler.js';
import { holdersOf } from '../../people/index.js';
import { type MatchInput, readMatchInput, templateSettings } from '../engine/index.js';
import { LocksCannotBeKept, type Solved, startSolving } from './compute.js';
import { type Change, changesBetween, movesOf } from './moves.js';
import { settingsStore } from './settings-store.js';

type Names =
  | 'getMatchSettings'
  | 'listMatchSettings'
  | 'saveMatchSettings'
  | 'previewMatchSettings';

const MOST_MOVES = 100;

/** Every setting by its name, with its value as text: `criteria.time` is «5» or «5 must». */
export function flatSettings(settings: MatchSettings): Record<string, string> {
  const { criteria, teams, ...rest } = settings;
  return {
    ...Object.fromEntries(
      Object.entries(criteria).map(([name, { weight, must }]) => [
        `criteria.${name}`,
        must ? `${weight} must` : String(weight),
      ]),
    ),
    ...Object.fromEntries(Object.entries(rest).map(([name, value]) => [name, String(value ?? '')])),
    teams: String(teams.length),
  };
}

/** What is wrong with settings beyond their schema. */
function settingsProblems(settings: MatchSettings): FieldProblem[] {
  const problems: FieldProblem[] = [];
  const { groupFrom, groupTo, teams } = settings;
  if (groupTo !== null && groupTo < groupFrom) {
    problems.push({ path: 'settings.groupTo', code: 'match.groupBounds' });
  }
  const weights = Object.values(settings.criteria);
  if (weights.every(({ weight }) => weight === 0)) {
    problems.push({ path: 'settings.criteria', code: 'match.noWeights' });
  }
  const seen = new Set<string>();
  teams.forEach(({ mentorIds, capacity }, index) => {
    const path = `settings.teams.${index}`;
    if (mentorIds.some((one) => seen.has(one)) || new Set(mentorIds).size < mentorIds.length) {
      problems.push({ path: `${path}.mentorIds`, code: 'match.inTwoTeams' });
    }
    for (const one of mentorIds) seen.add(one);
    if (capacity < groupFrom)
      problems.push({ path: `${path}.capacity`, code: 'match.groupBounds' });
  });
  return problems;
}

async function save(
  deps: ServiceDeps,
  { authority, input }: Call<'saveMatchSettings'>,
): Promise<void> {
  const { organisationId, programmeId, personId: by } = authority;
  const { form, version, settings } = input;
  const problems = settingsProblems(settings);
  if (problems.length > 0) throw invalid(problems);
  await inTransaction(deps.db, async (trx) => {
    const mentorIds = settings.teams.flatMap((team) => team.mentorIds);
    const mentors = await holdersOf(trx, programmeId, 'mentor', mentorIds);
    settings.teams.forEach((team, index) => {
      if (team.mentorIds.every((one) => mentors.has(one))) return;
      throw invalid([{ path: `settings.teams.${index}.mentorIds`, code: 'pair.notMentor' }]);
    });
    const store = settingsStore(trx);
    const before = (await store.latest(programmeId, form))?.settings ?? templateSettings(form);
    const of = { organisationId, programmeId, form, by };
    if (!(await store.add(of, version, settings, deps.clock.now()))) {
      throw new AppError('changed_meanwhile', 'the settings were changed meanwhile');
    }
    await recordChange(trx, deps.clock, authority, {
      action: 'match_settings.kept',
      entity: 'match_settings',
      entityId: programmeId,
      ...changedFields(flatSettings(before), { ...flatSettings(settings) }),
    });
  });
}

/** The best result, or the one without any lock where they cannot be kept: a preview is no run. */
async function solvedOf(input: MatchInput, settings: MatchSettings): Promise<Solved> {
  try {
    return await startSolving(input, settings).answer;
  } catch (error) {
    if (!(error instanceof LocksCannotBeKept)) throw error;
    return startSolving({ ...input, locks: [], fixed: [] }, settings).answer;
  }
}

async function preview(deps: ServiceDeps, { authority, input }: Call<'previewMatchSettings'>) {
  const { programmeId, timeZone } = authority;
  const { form, settings } = input;
  const problems = settingsProblems(settings);
  if (problems.length > 0) throw invalid(problems);
  const today = todayIn(timeZone, deps.clock);
  const people = await readMatchInput(deps.db, { programmeId, form, today });
  const kept = (await settingsStore(deps.db).latest(programmeId, form))?.settings;
  const old = kept ?? templateSettings(form);
  // One after the other: two at once would take the cores from everybody else.
  const before = await solvedOf(people, old);
  const after = await solvedOf(people, settings);
  const changes: Change[] = changesBetween(new Map(before.result), new Map(after.result));
  return {
    before: before.totals,
    after: after.totals,
    moves: movesOf(people, [old, settings], changes.slice(0, MOST_MOVES)),
    moved: changes.length,
  };
}

/** Weights and rules of the matching of a form. */
export function settingsHandlers(deps: ServiceDeps): Pick<Handlers, Names> {
  const latest = async ({ programmeId }: Authority, form: Form) => {
    const template = templateSettings(form);
    const kept = await settingsStore(deps.db).latest(programmeId, form);
    return {
      ...(kept ?? { version: 0, settings: template, madeBy: null, madeAt: null }),
      template,
    };
  };
  return {
    getMatchSettings: ({ authority, input }) => latest(authority, input.form),

    async listMatchSettings({ authority, input }) {
      return { versions: await settingsStore(deps.db).all(authority.programmeId, input.form) };
    },

    async saveMatchSettings(call) {
      await save(deps, call);
      const { template: _template, ...kept } = await latest(call.authority, call.input.form);
      return kept;
    },

    previewMatchSettings: (call) => preview(deps, call),
  };
}
