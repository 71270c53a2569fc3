import { z } from 'zod';
import { type Access, type Endpoint, pathParameters } from './endpoint.js';
import { ERROR_STATUS } from './errors.js';
import { contract } from './index.js';

type Json = Record<string, unknown>;

/** Who may call, as the documentation says it. */
export function accessText(access: Access): string {
  if (access === 'system') return 'the LTI tool itself';
  if (access === 'person') return 'any person of the programme, visitors too';
  if (access === 'member') return 'any member of the programme';
  return access.join(', ');
}

function schemaOf(type: z.ZodType, io: 'input' | 'output'): Json {
  const { $schema: _schema, ...schema } = z.toJSONSchema(type, {
    io,
    unrepresentable: 'any',
    target: 'draft-2020-12',
  }) as Json;
  return schema;
}

function parametersOf(endpoint: Endpoint): Json[] {
  const schema = schemaOf(endpoint.input, 'input');
  const properties = (schema['properties'] ?? {}) as Record<string, Json>;
  const required = new Set((schema['required'] ?? []) as string[]);
  const inPath = new Set(pathParameters(endpoint.path));
  return Object.entries(properties)
    .filter(([name]) => inPath.has(name) || endpoint.method === 'GET' || endpoint.bytes === 'in')
    .map(([name, property]) => ({
      name,
      in: inPath.has(name) ? 'path' : 'query',
      required: inPath.has(name) || required.has(name),
      // A coerced number is anything to the schema; callers are told what it must be.
      schema: Object.keys(property).length === 0 ? { type: 'integer' } : property,
    }));
}

/** A file, in whichever direction. */
const FILE_CONTENT: Json = {
  'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
};

/** A file's fields stand in a header, which documents cannot describe further. */
const contentOf = (endpoint: Endpoint): Json =>
  endpoint.bytes === 'out'
    ? FILE_CONTENT
    : { 'application/json': { schema: schemaOf(endpoint.output, 'output') } };

function bodyOf(endpoint: Endpoint): Json | undefined {
  if (endpoint.bytes === 'in') return { required: true, content: FILE_CONTENT };
  if (endpoint.method === 'GET') return undefined;
  const schema = schemaOf(endpoint.input, 'input');
  const properties = { ...((schema['properties'] ?? {}) as Record<string, Json>) };
  for (const name of pathParameters(endpoint.path)) delete properties[name];
  const required = ((schema['required'] ?? []) as string[]).filter((name) => name in properties);
  return {
    required: true,
    content: {
      'application/json': {
        schema: { type: 'object', properties, ...(required.length > 0 ? { required } : {}) },
      },
    },
  };
}

function operationOf(name: string, endpoint: Endpoint): Json {
  const body = bodyOf(endpoint);
  return {
    operationId: name,
    summary: endpoint.summary,
    description: `May be called by: ${accessText(endpoint.access)}.`,
    tags: [endpoint.tag],
    parameters: parametersOf(endpoint),
    ...(body ? { requestBody: body } : {}),
    responses: {
      '200': {
        description: 'Done.',
        content: contentOf(endpoint),
      },
      default: { $ref: '#/components/responses/Error' },
    },
  };
}

const ERROR_RESPONSE: Json = {
  description: 'What went wrong; `problems` names the fields.',
  content: {
    'application/json': {
      schema: {
        type: 'object',
        required: ['error'],
        properties: {
          error: {
            type: 'object',
            required: ['code', 'message', 'problems'],
            properties: {
              code: { type: 'string', enum: Object.keys(ERROR_STATUS) },
              message: { type: 'string' },
              problems: {
                type: 'array',
                items: {
                  type: 'object',
                  required: ['path', 'code'],
                  properties: {
                    path: { type: 'string' },
                    code: { type: 'string' },
                    params: { type: 'object' },
                  },
                },
              },
              details: { type: 'object' },
            },
          },
        },
      },
    },
  },
};

/** The OpenAPI 3.1 document of the whole contract. */
export function openApiDocument(): Json {
  const paths: Record<string, Json> = {};
  for (const [name, spec] of Object.entries(contract)) {
    const endpoint = spec as unknown as Endpoint;
    const item = paths[endpoint.path] ?? {};
    item[endpoint.method.toLowerCase()] = operationOf(name, endpoint);
    paths[endpoint.path] = item;
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Nastavnik mentoring service',
      version: '1.0.0',
      description:
        'REST API of the mentoring service. A caller is named by a bearer token: an API key of the ' +
        'organisation, or a short-lived token that the LTI tool signs.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }],
    paths,
    components: {
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
      responses: { Error: ERROR_RESPONSE },
    },
  };
}
