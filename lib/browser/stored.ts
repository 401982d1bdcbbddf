import { StepError } from '../errors/step-error.ts';

/**
 * Names what the browser could not keep or give back: the room that it gives an extension is full, or its disk is, or broken.
 * @throws {StepError} `storage-failed`, with what the browser says.
 */
export async function stored<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    throw new StepError('storage-failed', error instanceof Error ? [error.message] : [], error);
  }
}
