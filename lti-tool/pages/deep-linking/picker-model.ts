import {
  LARGEST_MAXIMUM,
  type OfferedWave,
  type Picked,
  type PickedKey,
  PLACEABLE_PAGES,
  TITLE_LENGTH,
  waveKey,
} from '../../lti/deep-linking.js';
import type { CourseColumn } from '../../lti/gradebook.js';
import { type Placement, placementKey } from '../../lti/placements.js';
import type { DeepLinkingRequest } from '../../lti/session-types.js';
import type { Formats } from '../../web/formats.js';
import { createForm, type FormView, fieldList, fieldText } from '../../web/forms.js';
import type { Translate } from '../../web/i18n.js';

/** What the picker knows of the course that it was opened from. */
export interface PickerCourse {
  /** A second one beside it is not offered. */
  column: CourseColumn;
  placements: readonly Placement[];
  /** Waves that can be put there. */
  waves: readonly OfferedWave[];
  /** Whoever asks cannot place waves, and is told who can. */
  wavesElsewhere: boolean;
}

/** «Уже есть в курсе…» with what is known of when; '' where the course has not this page. */
function thereWords(t: Translate, fmt: Formats, placement: Placement | undefined): string {
  if (!placement) return '';
  const { title, seenAt, placedAt } = placement;
  const words = (state: 'seen' | 'placed', ms: number) =>
    t(`deepLinking.there.${state}${title === '' ? '' : 'Named'}`, {
      title,
      at: fmt.dateTime(new Date(ms).toISOString()).split(',')[0] as string,
    });
  if (seenAt !== null) return words('seen', seenAt);
  return placedAt === null ? '' : words('placed', placedAt);
}

/** The card of one wave: those whom it asks fill it in, the others are sent where they belong. */
function waveCard(t: Translate, fmt: Formats, wave: OfferedWave, placements: readonly Placement[]) {
  const key = waveKey(wave.waveId);
  const asked = wave.role === 'curator' ? [] : [wave.role];
  return {
    key,
    graded: false,
    title: wave.title,
    text: t('deepLinking.wave.until', { date: fmt.date(wave.endsOn) }),
    there: thereWords(
      t,
      fmt,
      placements.find((one) => one.page === placementKey(key)),
    ),
    sees: [
      ...asked.map((role) => ({
        who: t(`deepLinking.sees.${role}`),
        what: t('deepLinking.wave.asked'),
      })),
      { who: t('deepLinking.sees.staff'), what: t('deepLinking.wave.staff') },
      { who: t('deepLinking.sees.others'), what: t('deepLinking.wave.others') },
    ],
  };
}

/** The picker's page: one card a page, with what will stand in the course and who finds what there. */
export function pickerModel(
  t: Translate,
  fmt: Formats,
  request: DeepLinkingRequest,
  course: PickerCourse,
  form: FormView,
) {
  const { column, placements, waves } = course;
  const many = request.acceptMultiple;
  const lead = t(many ? 'deepLinking.leadMany' : 'deepLinking.leadOne');
  return {
    form,
    lead: request.autoCreate === true ? `${lead} ${t('deepLinking.leadAuto')}` : lead,
    multiple: many,
    titleLength: TITLE_LENGTH,
    there: column === 'unknown' ? null : column,
    columns: request.acceptLineItem !== false,
    gradebook: request.gradebook !== undefined,
    wavesElsewhere: course.wavesElsewhere,
    waves: waves.map((wave) => waveCard(t, fmt, wave, placements)),
    pages: PLACEABLE_PAGES.map(({ key, graded, sees }) => ({
      key,
      graded,
      title: t(`deepLinking.page.${key}.title`),
      text: t(`deepLinking.page.${key}.text`),
      there: thereWords(
        t,
        fmt,
        placements.find((one) => one.page === key),
      ),
      sees: sees.map((audience) => ({
        who: t(`deepLinking.sees.${audience}`),
        what: t(`deepLinking.page.${key}.${audience}`),
      })),
    })),
  };
}

/** A title of one line; empty: the page's own. */
const titleOf = (body: unknown, key: string, otherwise: string): string =>
  fieldText(body, `title.${key}`)
    .replace(/[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim() || otherwise;

/** The fields at the first showing. Ticked beforehand: a page that is not there yet, and a column only where it is sure that there is none. */
export function firstForm(t: Translate, { column, placements }: PickerCourse): FormView {
  const placed = new Set(placements.map((one) => one.page));
  const first = PLACEABLE_PAGES.find((page) => !placed.has(page.key));
  return createForm(t, {
    pages: first ? [first.key] : [],
    column: column === null ? 'yes' : '',
    scoreMaximum: '100',
  });
}

/** Reads the picker's form; what is wrong comes back as a form with the word at the field. */
export function readPicked(
  t: Translate,
  body: unknown,
  request: DeepLinkingRequest,
  { column: there, waves }: Pick<PickerCourse, 'column' | 'waves'>,
): Picked | FormView {
  const chosen = new Set(fieldList(body, 'pages'));
  const offered: { key: PickedKey; title: string }[] = [
    ...PLACEABLE_PAGES.map(({ key }) => ({ key, title: t(`deepLinking.page.${key}.title`) })),
    ...waves.map(({ waveId, title }) => ({ key: waveKey(waveId), title })),
  ];
  const pages = offered
    .filter(({ key }) => chosen.has(key))
    .map(({ key, title }) => ({ key, title: titleOf(body, key, title) }));
  const keys = pages.map(({ key }) => key);
  const points = fieldText(body, 'scoreMaximum').trim();
  // The form may be older than the column: two of them would share the scores between them.
  const free = (there === null || there === 'unknown') && request.acceptLineItem !== false;
  const column = free && keys.includes('progress') && fieldText(body, 'column') === 'yes';
  const scoreMaximum = Number(points.replace(',', '.'));
  const problems = [];
  if (pages.length === 0) problems.push({ path: 'pages', code: 'deepLinking.nothing' });
  for (const { key, title } of pages) {
    if ([...title].length > TITLE_LENGTH) {
      problems.push({ path: `title.${key}`, code: 'text.tooLong', params: { max: TITLE_LENGTH } });
    }
  }
  if (column && !(scoreMaximum > 0 && scoreMaximum <= LARGEST_MAXIMUM)) {
    const params = { max: LARGEST_MAXIMUM };
    problems.push({ path: 'scoreMaximum', code: 'deepLinking.points', params });
  }
  if (problems.length === 0) {
    const allowed = request.acceptMultiple ? pages : pages.slice(0, 1);
    return { pages: allowed, scoreMaximum: column ? scoreMaximum : null };
  }
  const titles = offered.map(({ key }) => [`title.${key}`, fieldText(body, `title.${key}`)]);
  const labels = {
    pages: t('deepLinking.pages'),
    scoreMaximum: t('deepLinking.points'),
    ...Object.fromEntries(titles.map(([name]) => [name, t('deepLinking.titleField')])),
  };
  const values = { pages: keys, scoreMaximum: points, column: column ? 'yes' : '' };
  return createForm(t, { ...values, ...Object.fromEntries(titles) }, { labels, problems });
}
