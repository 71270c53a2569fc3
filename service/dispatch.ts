import type { z } from 'zod';
import { AppError, type FieldProblem } from '../shared/errors.js';
import type { Bytes, Endpoint } from './api/endpoint.js';
import { type Actor, BY_LINK, contract, type EndpointName } from './api/index.js';
import { type Authority, checkAccess, readAuthority } from './authorise.js';
import type { Handlers, ServiceDeps } from './handler.js';
import { ruleProblems } from './input-rules.js';
import { authorityByLink } from './links/index.js';

const CODE = /^[a-z][\w]*(\.[\w]+)*$/;

/** Turns zod's findings into ours: a message that is one of our codes is kept, others get a code by kind. */
function problemsOf(error: z.ZodError): FieldProblem[] {
  return error.issues.map((issue) => {
    const path = issue.path.join('.');
    if (CODE.test(issue.message)) {
      const max = (issue as { maximum?: unknown }).maximum;
      return typeof max === 'number'
        ? { path, code: issue.message, params: { max } }
        : { path, code: issue.message };
    }
    // A part of a number where whole ones count: something was filled in.
    const isPart = issue.code === 'invalid_type' && issue.expected === 'int';
    if (isPart) return { path, code: 'number.format' };
    if (issue.code === 'invalid_type') return { path, code: 'required' };
    return { path, code: 'value.invalid' };
  });
}

/** Parses an input by the endpoint's schema; throws `invalid` with every problem of its fields. */
function parseInput(
  name: EndpointName,
  endpoint: Endpoint,
  input: unknown,
): Record<string, unknown> {
  const parsed = endpoint.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = [...problemsOf(parsed.error), ...ruleProblems(name, endpoint, input)];
  throw new AppError('invalid', problems.map((p) => `${p.path}: ${p.code}`).join('; '), {
    problems,
  });
}

const NO_PROGRAMME: Authority = {
  organisationId: '',
  programmeId: '',
  personId: null,
  role: 'system',
  roles: [],
  candidate: false,
  scopeForms: null,
  timeZone: 'UTC',
  revision: 0,
};

export type Dispatch = (name: EndpointName, actor: Actor, input: unknown) => Promise<unknown>;

/** Remembers, for the length of one client's life (a page), what one actor may in one programme. */
export type AuthorityMemo = Map<string, Promise<Authority>>;

/** Answers that were parsed already, by the very object that the handler gave. */
const parsedAnswers = new WeakMap<object, unknown>();

/**
 * Parses an answer by the endpoint's schema. A remembered answer (revision cache) is the same object
 * each time and is parsed once; answers are read-only to their callers.
 */
function parseOutput(endpoint: Endpoint, answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null) return endpoint.output.parse(answer);
  const known = parsedAnswers.get(answer);
  if (known !== undefined) return known;
  const parsed = endpoint.output.parse(answer);
  parsedAnswers.set(answer, parsed);
  return parsed;
}

/** What endpoints that take no file are given. */
const NO_BYTES: Bytes = { async *[Symbol.asyncIterator]() {} };

/** The answer of an endpoint that gives a file: its fields parsed, the bytes as they come. */
function parseFileAnswer(endpoint: Endpoint, answer: unknown): unknown {
  const { bytes, ...fields } = answer as { bytes: Bytes };
  return { ...(endpoint.output.parse(fields) as object), bytes };
}

/**
 * The one way into the service: schema → permission and organisation → handler → schema. It is the
 * same in one process and over HTTP.
 */
export function createDispatch(deps: ServiceDeps, handlers: Handlers) {
  async function authorityFor(
    endpoint: Endpoint,
    actor: Actor,
    programmeId: string | undefined,
    memo?: AuthorityMemo,
  ): Promise<Authority> {
    if (programmeId === undefined) {
      if (endpoint.access !== 'system' || actor.kind !== 'system') {
        throw new AppError('forbidden', 'only for the tool itself');
      }
      return NO_PROGRAMME;
    }
    // A link may be revoked while a page is made: it is looked at by each call, not once a page.
    if (actor.kind === 'person' && actor.viaLink !== undefined) {
      return authorityByLink(deps, actor, programmeId);
    }
    const known = memo?.get(programmeId);
    if (known) return known;
    const reading = readAuthority(deps.db, actor, programmeId);
    memo?.set(programmeId, reading);
    return reading;
  }

  return async (
    name: EndpointName,
    actor: Actor,
    input: unknown,
    memo?: AuthorityMemo,
    bytes: Bytes = NO_BYTES,
  ): Promise<unknown> => {
    const endpoint = contract[name] as unknown as Endpoint;
    if (endpoint.access === 'system' && actor.kind !== 'system') {
      throw new AppError('forbidden', 'only for the tool itself');
    }
    if (actor.kind === 'person' && actor.viaLink !== undefined && !BY_LINK.includes(name)) {
      throw new AppError('forbidden', 'not by a personal link');
    }
    const parsed = parseInput(name, endpoint, input);
    const programmeId = parsed['programmeId'] as string | undefined;
    const authority = await authorityFor(endpoint, actor, programmeId, memo);
    checkAccess(endpoint.access, authority);
    const handler = handlers[name] as (call: {
      actor: Actor;
      authority: Authority;
      input: unknown;
      bytes: Bytes;
    }) => Promise<unknown>;
    try {
      const answer = await handler({ actor, authority, input: parsed, bytes });
      if (endpoint.bytes === 'out') return parseFileAnswer(endpoint, answer);
      return parseOutput(endpoint, answer);
    } finally {
      // A write moves the revision on: what was remembered for this page is read anew.
      if (endpoint.method !== 'GET') memo?.clear();
    }
  };
}
