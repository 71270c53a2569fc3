import type { PersonRef } from '../../../service/api/common.js';
import { MEETING_FORMATS, MEETING_KINDS, TOPICS } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import type { FormView } from '../../web/forms.js';
import { LARGEST_BYTES } from './file-routes.js';
import { ISO_DATE, MAX_LINKS, MAX_TEXT, OWN_LENGTH, USUAL_LENGTHS } from './meeting-fields.js';

export interface Option {
  value: string;
  label: string;
}

/** What `meetings/form.ejs` shows. */
export interface MeetingForm {
  form: FormView;
  /** Where it is posted to, below the session; also the page of its draft. */
  action: string;
  /** Where people go afterwards: a name of `backPath`. */
  back: string;
  cancel: string | null;
  save: string;
  version: number | null;
  /** What its draft on a device is called. */
  draftTitle: string;
  /** A new record takes files with it; those of a stored one are on its page. */
  files: boolean;
  maxBytes: number;
  /** The day has a record already: whether this is another meeting is asked. */
  dayKnown: boolean;
  mentees: readonly PersonRef[];
  kinds: Option[];
  formats: Option[];
  topics: Option[];
  lengths: Option[];
  /** Rows of links: those that are filled and some empty ones. */
  links: { url: string; title: string; error: string }[];
  maxLinks: number;
  maxText: number;
  /** Dates that one tap puts into «date»: today and yesterday. */
  recent: { date: string; label: string }[];
  /** That the next date stood agreed before this meeting; '': it did not. */
  agreedWords: string;
  /** Dates that one tap puts into «next meeting». */
  soon: { date: string; label: string }[];
  today: string;
}

const DAY_MS = 86_400_000;
/** Empty rows of links without script. */
const SPARE_LINKS = 2;

/** Codes with their labels, as selects have them. */
export const optionsOf = (ctx: PageContext, list: string, codes: readonly string[]): Option[] =>
  codes.map((value) => ({ value, label: ctx.ref(list, value) }));

const textList = (value: string | string[] | undefined): string[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

function linkFields(form: FormView): MeetingForm['links'] {
  const urls = textList(form.values['linkUrl']);
  const titles = textList(form.values['linkTitle']);
  const filled = urls
    .map((url, row) => ({ url, title: titles[row] ?? '' }))
    .filter((link) => link.url.trim() !== '' || link.title.trim() !== '');
  const spare = Math.max(0, Math.min(SPARE_LINKS, MAX_LINKS - filled.length));
  const rows = [...filled, ...Array.from({ length: spare }, () => ({ url: '', title: '' }))];
  return rows.map((link, row) => ({ ...link, error: form.errors[`links.${row}`] ?? '' }));
}

/** That the form's next date was agreed before, and how it is taken back. */
function agreedWords(ctx: PageContext, form: FormView): string {
  const shown = form.value('nextShown');
  if (!ISO_DATE.test(shown)) return '';
  return ctx.t('meetings.form.agreedBefore', { date: ctx.fmt.date(shown) });
}

const daysLater = (iso: string, days: number) =>
  new Date(Date.parse(`${iso}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

/** Makes the model of the form that logs or corrects a meeting. */
export function meetingForm(
  ctx: PageContext,
  form: FormView,
  options: {
    mentees: readonly PersonRef[];
    action: string;
    back: string;
    cancel: string | null;
    version?: number;
    draftTitle: string;
  },
): MeetingForm {
  const { today } = ctx.fmt;
  const lengths = USUAL_LENGTHS.map((minutes) => ({
    value: String(minutes),
    label: String(minutes),
  }));
  return {
    ...options,
    form,
    version: options.version ?? null,
    // Files are for those who signed in.
    files: options.version === undefined && !ctx.byLink,
    maxBytes: LARGEST_BYTES,
    dayKnown:
      form.value('sameDay') === 'yes' || form.errors['heldOn'] === ctx.t('errors.meeting.dayKnown'),
    save: ctx.t('meetings.form.save'),
    kinds: optionsOf(ctx, 'meetingKind', MEETING_KINDS),
    formats: optionsOf(ctx, 'meetingFormat', MEETING_FORMATS),
    topics: optionsOf(ctx, 'topic', TOPICS),
    lengths: [...lengths, { value: OWN_LENGTH, label: ctx.t('meetings.form.ownLength') }],
    links: linkFields(form),
    maxLinks: MAX_LINKS,
    maxText: MAX_TEXT,
    recent: [0, 1].map((days) => ({
      date: daysLater(today, -days),
      label: ctx.t('meetings.form.daysAgo', { n: days }),
    })),
    agreedWords: agreedWords(ctx, form),
    soon: [7, 14].map((days) => ({
      date: daysLater(today, days),
      label: ctx.t('meetings.form.inDays', { n: days }),
    })),
    today,
  };
}

/** Where a form of meetings leads afterwards: names that forms may carry, so that no address is trusted. */
export function backPath(
  name: string,
  ids: { pairId: string; meetingId?: string },
  mentors: boolean,
): string {
  if (name === 'home') return 'my';
  if (name === 'meeting' && ids.meetingId) return `meetings/${ids.meetingId}`;
  return mentors ? `my/pairs/${ids.pairId}` : `pairs/${ids.pairId}`;
}
