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

/**
 * Templates without `with`: only the names above exist, a misspelt one is an error, and the
 * compiled functions are fast. Includes are rooted: `include('/layout/head')`, which spares a look
 * at the disk at every include.
 * @param options.cache false: templates are read again at every rendering (development)
 */
export function createRenderer(options: { cache: boolean }): Render {
  const root = fromRoot('lti-tool', 'pages');
  const compiled = new Map<string, (locals: TemplateLocals) => string>();
  const settings = {
    root,
    strict: true,
    rmWhitespace: true,
    destructuredLocals: [...TEMPLATE_NAMES],
    localsName: 'all',
    escape: escapeHtml,
    cache: options.cache,
  };
  const load = (name: string) => {
    const filename = join(root, `${name}.ejs`);
    if (!existsSync(filename)) throw new Error(`There is no template ${name}`);
    return ejs.compile(ejs.fileLoader(filename).toString(), { ...settings, filename }) as (
      locals: TemplateLocals,
    ) => string;
  };
  return (name, locals) => {
    const found = compiled.get(name) ?? load(name);
    if (options.cache) compiled.set(name, found);
    return found(locals);
  };
}
