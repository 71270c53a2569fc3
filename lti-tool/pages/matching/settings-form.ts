import type { MatchSettings } from '../../../service/api/match-settings.js';
import { MATCH_CRITERIA } from '../../../service/api/reference.js';
import type { FieldProblem } from '../../../shared/errors.js';
import type { PageContext } from '../../web/context.js';
import { type FormValues, fieldList, fieldText, type Labels } from '../../web/forms.js';
import { FIGURES, SWITCHES, settingWords } from './setting-words.js';

const ON = 'yes';
/** Figures that may be empty: no limit. */
const OPTIONAL = new Set<string>(['mentorAgeFrom', 'olderBy', 'groupTo']);

/** The name of a field is the path by which the service says what is wrong with it. */
export const weightField = (criterion: string): string => `settings.criteria.${criterion}.weight`;
export const mustField = (criterion: string): string => `settings.criteria.${criterion}.must`;
export const settingField = (name: string): string => `settings.${name}`;
export const teamField = (index: number, name: string): string => `settings.teams.${index}.${name}`;

/** Labels of the fields; what is wrong with a new team is said where its people are chosen. */
export function settingLabels(ctx: PageContext, teams: number): Labels {
  const { t } = ctx;
  const ofTeams = Array.from({ length: teams }, (_, index) => [
    [teamField(index, 'capacity'), t('matching.team.capacityOf', { n: index + 1 })],
    [teamField(index, 'mentorIds'), t('matching.team.of', { n: index + 1 })],
  ]).flat();
  return {
    ...Object.fromEntries(
      MATCH_CRITERIA.map((one) => [weightField(one), ctx.ref('matchCriterion', one)]),
    ),
    ...Object.fromEntries(
      [...SWITCHES, ...FIGURES].map((name) => [settingField(name), settingWords(ctx, name).label]),
    ),
    ...Object.fromEntries(ofTeams),
    mentorIds: t('matching.team.new'),
    teamCapacity: t('matching.team.capacity'),
  };
}

/** Settings as texts of fields. */
export function settingValues(settings: MatchSettings): FormValues {
  const values: FormValues = { teamCapacity: '' };
  for (const one of MATCH_CRITERIA) {
    const { weight, must } = settings.criteria[one];
    values[weightField(one)] = String(weight);
    if (must) values[mustField(one)] = ON;
  }
  for (const name of SWITCHES) if (settings[name]) values[settingField(name)] = ON;
  for (const name of FIGURES) values[settingField(name)] = String(settings[name] ?? '');
  settings.teams.forEach((team, index) => {
    values[teamField(index, 'teamId')] = team.teamId;
    values[teamField(index, 'capacity')] = String(team.capacity);
    values[teamField(index, 'mentorIds')] = [...team.mentorIds];
  });
  return values;
}

/** A whole number as the service takes it; what is none it says itself. */
const figure = (text: string): number => (text.trim() === '' ? Number.NaN : Number(text));

/** How many teams a form has fields of. */
export function teamCount(values: FormValues): number {
  let count = 0;
  while (values[teamField(count, 'teamId')] !== undefined) count += 1;
  return count;
}

/** The settings that a form says. Teams that were taken away are left out; a new one comes last. */
export function readSettings(values: FormValues, newTeamId: string): MatchSettings {
  const text = (name: string) => fieldText(values, name);
  const on = (name: string) => text(name) === ON;
  const kept = Array.from({ length: teamCount(values) }, (_, index) => index).filter(
    (index) => !on(`remove.${text(teamField(index, 'teamId'))}`),
  );
  const teams = kept.map((index) => ({
    teamId: text(teamField(index, 'teamId')),
    mentorIds: fieldList(values, teamField(index, 'mentorIds')),
    capacity: figure(text(teamField(index, 'capacity'))),
  }));
  const members = fieldList(values, 'mentorIds');
  if (members.length > 0) {
    teams.push({
      teamId: newTeamId,
      mentorIds: members,
      capacity: figure(text('teamCapacity')),
    });
  }
  return {
    criteria: Object.fromEntries(
      MATCH_CRITERIA.map((one) => [
        one,
        { weight: figure(text(weightField(one))), must: on(mustField(one)) },
      ]),
    ) as MatchSettings['criteria'],
    ...(Object.fromEntries(SWITCHES.map((name) => [name, on(settingField(name))])) as Pick<
      MatchSettings,
      (typeof SWITCHES)[number]
    >),
    ...(Object.fromEntries(
      FIGURES.map((name) => {
        const said = text(settingField(name));
        return [name, OPTIONAL.has(name) && said.trim() === '' ? null : figure(said)];
      }),
    ) as Pick<MatchSettings, (typeof FIGURES)[number]>),
    teams,
  };
}

/**
 * Problems at the fields that settle them: of the last team, where it is the new one, those in which it was
 * put together; that nothing weighs anything, the first weight.
 */
export function atTheirFields(
  problems: readonly FieldProblem[],
  settings: MatchSettings,
  isNew: boolean,
): FieldProblem[] {
  const last = settings.teams.length - 1;
  return problems.map((problem) => {
    if (problem.path === 'settings.criteria')
      return { ...problem, path: weightField(MATCH_CRITERIA[0]) };
    if (!isNew || !problem.path.startsWith(`settings.teams.${last}.`)) return problem;
    return { ...problem, path: problem.path.includes('capacity') ? 'teamCapacity' : 'mentorIds' };
  });
}
