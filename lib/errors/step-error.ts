import type { Failure, FailureCode } from './failure.ts';
import { plainDetail } from './plain-text.ts';

/**
 * A step that failed. `code` is what callers compare; `details` is what an admin needs, never a token,
 * and fit to be shown whoever has said it; `cause` is the original error and stays in this process.
 */
export class StepError extends Error {
  readonly code: FailureCode;
  readonly details: string[];

  constructor(code: FailureCode, details: string[] = [], cause?: unknown) {
    super(code, { cause });
    this.name = 'StepError';
    this.code = code;
    this.details = details.map(plainDetail);
  }
}

/**
 * Turns whatever was thrown into a value that can be stored and shown.
 * An unknown error keeps only its name: its message may quote a URL that carries a token.
 * @param error anything that was thrown.
 */
export function failureOf(error: unknown): Failure {
  if (error instanceof StepError) return { code: error.code, details: error.details };
  return { code: 'unexpected', details: error instanceof Error ? [error.name] : [] };
}

/**
 * A failure as an error to be thrown.
 * @param cause the original error.
 */
export function asStepError({ code, details }: Failure, cause?: unknown): StepError {
  return new StepError(code, details, cause);
}
