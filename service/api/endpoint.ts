import type { z } from 'zod';
import type { Role } from './reference.js';

/**
 * Who may call an endpoint:
 * - a list of programme roles: the caller acts in one of them, in the programme that the input names;
 * - `member`: any role of the programme but `visitor`;
 * - `person`: any known person, visitors too (their own things only);
 * - `system`: the LTI tool itself, never a person or an API key.
 */
export type Access = readonly Role[] | 'member' | 'person' | 'system';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

export interface Endpoint<I extends z.ZodObject = z.ZodObject, O extends z.ZodType = z.ZodType> {
  method: Method;
  /** Below `/api/v1`; `{name}` is a field of the input. */
  path: `/${string}`;
  /** One sentence for the documentation page. */
  summary: string;
  /** The group under which the documentation lists it. */
  tag: string;
  access: Access;
  /** Path, query (GET) or body (others) fields together. */
  input: I;
  output: O;
  /**
   * A file goes beside the fields: `in`, as the body of the request (the fields then stand in path and
   * query), or `out`, as the answer (its fields in headers). It streams, whatever its size.
   */
  bytes?: 'in' | 'out';
}

/** A file on its way: its pieces, each read once. */
export type Bytes = AsyncIterable<Uint8Array>;

/**
 * Declares one endpoint; types, router, both clients and the OpenAPI document follow from it.
 * An endpoint without `access` does not compile, and a router refuses to start with one.
 */
export function endpoint<I extends z.ZodObject, O extends z.ZodType>(
  spec: Endpoint<I, O>,
): Endpoint<I, O> {
  return spec;
}

/** Declares an endpoint that takes a file; its caller gives the bytes beside the input. */
export function takesFile<I extends z.ZodObject, O extends z.ZodType>(
  spec: Endpoint<I, O>,
): Endpoint<I, O> & { bytes: 'in' } {
  return { ...spec, bytes: 'in' };
}

/** Declares an endpoint that gives a file; its answer has the bytes beside the output. */
export function givesFile<I extends z.ZodObject, O extends z.ZodType>(
  spec: Endpoint<I, O>,
): Endpoint<I, O> & { bytes: 'out' } {
  return { ...spec, bytes: 'out' };
}

export type InputOf<E> = E extends Endpoint<infer I, z.ZodType> ? z.input<I> : never;
export type ParsedInputOf<E> = E extends Endpoint<infer I, z.ZodType> ? z.output<I> : never;
export type OutputOf<E> = E extends Endpoint<z.ZodObject, infer O> ? z.output<O> : never;

/** What a handler answers and a client gets: the output, with the file where there is one. */
export type AnswerOf<E> = E extends { bytes: 'out' } ? OutputOf<E> & { bytes: Bytes } : OutputOf<E>;

/** What a call takes besides the input. */
export type FileOf<E> = E extends { bytes: 'in' } ? [bytes: Bytes] : [];

/** The names of the path parameters of `/a/{b}/c/{d}`: `['b', 'd']`. */
export function pathParameters(path: string): string[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map((m) => m[1] as string);
}
