import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import express, { type RequestHandler, Router } from 'express';
import { fromRoot } from '../../shared/root.js';

/** Files served from node_modules; nothing else of that folder can be asked for. */
const VENDOR: Readonly<Record<string, string>> = {
  'vendor/bootstrap.min.css': 'bootstrap/dist/css/bootstrap.min.css',
  'vendor/chart.umd.min.js': 'chart.js/dist/chart.umd.min.js',
};

/** Icons of bootstrap-icons that the pages use, put into one sprite: `icons.svg#name`. */
const ICONS = [
  'arrow-clockwise',
  'arrow-down',
  'arrow-left',
  'arrow-right',
  'arrow-up',
  'bar-chart',
  'bell',
  'box-arrow-in-right',
  'box-arrow-up-right',
  'calendar-event',
  'check-circle',
  'check2',
  'clipboard',
  'chevron-down',
  'clock',
  'download',
  'envelope',
  'exclamation-triangle',
  'eye',
  'flag',
  'hourglass-split',
  'info-circle',
  'journal-text',
  'link-45deg',
  'lock-fill',
  'pause-circle',
  'pencil',
  'people',
  'person',
  'play-circle',
  'plug',
  'plus-lg',
  'printer',
  'question-circle',
  'search',
  'send',
  'trash',
  'upload',
  'x-circle',
  'x-lg',
] as const;

export interface Assets {
  /** `css/app.css` → `/public/css/app.css?v=<hash>`; throws for a file that does not exist. */
  asset(path: string): string;
  router: RequestHandler;
}

const hashOf = (content: Buffer | string) =>
  createHash('sha256').update(content).digest('base64url').slice(0, 10);

function buildSprite(): string {
  const symbols = ICONS.map((name) => {
    const svg = readFileSync(
      fromRoot('node_modules', 'bootstrap-icons', 'icons', `${name}.svg`),
      'utf8',
    );
    const inner = svg.replace(/^[\s\S]*?<svg[^>]*>/, '').replace(/<\/svg>\s*$/, '');
    return `<symbol id="${name}" viewBox="0 0 16 16">${inner.trim()}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>`;
}

function filesBelow(folder: string, prefix = ''): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory()
      ? filesBelow(join(folder, entry.name), `${prefix}${entry.name}/`)
      : [`${prefix}${entry.name}`],
  );
}

/**
 * Everything under /public: our own folder, the listed vendor files and the icon sprite. An address
 * that carries the right version may be kept for a year; any other is asked again each time.
 */
export function createAssets(): Assets {
  const folder = fromRoot('public');
  const sprite = buildSprite();
  const versions = new Map<string, { version: string; changed: number; path: string | null }>();
  const remember = (name: string, path: string) => {
    versions.set(name, {
      version: hashOf(readFileSync(path)),
      changed: statSync(path).mtimeMs,
      path,
    });
  };
  for (const name of filesBelow(folder)) remember(name, join(folder, name));
  for (const [name, path] of Object.entries(VENDOR)) remember(name, fromRoot('node_modules', path));
  versions.set('icons.svg', { version: hashOf(sprite), changed: 0, path: null });

  const router = Router();
  router.use((req, res, next) => {
    const known = versions.get(decodeURIComponent(req.path).slice(1));
    const fresh = known !== undefined && req.query['v'] === known.version;
    res.setHeader('Cache-Control', fresh ? 'public, max-age=31536000, immutable' : 'no-cache');
    next();
  });
  router.get('/icons.svg', (_req, res) => {
    res.type('image/svg+xml').send(sprite);
  });
  for (const [name, path] of Object.entries(VENDOR)) {
    router.get(`/${name}`, (_req, res) => {
      res.sendFile(fromRoot('node_modules', path), { cacheControl: false });
    });
  }
  router.use(express.static(folder, { cacheControl: false, index: false, redirect: false }));
  return {
    asset: (path) => {
      const known = versions.get(path);
      if (!known) throw new Error(`There is no public file ${path}`);
      return `/public/${path}?v=${known.version}`;
    },
    router,
  };
}
