import { existsSync } from 'node:fs';
import { join } from 'node:path';
import ejs from 'ejs';
import { fromRoot } from '../../shared/root.js';

/**
 * The names that a template may use (README in pages/layout): `t`, `ref`, `fmt`, `url`, `asset`
 * and `ctx` are there on every page; `v` is the page's view model, `f` the parameter of a partial.
 */
const TEMPLATE_NAMES = ['t', 'ref', 'fmt', 'url', 'asset', 'ctx', 'v', 'f'] as const;
export type TemplateLocals = Partial<Record<(typeof TEMPLATE_NAMES)[number], unknown>>;

/** `name` is a path below lti-tool/pages without `.ejs`, for example `pairs/list`. */
export type Render = (name: string, locals: TemplateLocals) => string;

const REPLACEMENTS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&#34;',
  "'": '&#39;',
};

/** Escapes text for HTML content and quoted attributes. */
export function escapeHtml(value: unknown): string {
  if (value === null || value === undefined) return '';
  const text = String(value);
  return /[&<>"']/.test(text) ? text.replace(/[&<>"']/g, (c) => REPLACEMENTS[c] as string) : text;
}

/** Puts in another template; what is not given anew it sees as the one that includes it does. */
type Include = (path: string, locals?: TemplateLocals) => string;
type Compiled = (locals: TemplateLocals & { include: Include }) => string;

/**
 * Templates without `with`: only the names above exist, a misspelt one is an error, and the
 * compiled functions are fast. Includes are rooted, `include('/layout/head')`, and go through the
 * same table as pages do: ejs's own copies options and locals several times at every include.
 * @param options.cache false: templates are read again at every rendering (development)
 */
export function createRenderer(options: { cache: boolean }): Render {
  const root = fromRoot('lti-tool', 'pages');
  const compiled = new Map<string, Compiled>();
  const settings = {
    strict: true,
    rmWhitespace: true,
    destructuredLocals: [...TEMPLATE_NAMES, 'include'],
    localsName: 'all',
    escape: escapeHtml,
    // Locals are made here, for one template each: nothing to be copied for.
    unsafePrototypeLocals: true,
  };
  const load = (name: string): Compiled => {
    const filename = join(root, `${name}.ejs`);
    if (!existsSync(filename)) throw new Error(`There is no template ${name}`);
    const found = ejs.compile(ejs.fileLoader(filename).toString(), { ...settings, filename });
    if (options.cache) compiled.set(name, found);
    return found;
  };
  function render(name: string, locals: TemplateLocals): string {
    const template = compiled.get(name) ?? load(name);
    const { t, ref, fmt, url, asset, ctx, v, f } = locals;
    const include: Include = (path, more) =>
      render(path.slice(1), more === undefined ? locals : { ...locals, ...more });
    return template({ t, ref, fmt, url, asset, ctx, v, f, include });
  }
  return render;
}
