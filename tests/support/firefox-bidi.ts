import type { Browser } from 'puppeteer-core';

/*
 * WebDriver BiDi, spoken without the library: its navigation waits for events that never come for extension pages, and its view of
 * a tab goes stale once an extension page has loaded in it.
 */

/** Sends a command, and gives its result. */
export type Send = <R>(method: string, params: object) => Promise<R>;

/** A tab, or a window of the browser itself. */
export type Context = { context: string; url: string };

type Evaluated = { type: string; result: { value?: string }; exceptionDetails?: { text: string } };

/** The connection that the library has opened. */
export function sendTo(browser: Browser): Send {
  const { connection } = browser as unknown as {
    connection: { send: (m: string, p: object) => Promise<{ result: never }> };
  };
  return async (method, params) => (await connection.send(method, params)).result;
}

/**
 * Runs an expression in the browser itself, with all that it may do.
 * @param expression gives a promise.
 */
export async function inChrome(send: Send, expression: string): Promise<string> {
  const { contexts: all } = await send<{ contexts: Context[] }>('browsingContext.getTree', {
    'moz:scope': 'chrome',
  });
  return evaluateIn(send, all[0]?.context ?? '', `${expression}.then(String)`);
}

/** Runs an expression, and waits for the promise that it gives. @throws {Error} what it throws. */
export async function evaluateIn(send: Send, context: string, expression: string): Promise<string> {
  const answer = await send<Evaluated>('script.evaluate', {
    expression,
    target: { context },
    awaitPromise: true,
  });
  if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text ?? 'the page threw');
  return answer.result.value ?? 'null';
}

/** All tabs. */
export async function contexts(send: Send): Promise<Context[]> {
  return (await send<{ contexts: Context[] }>('browsingContext.getTree', {})).contexts;
}
