import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import { fromRoot } from '../shared/root.js';
import { projectFiles, textOf } from './support/files.js';

/**
 * Keys that are put together of codes which stand nowhere in the source as one word, or in two steps: by
 * their beginnings. Each is asked for somewhere; a test of its own page says whether a word is missing.
 */
const BUILT = [
  // The label of a code: `ref.<list>.<code>`, of lists that tests go through.
  'ref.',
  // What was done, by entity and action.
  'journal.action.',
  'journal.helpState.',
  'deepLinking.there.',
  'merge.obstacle.',
  'merge.warning.',
  'notReady.',
  'file.type.',
];

const LITERAL = /['"`]([\w.-]+)['"`]/g;
/** A text with something put into it: `pairs.state.${code}.title`. */
const BUILDING = /`([A-Za-z][\w.-]*\$\{[^`]*)`/g;
/** Names of fields, which serve as codes as well. */
const FIELD = /\b(\w+)\??:|[{,]\s*(\w+)\s*(?=[,}])/g;

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** What a text with something put into it can become. */
function patternOf(template: string): RegExp {
  let pattern = '';
  for (let at = 0; at < template.length; ) {
    if (!template.startsWith('${', at)) {
      pattern += escaped(template.charAt(at));
      at += 1;
      continue;
    }
    let depth = 1;
    for (at += 2; at < template.length && depth > 0; at += 1) {
      if (template[at] === '{') depth += 1;
      if (template[at] === '}') depth -= 1;
    }
    pattern += '(.+?)';
  }
  return new RegExp(`^${pattern}$`);
}

const isProduct = (file: string): boolean =>
  /^(lti-tool|service|shared|public|demo)\//.test(file) && !/\/(test|locales)\//.test(file);

function source() {
  const words = new Set<string>();
  const patterns: RegExp[] = [];
  for (const file of projectFiles('.ts', '.ejs', '.js').filter(isProduct)) {
    const text = textOf(file);
    for (const [, word = ''] of text.matchAll(LITERAL)) words.add(word);
    for (const [, a, b] of text.matchAll(FIELD)) words.add(a ?? b ?? '');
    for (const [, template = ''] of text.matchAll(BUILDING)) patterns.push(patternOf(template));
  }
  const isWord = (text: string): boolean =>
    words.has(text) || text.split('.').every((part) => words.has(part));
  const isBuilt = (key: string): boolean =>
    patterns.some((pattern) => pattern.exec(key)?.slice(1).every(isWord) ?? false);
  const isAsked = (key: string): boolean => words.has(key) || isBuilt(key);
  return { words, isAsked };
}

describe('the words of the pages', () => {
  it('are all said somewhere: no key that no code asks for', () => {
    const { words, isAsked } = source();
    const folder = 'lti-tool/locales/ru';
    const dead = readdirSync(fromRoot(folder)).flatMap((file) =>
      Object.keys(JSON.parse(textOf(`${folder}/${file}`)))
        .filter((key) => !BUILT.some((start) => key.startsWith(start)))
        // What is wrong comes from the service as its code alone, which must stand there.
        .filter((key) => !words.has(key) && !isAsked(key.replace(/^errors\./, '')))
        .map((key) => `${file}: ${key}`),
    );
    expect(dead).to.deep.equal([]);
  });

  it('call a pair that is over «завершена», and before its time «закрыта досрочно»', () => {
    const folder = 'lti-tool/locales/ru';
    const other = /раньше срока|расторгн|[Пп]ар[аыу]? [^.]{0,20}(закончен|окончен|прекращен)/;
    const found = readdirSync(fromRoot(folder)).flatMap((file) =>
      Object.entries(JSON.parse(textOf(`${folder}/${file}`)) as Record<string, string>)
        .filter(([, words]) => other.test(words))
        .map(([key, words]) => `${key}: ${words}`),
    );
    expect(found).to.deep.equal([]);
  });
});
