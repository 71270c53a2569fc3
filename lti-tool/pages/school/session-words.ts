import type { SchoolSession } from '../../../service/api/school.js';
import type { PageContext } from '../../web/context.js';

export type Session = Pick<
  SchoolSession,
  'heldOn' | 'startsAt' | 'minutes' | 'audience' | 'forms' | 'place' | 'leader'
>;

/** «12.11.2026, 15:00». */
export const whenWords = (ctx: PageContext, { heldOn, startsAt }: Session): string =>
  [ctx.fmt.date(heldOn), startsAt].filter(Boolean).join(', ');

/** «всем наставникам», or the forms, or that people were chosen. */
export function audienceWords(ctx: PageContext, { audience, forms }: Session): string {
  if (audience !== 'forms') return ctx.ref('schoolAudience', audience);
  return forms.map((form) => ctx.ref('form', form)).join(', ');
}

export const SIGNS = { planned: '◌', held: '✓', cancelled: '✗' } as const;
export const STATE_CLASSES = {
  planned: 'state-none',
  held: 'state-good',
  cancelled: 'state-out',
} as const;

/** A state with its sign and colour. */
export const stateWords = (ctx: PageContext, state: SchoolSession['state']) => ({
  sign: SIGNS[state],
  kind: STATE_CLASSES[state],
  word: ctx.ref('schoolState', state),
});

/** «12 из 15», of a session at which people were marked. */
export const presentWords = (ctx: PageContext, { present, people }: SchoolSession): string =>
  ctx.t('school.presentOf', { n: present, of: people });
