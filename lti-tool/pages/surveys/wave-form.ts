import {
  BREAKDOWNS,
  type Breakdown,
  type Form,
  type SurveyRole,
} from '../../../service/api/index.js';
import { WAVE_AMONG, type WaveAmong } from '../../../service/api/reference.js';
import type { AudienceCount, SurveyWave, WaveFields } from '../../../service/api/survey-waves.js';
import { addDays } from '../../../shared/dates.js';
import type { PageContext } from '../../web/context.js';
import {
  type FormValues,
  fieldList,
  fieldOrNull,
  fieldText,
  type Labels,
} from '../../web/forms.js';
import { formOptions } from '../pairs/options.js';
import { whomWords } from './wave-words.js';

/** A new wave goes on for two weeks, unless somebody says otherwise. */
const USUAL_DAYS = 13;
/** Questionnaires offered for a wave. */
const MOST_OFFERED = 200;

/** Labels of the fields of a wave, new or old. */
export const waveLabels = (ctx: PageContext): Labels => ({
  questionnaireId: ctx.t('waves.questionnaire'),
  title: ctx.t('waves.name'),
  form: ctx.t('pairs.form'),
  groups: ctx.t('waves.groups'),
  among: ctx.t('waves.among'),
  guests: ctx.t('waves.guests'),
  startsOn: ctx.t('waves.startsOn'),
  endsOn: ctx.t('waves.endsOn'),
  anonymous: ctx.t('waves.whose'),
  breakdown: ctx.t('waves.breakdown'),
  remindDays: ctx.t('waves.remindDays'),
});

export const newWaveValues = (ctx: PageContext, questionnaireId: string): FormValues => ({
  questionnaireId,
  among: '',
  guests: 'yes',
  startsOn: ctx.fmt.today,
  endsOn: addDays(ctx.fmt.today, USUAL_DAYS),
  anonymous: 'no',
  breakdown: 'none',
  remindDays: [],
});

export const storedWaveValues = (wave: SurveyWave): FormValues => ({
  title: wave.title,
  form: wave.form ?? '',
  groups: wave.groups ?? [],
  among: wave.among,
  guests: wave.guests ? 'yes' : 'no',
  startsOn: wave.startsOn,
  endsOn: wave.endsOn,
  anonymous: wave.anonymous ? 'yes' : 'no',
  breakdown: wave.breakdown,
  remindDays: wave.remindDays.map(String),
});

/** The fields of a form; without `among` the service asks as is usual for the questionnaire. */
type SentFields = Omit<WaveFields, 'among'> & { among?: WaveAmong };

/** The fields as the service takes them; what is missing or malformed it says itself. */
export function readWaveFields(body: unknown): SentFields {
  const groups = fieldList(body, 'groups');
  const anonymous = fieldText(body, 'anonymous') === 'yes';
  const breakdown = fieldText(body, 'breakdown') || 'none';
  const among = fieldOrNull(body, 'among') as WaveAmong | null;
  return {
    title: fieldText(body, 'title'),
    form: fieldOrNull(body, 'form') as Form | null,
    groups: groups.length === 0 ? null : groups,
    ...(among === null ? {} : { among }),
    guests: fieldText(body, 'guests') !== 'no',
    startsOn: fieldText(body, 'startsOn'),
    endsOn: fieldText(body, 'endsOn'),
    anonymous,
    // The choice is hidden while the wave is a named one.
    breakdown: anonymous ? (breakdown as Breakdown) : 'none',
    remindDays: fieldList(body, 'remindDays').map(Number),
  };
}

/** Days before the last one that are offered. */
const OFFERED_DAYS = [7, 3, 1, 0];

const dayWords = (ctx: PageContext, n: number): string => ctx.t('waves.remindDay', { n });

/** «за 3 дня, за день», or that none are sent. */
export const remindDaysWords = (ctx: PageContext, days: readonly number[]): string =>
  days.length === 0
    ? ctx.t('waves.remindNever')
    : ctx.fmt.list([...days].sort((a, b) => b - a).map((n) => dayWords(ctx, n)));

/** The same fields in words, for the comparison of two versions. */
export function waveFieldWords(
  ctx: PageContext,
  values: FormValues,
  role: SurveyRole,
): Record<string, string> {
  const fields = readWaveFields(values);
  return {
    title: fields.title,
    form: whomWords(ctx, { role, form: fields.form, groups: null }),
    groups: fields.groups === null ? ctx.t('list.all') : ctx.fmt.list(fields.groups),
    among: ctx.ref('waveAmong', fields.among),
    guests: ctx.t(fields.guests ? 'waves.guests.yes' : 'waves.guests.no'),
    startsOn: ctx.fmt.date(fields.startsOn),
    endsOn: ctx.fmt.date(fields.endsOn),
    anonymous: ctx.t(fields.anonymous ? 'waves.anonymous.yes' : 'waves.anonymous.no'),
    breakdown: ctx.ref('breakdown', fields.breakdown),
    remindDays: remindDaysWords(ctx, fields.remindDays),
  };
}

/** What a form knows of whom its questionnaire is for: how many each choice would ask. */
export interface Askable {
  role: SurveyRole;
  counts: readonly AudienceCount[];
  /** Who is not asked because their consent was withdrawn. */
  withdrawn: number;
  /** Waves beside whose results those of this one would tell of fewer than five. */
  close: readonly { title: string; endsOn: string; differ: number }[];
}

/** Whom waves of a role could ask, within the form and groups of one that is there. */
export async function readAskable(
  ctx: PageContext,
  role: SurveyRole,
  waveId?: string,
): Promise<Askable> {
  const { programmeId } = ctx;
  const of = waveId === undefined ? {} : { waveId };
  const { rows, withdrawn, close } = await ctx.api.countAudience({ programmeId, role, ...of });
  return { role, counts: rows, withdrawn, close };
}

/** The choices of whom to ask among those with finished pairs; none of curators, who have no pairs. */
function amongOptions(ctx: PageContext, askable: Askable | null) {
  if (askable?.role === 'curator') return [];
  const helpOf = (among: WaveAmong): { help?: string } => {
    const count = askable?.counts.find((one) => one.among === among);
    return count ? { help: ctx.t('waves.among.count', { n: count.online + count.guests }) } : {};
  };
  const known = WAVE_AMONG.map((value) => ({
    value: value as string,
    label: ctx.t(`waves.among.${value}`),
    ...helpOf(value),
  }));
  const usual = {
    value: '',
    label: ctx.t('waves.among.usual'),
    help: ctx.t('waves.among.usual.help'),
  };
  return askable ? known : [usual, ...known];
}

/** Whether those without an account are asked, with how many they are. */
function guestOptions(ctx: PageContext, askable: Askable | null) {
  const all = askable?.counts.find(({ among }) => among === 'everyone');
  const label = all ? ctx.t('waves.guests.yes.n', { n: all.guests }) : ctx.t('waves.guests.yes');
  return [
    { value: 'yes', label, help: ctx.t('waves.guests.yes.help') },
    { value: 'no', label: ctx.t('waves.guests.no') },
  ];
}

/** The options of the form's fields, with those that a stored wave has although they are gone. */
export async function waveFieldOptions(
  ctx: PageContext,
  askable: Askable | null,
  wave?: SurveyWave,
) {
  const { groups } = await ctx.api.listSurveyGroups({ programmeId: ctx.programmeId });
  const all = [...new Set([...groups, ...(wave?.groups ?? [])])];
  return {
    forms: formOptions(ctx, wave?.form),
    groups: all.map((value) => ({ value, label: value })),
    among: amongOptions(ctx, askable),
    guests: guestOptions(ctx, askable),
    whose: ['no', 'yes'].map((value) => ({
      value,
      label: ctx.t(`waves.anonymous.${value}`),
      help: ctx.t(`waves.anonymous.${value}.help`),
    })),
    reminds: [...new Set([...OFFERED_DAYS, ...(wave?.remindDays ?? [])])]
      .sort((a, b) => b - a)
      .map((n) => ({ value: String(n), label: dayWords(ctx, n) })),
    breakdowns: BREAKDOWNS.map((value) => ({ value, label: ctx.ref('breakdown', value) })),
  };
}

/** The questionnaires that a wave can ask. */
export async function askableQuestionnaires(ctx: PageContext) {
  const { programmeId } = ctx;
  return (await ctx.api.listQuestionnaires({ programmeId, pageSize: MOST_OFFERED })).rows;
}

type Offered = Awaited<ReturnType<typeof askableQuestionnaires>>;

/** The same to choose from, with whom each is for. */
export const questionnaireOptions = (ctx: PageContext, rows: Offered) =>
  rows.map((one) => ({
    value: one.questionnaireId,
    label: ctx.t('waves.questionnaireOption', {
      title: one.title,
      whom: ctx.t(`waves.whom.${one.role}`).toLowerCase(),
      n: one.questions,
    }),
  }));
