import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { expect } from 'chai';
import { configSchema } from '../lti-tool/config.js';
import { fromRoot } from '../shared/root.js';
import { projectFiles, textOf } from './support/files.js';

const documents = projectFiles('.md');
const readmes = ['README.md', 'README.ru.md'];

/** Commands of the program that the documents may name, by the sources that they are compiled from. */
const sourceOf = (compiled: string): string =>
  compiled.replace(/^dist\//, '').replace(/\.js$/, '.ts');

/** Where a document may count a short path from, besides its own folder. */
const BASES = ['', 'lti-tool', 'service', 'docs'];

function exists(document: string, path: string): boolean {
  const bases = [posix.dirname(document), ...BASES];
  return bases.some((base) => existsSync(fromRoot(base, path)));
}

describe('the documents', () => {
  it('name only commands that package.json has', () => {
    const { scripts } = JSON.parse(textOf('package.json')) as { scripts: Record<string, string> };
    const unknown = documents.flatMap((file) =>
      [...textOf(file).matchAll(/\bnpm run ([\w:-]+)/g)]
        .filter(([, name]) => !(String(name) in scripts))
        .map((m) => `${file}: ${m[0]}`),
    );
    expect(unknown).to.deep.equal([]);
  });

  it('link only to files that exist', () => {
    const broken = documents.flatMap((file) =>
      [...textOf(file).matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .filter(([, path]) => !existsSync(fromRoot(posix.dirname(file), String(path))))
        .map((m) => `${file}: ${m[1]}`),
    );
    expect(broken).to.deep.equal([]);
  });

  it('name only source files that exist', () => {
    const named =
      /`((?:[\w.-]+\/)+[\w.-]+\.(?:ts|mjs|ejs|yml|json|example)|(?:[\w-]+\/)+Caddyfile)`/g;
    const unknown = documents.flatMap((file) =>
      [...textOf(file).matchAll(named)]
        .filter(([, path]) => !exists(file, String(path)))
        .map((m) => `${file}: ${m[1]}`),
    );
    expect(unknown).to.deep.equal([]);
  });

  it('name only programs that are compiled', () => {
    const places = [...documents, 'Dockerfile', 'docker-compose.yml', 'package.json'];
    const unknown = places.flatMap((file) =>
      [...textOf(file).matchAll(/dist\/[\w./-]+\.js\b/g)]
        .filter(([path]) => !existsSync(fromRoot(sourceOf(path))))
        .map((m) => `${file}: ${m[0]}`),
    );
    expect(unknown).to.deep.equal([]);
  });
});

describe('the list of settings', () => {
  const toolNames = Object.keys(configSchema.shape);
  // Its schema is the service's own affair; the names of its fields are read from the source.
  const serviceNames = [...textOf('service/config.ts').matchAll(/^ {2}([A-Z_]+): /gm)].map(
    (m) => m[1],
  );
  const all = [...new Set([...toolNames, ...serviceNames])].sort();

  for (const readme of readmes) {
    it(`is whole in ${readme}`, () => {
      const listed = [...textOf(readme).matchAll(/^\| `([A-Z_]+)` \|/gm)].map((m) => m[1]);
      expect(listed.sort()).to.deep.equal(all);
    });
  }

  it('is whole in .env.example', () => {
    const listed = [...textOf('.env.example').matchAll(/^#?([A-Z_]+)=/gm)].map((m) => m[1]);
    expect(listed.sort()).to.deep.equal([...toolNames].sort());
  });

  it('gives the same defaults as the program', () => {
    const rows = new Map(
      [...textOf('README.md').matchAll(/^\| `([A-Z_]+)` \|[^|]*\|([^|]*)\|/gm)].map((m) => [
        m[1],
        m[2],
      ]),
    );
    const required = {
      PUBLIC_URL: 'https://a.example',
      DATABASE_URL: 'sqlite:x',
      SECRET_KEY: 'x'.repeat(32),
    };
    const defaults = configSchema.parse(required) as Record<string, unknown>;
    for (const name of toolNames) {
      const cell = rows.get(name)?.trim() ?? '';
      if (name in required) expect(cell, name).to.equal('required');
      else if (defaults[name] === undefined) expect(cell, name).to.equal('');
      else expect(cell, name).to.include(String(defaults[name]));
    }
  });
});
