import type { MatchChange, MatchRun } from '../../../service/api/match-runs.js';
import { AppError } from '../../../shared/errors.js';
import { type PageContext, pathParam } from '../../web/context.js';
import { createForm, fieldOrNull, fieldText } from '../../web/forms.js';
import { brokenRulesOf, changeSentence, isForGood, wordedProblems } from './match-words.js';
import { runPath, totalsSentence } from './run-model.js';

/** Whether the page's script asks, which wants words and not a page. */
export const isByScript = (ctx: PageContext): boolean =>
  ctx.req.get('accept') === 'application/json';

/**
 * The change that a form asks for. A button says it in one value, `lock <mentee>` or `allow <mentee> <mentor>`;
 * larger forms by their fields.
 */
export function readChange(body: unknown): MatchChange {
  const [kind = '', menteeId = '', unitId = ''] = fieldText(body, 'do').split(' ');
  const field = (name: string, said: string) => said || fieldText(body, name);
  // The service says what is missing or malformed.
  return {
    kind: field('kind', kind),
    menteeId: field('menteeId', menteeId),
    unitId: field('unitId', unitId),
    withMenteeId: fieldText(body, 'withMenteeId'),
    directive: fieldOrNull(body, 'directive'),
    reason: fieldOrNull(body, 'reason'),
  } as unknown as MatchChange;
}

/** Only pages of this run are gone back to. */
export function backOf(ctx: PageContext, runId: string): string {
  const back = fieldText(ctx.req.body, 'back');
  const own = ctx.url(runPath(runId));
  const inside = back === own || [`${own}/`, `${own}?`].some((start) => back.startsWith(start));
  return inside && !/[\\\s]|\.\./.test(back) ? back : own;
}

export const applyChange = (ctx: PageContext, change: MatchChange): Promise<MatchRun> =>
  ctx.api.changeMatchRun({
    programmeId: ctx.programmeId,
    runId: pathParam(ctx, 'runId'),
    version: Number(fieldText(ctx.req.body, 'version')),
    change,
  });

/** What was done, and what has come of the whole, for who listens. */
export async function doneWords(ctx: PageContext, run: MatchRun): Promise<string> {
  const { rows } = await ctx.api.listMatchChanges({
    programmeId: ctx.programmeId,
    runId: run.runId,
    pageSize: 1,
  });
  const said = rows[0] === undefined ? '' : `${changeSentence(ctx, rows[0])}. `;
  return `${said}${run.now === null ? '' : totalsSentence(ctx, run.now)}`;
}

/** Answers the page's script: what was done, or why not and what can be done about it. */
export async function answerScript(ctx: PageContext, change: MatchChange): Promise<void> {
  ctx.res.setHeader('Cache-Control', 'no-store');
  try {
    const run = await applyChange(ctx, change);
    ctx.res.json({ said: await doneWords(ctx, run) });
  } catch (error) {
    if (!(error instanceof AppError) || error.status >= 500 || error.code === 'forbidden')
      throw error;
    const { summary } = createForm(ctx.t, {}, { problems: wordedProblems(ctx, error) });
    const rules = brokenRulesOf(error);
    const unitId = 'unitId' in change ? change.unitId : '';
    ctx.res.status(error.status).json({
      problems: summary.map(({ message }) => message),
      changed: error.code === 'changed_meanwhile',
      // A reason can pass over these rules: the page asks for it.
      ask:
        rules.length > 0 && !isForGood(rules) && change.kind === 'assign'
          ? ctx.url(runPath(pathParam(ctx, 'runId'), `mentees/${change.menteeId}/move`), { unitId })
          : null,
    });
  }
}
