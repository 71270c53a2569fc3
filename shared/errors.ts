/**
 * The one error type that crosses a boundary of ours, and the one table from its code to an
 * HTTP status. Anything else that is thrown is a fault of the program: it is logged with the
 * request's number and shown as that number only.
 */
export const ERROR_STATUS = {
  invalid: 422,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  changed_meanwhile: 409,
  too_large: 413,
  too_many: 429,
  unavailable: 503,
  internal: 500,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

/** One thing that is wrong with one field; `code` is a key of the translations (`errors.<code>`). */
export interface FieldProblem {
  /** Dotted path of the field in the input, e.g. `minutes` or `mentorIds.0`; '' for the whole form. */
  path: string;
  code: string;
  params?: Record<string, string | number>;
}

/** An error with a code that callers may rely on. `message` is English and for developers. */
export class AppError extends Error {
  readonly code: ErrorCode;
  readonly problems: FieldProblem[];
  readonly details: Record<string, unknown>;

  constructor(
    code: ErrorCode,
    message: string,
    options: { problems?: FieldProblem[]; details?: Record<string, unknown>; cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'AppError';
    this.code = code;
    this.problems = options.problems ?? [];
    this.details = options.details ?? {};
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }
}

/** The answer to an id that does not exist and to one of another organisation: the same. */
export function notFound(what: string): AppError {
  return new AppError('not_found', `${what} not found`);
}

/** A rule of the domain refused the input; each problem names its field. */
export function invalid(problems: FieldProblem[]): AppError {
  return new AppError('invalid', problems.map((p) => `${p.path}: ${p.code}`).join('; '), {
    problems,
  });
}
