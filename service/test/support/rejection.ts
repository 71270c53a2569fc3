import { AppError } from '../../../shared/errors.js';

/** The error of ours with which a call ends; anything else fails the test. */
export async function rejection(call: Promise<unknown>): Promise<AppError> {
  let answer: unknown;
  try {
    answer = await call;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error(`the call was answered: ${JSON.stringify(answer)}`);
}

/** The problems of an error as `path: code`. */
export const problemsOf = (error: AppError): string[] =>
  error.problems.map((problem) => `${problem.path}: ${problem.code}`);
