import type { WordingMark } from '../../../service/api/reference.js';
import type { PageContext } from '../../web/context.js';

/** A mark of the methodology with what it means, e.g. «[П~] сверить»; null without one. */
export function markWords(ctx: PageContext, mark: WordingMark | null) {
  return mark === null ? null : { sign: `[${mark}]`, title: ctx.ref('wordingMark', mark) };
}

/** «методология, § 6.1» of `methodology §6.1`; what a college wrote itself stays as it is. */
export function sourceWords(ctx: PageContext, source: string): string {
  const section = /^methodology §([\d.]+)$/.exec(source)?.[1];
  return section === undefined ? source : ctx.t('quest.source', { section });
}
