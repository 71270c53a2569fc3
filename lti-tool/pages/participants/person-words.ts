import { OTHER_GAPS, type PersonGap } from '../../../service/api/index.js';
import type { Participant } from '../../../service/api/people.js';
import type { ListedPerson } from '../../../service/api/standing.js';
import type { PageContext } from '../../web/context.js';

/** «Наставник, куратор». */
export function roleWords(ctx: PageContext, person: Pick<Participant, 'roles'>): string {
  if (person.roles.length === 0) return ctx.ref('role', 'visitor');
  return person.roles.map(({ role }) => ctx.ref('role', role)).join(', ');
}

/** What stands out in a person's relation to the course; '' when all is usual. */
export const lmsWords = (ctx: PageContext, person: Pick<Participant, 'lmsStatus'>): string =>
  person.lmsStatus === 'active' ? '' : ctx.ref('lmsStatus', person.lmsStatus);

const OTHER: ReadonlySet<string> = new Set(OTHER_GAPS);

/** «нет согласия родителя». */
export const gapWords = (ctx: PageContext, gap: PersonGap): string =>
  ctx.ref(OTHER.has(gap) ? 'personGap' : 'consentGap', gap);

/** «в пуле», or of who is on both sides «наставник: в пуле, наставляемый: в паре». */
export function stateWords(ctx: PageContext, person: Pick<ListedPerson, 'participations'>): string {
  const [only, ...more] = person.participations;
  if (!only) return '';
  if (more.length === 0) return ctx.ref('personState', only.state);
  return person.participations
    .map(({ role, state }) =>
      ctx.t('people.stateOf', {
        role: ctx.ref('role', role),
        state: ctx.ref('personState', state),
      }),
    )
    .join(', ');
}
