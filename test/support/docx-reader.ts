import { unzip } from './xlsx-reader.js';

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

/** The paragraphs of a Word document as texts; throws for what is none. */
export function readDocx(file: Buffer): string[] {
  const xml = unzip(file).get('word/document.xml')?.toString('utf8');
  if (xml === undefined) throw new Error('not a Word document');
  return [...xml.matchAll(/<w:p\b[^>]*?(?:\/>|>(.*?)<\/w:p>)/gs)].map((paragraph) =>
    [...(paragraph[1] ?? '').matchAll(/<w:t\b[^>]*>(.*?)<\/w:t>/gs)]
      .map((text) => text[1] ?? '')
      .join('')
      .replace(/&(\w+);/g, (all, name) => ENTITIES[String(name)] ?? all),
  );
}
