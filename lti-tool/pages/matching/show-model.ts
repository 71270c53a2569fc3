import { FORMS, type Form } from '../../../service/api/index.js';
import type { MatchRun, MatchRunView } from '../../../service/api/match-runs.js';
import type { PageContext } from '../../web/context.js';
import { formOptions } from '../pairs/options.js';
import { changeSentence } from './match-words.js';
import {
  faultWords,
  progressModel,
  runPath,
  runSentence,
  runTitle,
  stateModel,
  summaryModel,
} from './run-model.js';

/** Mentees who are to be matched, and mentors who have places: also those who are in pairs already. */
async function poolCounts(ctx: PageContext) {
  const { programmeId } = ctx;
  const of = async (state: 'pool' | 'waiting') =>
    (await ctx.api.listPeople({ programmeId, role: 'mentee', state, pageSize: 1 })).total;
  // Mentees who wait are looked for a mentor as well.
  const [mentors, mentees, waiting] = await Promise.all([
    ctx.api.listMentors({ programmeId, availability: 'available', pageSize: 1 }),
    of('pool'),
    of('waiting'),
  ]);
  return { mentors: mentors.counts.available, mentees: mentees + waiting };
}

/** Why there is nothing to show, and what comes first. */
async function emptyModel(ctx: PageContext) {
  const { t } = ctx;
  const { mentors, mentees } = await poolCounts(ctx);
  const missing = mentees === 0 ? 'mentees' : mentors === 0 ? 'mentors' : null;
  const people = (role: string) => ({
    href: ctx.url('participants', { role }),
    label: t(`matching.empty.people.${role}`),
  });
  return {
    title: t(missing === null ? 'matching.empty.ready' : `matching.empty.${missing}`),
    text: t(missing === null ? 'matching.empty.readyText' : 'matching.empty.text', {
      mentees,
      mentors,
    }),
    steps:
      missing === null
        ? []
        : [
            people(missing === 'mentees' ? 'mentee' : 'mentor'),
            { href: ctx.url('consents'), label: t('matching.empty.consents') },
            { href: ctx.url('waiting-list'), label: t('matching.empty.waiting') },
          ],
  };
}

/** The newest run of a form, or of all where none is named; null: there is none. */
export async function newestRun(ctx: PageContext, form: Form | undefined) {
  const { programmeId } = ctx;
  const of = form === undefined ? {} : { form };
  const { rows } = await ctx.api.listMatchRuns({ programmeId, ...of, pageSize: 1 });
  return rows[0] ?? null;
}

/** The form that is shown when the address names none: that of the newest run, else the programme's first. */
export const formOf = (ctx: PageContext, run: MatchRun | null): Form =>
  run?.form ?? ctx.me.programme.forms[0] ?? FORMS[0];

export const usualForm = async (ctx: PageContext): Promise<Form> =>
  formOf(ctx, await newestRun(ctx, undefined));

/** The list and the board are two tabs of a run. */
const tabs = (ctx: PageContext, run: MatchRun, current: 'list' | 'board') => [
  { href: ctx.url(runPath(run.runId)), label: ctx.t('matching.list'), current: current === 'list' },
  {
    href: ctx.url(runPath(run.runId, 'board')),
    label: ctx.t('matching.board'),
    current: current === 'board',
  },
];

/** What stands above the tabs of a run: state, what to do next, figures. */
export async function headModel(
  ctx: PageContext,
  form: Form,
  run: MatchRunView | null,
  current: 'list' | 'board',
) {
  const { t } = ctx;
  const forms = formOptions(ctx, form);
  const { newest = null, useful = null } = run ?? {};
  const older = run !== null && newest !== null && newest.runId !== run.runId;
  const fresh = run?.state === 'done' && !run.outdated && !older && run.refused === 0;
  return {
    form,
    forms,
    lead: run === null ? t('matching.lead.none') : runSentence(ctx, run),
    run:
      run === null
        ? null
        : {
            runId: run.runId,
            path: runPath(run.runId),
            title: runTitle(ctx, run),
            version: run.version,
            state: run.state,
            stateWords: stateModel(ctx, run.state),
            open: run.state === 'done',
            outdated: run.outdated,
            older,
          },
    newest: older ? { href: ctx.url('matching', { form }), number: newest.number } : null,
    earlier:
      run !== null && run.now === null && useful !== null && useful.runId !== run.runId
        ? { href: ctx.url(runPath(useful.runId)), number: useful.number }
        : null,
    running: newest?.state === 'running',
    /** The one thing to do next: a run, or the publication of one that is as it should be. */
    publishFirst: fresh,
    progress: run?.state === 'running' ? progressModel(ctx, run) : null,
    faults: run === null ? [] : faultWords(ctx, run),
    /** What a publication would be refused for: said before anybody presses it. */
    refused: run !== null && run.refused > 0 ? t('matching.refused', { n: run.refused }) : '',
    summary: run === null ? null : summaryModel(ctx, run),
    undo: run?.lastChange ? changeSentence(ctx, run.lastChange) : null,
    tabs: run === null ? [] : tabs(ctx, run, current),
    empty: run === null ? await emptyModel(ctx) : null,
  };
}
export type HeadModel = Awaited<ReturnType<typeof headModel>>;
