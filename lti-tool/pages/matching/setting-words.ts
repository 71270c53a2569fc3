import type { MatchSettings } from '../../../service/api/match-settings.js';
import { MATCH_CRITERIA } from '../../../service/api/reference.js';
import type { PageContext } from '../../web/context.js';

/** Rules that are on or off, and figures that may have no value. */
export const SWITCHES = ['trainedOnly', 'notTeachers', 'notManagers', 'notAgain'] as const;
export const FIGURES = [
  'mentorAgeFrom',
  'olderBy',
  'coolingOffDays',
  'groupFrom',
  'groupTo',
] as const;

function valueWords(ctx: PageContext, name: string, value: string): string {
  if (value === '') return ctx.t('matching.noLimit');
  if (value === 'true' || value === 'false')
    return ctx.t(value === 'true' ? 'word.yes' : 'word.no');
  const [weight = '', must] = value.split(' ');
  return must === undefined || !name.startsWith('criteria.')
    ? value
    : ctx.t('matching.weightMust', { n: Number(weight) });
}

/** A setting by its name as the service says it, `criteria.time` or `olderBy`, with a value in words. */
export function settingWords(
  ctx: PageContext,
  name: string,
  value = '',
): { label: string; value: string } {
  const label = name.startsWith('criteria.')
    ? ctx.ref('matchCriterion', name.slice('criteria.'.length))
    : ctx.t(`matching.setting.${name}`);
  return { label, value: valueWords(ctx, name, value) };
}

/** All settings in words, for a record. */
export function settingRows(ctx: PageContext, settings: MatchSettings) {
  const { criteria } = settings;
  return [
    ...MATCH_CRITERIA.map((one) => {
      const { weight, must } = criteria[one];
      return settingWords(ctx, `criteria.${one}`, must ? `${weight} must` : String(weight));
    }),
    ...[...SWITCHES, ...FIGURES].map((name) =>
      settingWords(ctx, name, String(settings[name] ?? '')),
    ),
    settingWords(ctx, 'teams', String(settings.teams.length)),
  ];
}
