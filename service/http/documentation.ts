import { readFileSync } from 'node:fs';
import ejs from 'ejs';
import { fromRoot } from '../../shared/root.js';

type Json = Record<string, unknown>;

interface Operation {
  id: string;
  method: string;
  path: string;
  summary: string;
  access: string;
  parameters: Json[];
  body: string | null;
  answer: string;
}

/** The schema of the one type of content that there is: JSON, or a file. */
const schemaText = (content: Record<string, { schema: Json }>): string =>
  JSON.stringify(Object.values(content)[0]?.schema, null, 2);

function operationsOf(document: Json): Map<string, Operation[]> {
  const byTag = new Map<string, Operation[]>();
  for (const [path, item] of Object.entries(
    document['paths'] as Record<string, Record<string, Json>>,
  )) {
    for (const [method, operation] of Object.entries(item)) {
      const tag = (operation['tags'] as string[])[0] ?? '';
      const body = operation['requestBody'] as
        | { content: Record<string, { schema: Json }> }
        | undefined;
      const answer = (
        operation['responses'] as Record<string, { content: Record<string, { schema: Json }> }>
      )['200'];
      const list = byTag.get(tag) ?? [];
      list.push({
        id: String(operation['operationId']),
        method: method.toUpperCase(),
        path,
        summary: String(operation['summary']),
        access: String(operation['description']),
        parameters: operation['parameters'] as Json[],
        body: body ? schemaText(body.content) : null,
        answer: schemaText(answer?.content ?? {}),
      });
      byTag.set(tag, list);
    }
  }
  return byTag;
}

/** The readable page of the API, made once from the same document that programs read. */
export function documentationPage(document: Json): string {
  const template = readFileSync(fromRoot('service', 'http', 'documentation.ejs'), 'utf8');
  return ejs.render(template, { info: document['info'], groups: operationsOf(document) });
}
