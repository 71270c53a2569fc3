import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { fromRoot } from '../../shared/root.js';
import { CONSENT_KINDS, type ConsentKind } from '../api/index.js';
import type { ConsentTemplate } from './text-rules.js';

const schema = z.strictObject({
  kind: z.enum(CONSENT_KINDS),
  version: z.string().regex(/^[\w.-]{1,32}$/),
  note: z.string().min(1),
  title: z.string().min(1),
  purpose: z.string().min(1),
  data: z.array(z.string().min(1)).min(1),
  actions: z.array(z.string().min(1)).min(1),
  daysAfterProgramme: z.number().int().min(0).max(3650),
  withdrawal: z.string().min(1),
  paragraphs: z.array(z.string().min(1)).min(1),
});

function read(kind: ConsentKind): ConsentTemplate {
  const file = fromRoot('service', 'consents', 'texts', `${kind}.ru.json`);
  const template = schema.parse(JSON.parse(readFileSync(file, 'utf8')));
  if (template.kind !== kind) throw new Error(`${file} is about ${template.kind}`);
  return template;
}

/** Reads the templates of the consents (in Russian, the language of the document), checked. */
export function readConsentTemplates(): Record<ConsentKind, ConsentTemplate> {
  return { own: read('own'), parent: read('parent'), publication: read('publication') };
}
