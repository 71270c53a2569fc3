import type { Meeting } from '../../../service/api/meetings.js';
import type { PageContext } from '../../web/context.js';
import { createForm, type FormView } from '../../web/forms.js';
import { whenWords } from '../calendar/planned-words.js';
import { storedTitle } from '../pairs/pair-words.js';
import { spaced } from '../paper-answers/sheet-view.js';
import { type FilesPart, filesPart } from './file-routes.js';
import { type HistoryEntry, historyModel } from './history-model.js';
import { meetingLabels } from './meeting-fields.js';
import { confirmationWords, namesOf } from './meeting-words.js';
import { type RespondModel, respondModel } from './respond.js';
import { canWithdraw, withdrawnState, withdrawnWords } from './withdrawn-words.js';

/** Who may correct, and who sees the earlier versions (the service decides all the same). */
const CORRECTORS: readonly string[] = ['mentor', 'coordinator', 'curator'];
const HISTORY_READERS: readonly string[] = [...CORRECTORS, 'head'];

export interface MeetingPage {
  meeting: Meeting;
  /** A planned one that is open and may be the same; null: there is none. */
  sameDay: { plannedMeetingId: string; version: number; words: string } | null;
  title: string;
  lead: string;
  facts: { label: string; text: string }[];
  people: {
    name: string;
    answer: string;
    mark: string;
    tone: string;
    rating: string;
    objection: string;
  }[];
  links: { href: string; text: string }[];
  files: FilesPart | null;
  back: { path: string; label: string };
  canCorrect: boolean;
  canWithdraw: boolean;
  /** The record was taken back: who, when and why. */
  withdrawn: ReturnType<typeof withdrawnWords>;
  /** Why who may correct meetings cannot correct this one now; '': nothing is in the way. */
  locked: string;
  /** The mentee's own answer, given or not; who did not come can only object. Null for all others. */
  respond: {
    model: RespondModel;
    answered: boolean;
    words: string;
    came: boolean;
    /** The service takes an answer now (its responseProblems() has the rule). */
    open: boolean;
  } | null;
  helpPath: string | null;
  history: HistoryEntry[] | null;
}

const MARKS = { waiting: '◌', confirmed: '✓', disputed: '✗' } as const;
const TONES = { waiting: 'none', confirmed: 'good', disputed: 'bad' } as const;

function peopleOf(ctx: PageContext, meeting: Meeting): MeetingPage['people'] {
  return meeting.attendance.map((person) => {
    const rating =
      person.rating === null ? '' : ctx.t('meetings.rating.given', { n: person.rating });
    const { name, came, confirmation, objection } = person;
    if (!came && confirmation !== 'disputed') {
      return { name, answer: ctx.t('meetings.absent'), mark: '–', tone: 'off', rating, objection };
    }
    // Of a record that was taken back nobody is asked any more.
    const asked = meeting.withdrawn === null || confirmation !== 'waiting';
    const answer = asked ? ctx.ref('confirmation', confirmation) : ctx.t('meetings.notAsked');
    return {
      name,
      // Who is said not to have come may only object to that.
      answer: came ? answer : `${ctx.t('meetings.absent')}, ${answer}`,
      mark: MARKS[confirmation],
      tone: TONES[confirmation],
      rating,
      objection,
    };
  });
}

function respondOf(ctx: PageContext, meeting: Meeting, form?: FormView): MeetingPage['respond'] {
  if (ctx.role !== 'mentee' || meeting.withdrawn !== null) return null;
  const own = meeting.attendance.find((person) => person.personId === ctx.me.personId);
  if (!own) return null;
  const values = { rating: String(own.rating ?? ''), objection: own.objection };
  const model = respondModel(ctx, meeting, 'meeting', form ?? createForm(ctx.t, values));
  const answered = own.confirmation !== 'waiting';
  const key = own.confirmation === 'confirmed' && own.rating !== null ? 'rated' : own.confirmation;
  const words = answered ? ctx.t(`meetings.own.${key}`, { n: own.rating ?? 0 }) : '';
  const { pairState } = meeting;
  const open = pairState === 'active' || (!answered && pairState !== 'draft');
  return { model, answered, words, came: own.came, open };
}

async function historyOf(ctx: PageContext, meeting: Meeting): Promise<HistoryEntry[] | null> {
  if (meeting.version <= 1 || !HISTORY_READERS.includes(ctx.role)) return null;
  const { versions } = await ctx.api.meetingHistory({
    programmeId: ctx.programmeId,
    meetingId: meeting.meetingId,
  });
  return historyModel(ctx, versions, meetingLabels(ctx), namesOf(meeting));
}

/** A planned meeting of the same pair and day that this record may tell of. */
async function sameDayOf(ctx: PageContext, meeting: Meeting): Promise<MeetingPage['sameDay']> {
  const { meetingId } = meeting;
  const { rows } = await ctx.api.findPlannedOf({ programmeId: ctx.programmeId, meetingId });
  const [first] = rows;
  if (!first) return null;
  const { plannedMeetingId, version } = first;
  return {
    plannedMeetingId,
    version,
    words: ctx.t('planned.sameDay', { when: whenWords(ctx, first) }),
  };
}

/** The view model of a meeting's page. @param forms the mentee's answer, or files, that could not be taken */
export async function meetingPage(
  ctx: PageContext,
  meeting: Meeting,
  forms: { answer?: FormView; files?: FormView } = {},
): Promise<MeetingPage> {
  const { t, ref, fmt } = ctx;
  const came = meeting.attendance.filter((person) => person.came);
  const count = (state: string) => came.filter((person) => person.confirmation === state).length;
  const counts = {
    came: came.length,
    confirmed: count('confirmed'),
    disputed: count('disputed'),
  };
  const state = meeting.withdrawn ? withdrawnState(t) : confirmationWords(t, counts);
  const fact = (name: string, text: string) => ({ label: t(`meetings.field.${name}`), text });
  const staff = ctx.role !== 'mentor' && ctx.role !== 'mentee';
  const corrector = CORRECTORS.includes(ctx.role) && meeting.withdrawn === null;
  const active = meeting.pairState === 'active';
  const near = fmt.near(meeting.heldOn);
  const date = fmt.date(meeting.heldOn);
  return {
    meeting,
    sameDay: corrector && active ? await sameDayOf(ctx, meeting) : null,
    title: t('meetings.show.title', { date }),
    lead: [
      ref('meetingKind', meeting.kind),
      near === date ? '' : near,
      `${state.mark} ${state.text}`,
    ]
      .filter(Boolean)
      .join(' · '),
    facts: [
      fact('minutes', fmt.minutes(meeting.minutes)),
      fact('format', ref('meetingFormat', meeting.format)),
      fact('topic', ref('topic', meeting.topic)),
      {
        label: t('meetings.field.mentors'),
        text: fmt.list(meeting.mentors.map((mentor) => mentor.name)),
      },
      fact('nextOn', fmt.date(meeting.nextOn)),
      {
        label: t('diary.fromPaperLabel'),
        text: meeting.sheet
          ? t('diary.fromPaper', { code: spaced(meeting.sheet.code), n: meeting.sheet.row })
          : '',
      },
      {
        label: t('meetings.field.author'),
        text: [
          meeting.authorName,
          fmt.dateTime(meeting.createdAt),
          meeting.byLink ? t('meetings.byLink') : '',
        ]
          .filter(Boolean)
          .join(', '),
      },
    ].filter((entry) => entry.text !== ''),
    people: peopleOf(ctx, meeting),
    links: meeting.links.map((link) => ({ href: link.url, text: link.title || link.url })),
    files: ctx.byLink ? null : await filesPart(ctx, meeting, forms.files),
    back: {
      path: `${staff ? '' : 'my/'}pairs/${meeting.pairId}`,
      label: storedTitle(ctx.t, meeting.pairTitle),
    },
    canCorrect: corrector && active,
    canWithdraw: canWithdraw(ctx, meeting),
    withdrawn: withdrawnWords(ctx, meeting),
    locked: corrector && !active ? t(`meetings.show.locked.${meeting.pairState}`) : '',
    respond: respondOf(ctx, meeting, forms.answer),
    helpPath:
      ctx.role === 'mentee' ? `my/pairs/${meeting.pairId}/help?meeting=${meeting.meetingId}` : null,
    history: await historyOf(ctx, meeting),
  };
}
