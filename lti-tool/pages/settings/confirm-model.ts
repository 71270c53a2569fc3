import type { OutputOf } from '../../../service/api/endpoint.js';
import type { Contract } from '../../../service/api/index.js';
import type { PageContext } from '../../web/context.js';
import { postedValues } from '../../web/forms.js';

type Preview = OutputOf<Contract['previewProgramme']>;

/** Fields of the step itself, and those that every form of ours has. */
const OWN = new Set(['version', 'idempotencyKey', 'confirmed', 'back']);

/** A difference with its sign: «+5», «−12». */
const signed = (n: number): string => (n > 0 ? `+${n}` : n < 0 ? `−${-n}` : '0');

/** The page that says whose scores the settings would change, with everything typed in hidden fields. */
export function confirmModel(ctx: PageContext, place: 'setup' | 'settings', preview: Preview) {
  const { people, lowest, highest, rows } = preview;
  const range = { n: people, lowest: signed(lowest), highest: signed(highest) };
  const typed = postedValues(ctx.req.body);
  return {
    place,
    title: ctx.t(lowest === highest ? 'settings.confirm.same' : 'settings.confirm.range', range),
    version: String(typed['version'] ?? ''),
    hidden: Object.entries(typed)
      .filter(([name]) => !OWN.has(name))
      .flatMap(([name, value]) => (Array.isArray(value) ? value : [value]).map((v) => [name, v])),
    rows: rows.map((row) => ({
      name: row.name,
      before: row.before,
      after: row.after,
      by: signed(row.after - row.before),
    })),
    more: people - rows.length,
  };
}
