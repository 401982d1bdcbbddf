import type { MessageKind, Messages, Result } from '../contract/messages.ts';
import { failureOf } from '../errors/step-error.ts';
import { browser } from './api.ts';

/** Does something here, with its outcome as one value. */
export async function answer<T>(work: () => Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    return { ok: false, failure: failureOf(error) };
  }
}

/** Sends a message to the worker, waking it where it sleeps. A worker that is stopped meanwhile is an interruption. */
export async function send<K extends MessageKind>(
  kind: K,
  payload: Messages[K]['in'],
): Promise<Result<Messages[K]['out']>> {
  try {
    const reply = (await browser.runtime.sendMessage({ kind, payload })) as
      | Result<Messages[K]['out']>
      | undefined;
    return reply ?? interrupted('no answer');
  } catch {
    return interrupted();
  }
}

function interrupted(...details: string[]): Result<never> {
  return { ok: false, failure: { code: 'interrupted', details } };
}
