import type { Answer, MessageKind, Messages } from '../model/messages.ts';
import { failureOf, SignOutError } from '../model/sign-out-error.ts';
import { browser } from './api.ts';

/** Does something here, with its outcome as one value. */
export async function answer<T>(work: () => Promise<T>): Promise<Answer<T>> {
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
): Promise<Answer<Messages[K]['out']>> {
  try {
    const reply = (await browser.runtime.sendMessage({ kind, payload })) as
      | Answer<Messages[K]['out']>
      | undefined;
    return reply ?? { ok: false, failure: failureOf(new SignOutError('unexpected', ['no answer'])) };
  } catch (error) {
    return { ok: false, failure: failureOf(new SignOutError('interrupted', [], error)) };
  }
}
