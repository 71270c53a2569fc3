import type { PageContext } from '../../web/context.js';
import type { Option } from '../pairs/options.js';

/** Enterprises that a select offers; a college has some dozens. */
const AT_MOST = 500;

/** The enterprises that can be chosen, and the one that is chosen although it was archived. */
export async function enterpriseOptions(
  ctx: PageContext,
  chosen: { enterpriseId: string; name: string } | null,
): Promise<Option[]> {
  const { rows } = await ctx.api.listEnterprises({
    programmeId: ctx.programmeId,
    pageSize: AT_MOST,
  });
  const options = rows.map(({ enterpriseId, name }) => ({ value: enterpriseId, label: name }));
  const isKnown = chosen === null || options.some(({ value }) => value === chosen.enterpriseId);
  return isKnown ? options : [...options, { value: chosen.enterpriseId, label: chosen.name }];
}
