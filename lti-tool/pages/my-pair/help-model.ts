import type { MyPair } from '../../../service/api/pairs.js';
import { addDays } from '../../../shared/dates.js';
import type { PageContext } from '../../web/context.js';
import { createForm, type FormView } from '../../web/forms.js';

/** The request for help to the curator and what became of earlier ones. */
export interface HelpModel {
  form: FormView;
  /** Page of the form and where it is posted to. */
  action: string;
  back: string;
  /** The meeting that it is about, when it is about one. */
  meetingId: string;
  /** One pair: the form can stand on the home page. */
  inPlace: boolean;
  requests: {
    href: string;
    at: string;
    text: string;
    answer: string;
    answeredAt: string;
    open: boolean;
    state: string;
  }[];
  /** Who does not see it. */
  private: string;
  waiting: number;
  /** The latest request was answered within the last two weeks. */
  hasAnswer: boolean;
}

/** So long an answer is pointed out on the home page. */
const FRESH_DAYS = 14;
const isRecent = (moment: string | null, today: string): boolean =>
  moment !== null && moment.slice(0, 10) >= addDays(today, -FRESH_DAYS);

/** Own requests shown; a mentee has a handful. */
export const OWN_REQUESTS = 20;

/** The own requests of a mentee, newest first, and an empty form for the first of the pairs. */
export async function helpModel(
  ctx: PageContext,
  pairs: readonly Pick<MyPair, 'pairId'>[],
  options: { form?: FormView; back?: string; meetingId?: string } = {},
): Promise<HelpModel> {
  const { rows } = await ctx.api.listHelpRequests({
    programmeId: ctx.programmeId,
    pageSize: OWN_REQUESTS,
  });
  const { fmt } = ctx;
  return {
    form: options.form ?? createForm(ctx.t, {}),
    action: `my/pairs/${pairs[0]?.pairId}/help`,
    back: options.back ?? 'home',
    meetingId: options.meetingId ?? '',
    inPlace: pairs.length === 1,
    requests: rows.map((row) => ({
      href: ctx.url(`my/help/${row.helpRequestId}`),
      state: ctx.ref('helpState', row.state),
      at: fmt.dateTime(row.at),
      text: row.text || ctx.t('home.help.withoutText'),
      answer: row.answer ?? '',
      answeredAt: fmt.dateTime(row.answeredAt),
      open: row.answer === null,
    })),
    private: ctx.t(ctx.role === 'mentor' ? 'home.help.private.mentor' : 'home.help.private'),
    waiting: rows.filter(({ state }) => state === 'open' || state === 'in_work').length,
    hasAnswer: rows[0]?.state === 'answered' && isRecent(rows[0].answeredAt, fmt.today),
  };
}
