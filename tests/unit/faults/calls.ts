import type { Ports } from '../../../lib/flows/kernel/ports.ts';

/** Sees each call of a port before it is made, by its name; it may never come back, or throw. */
export type BeforeCall = (call: string) => Promise<void>;

type Call = (...args: unknown[]) => Promise<unknown>;

/** What is asked of the browser or a server, and may take time. */
const ASKED = [
  'session',
  'access',
  'marks',
  'webAuth',
  'oidc',
  'tabs',
  'tabEvents',
  'siteData',
  'pages',
] as const;

/** Has something see every call of ports that takes time. */
export function watchCalls(ports: Ports, before: BeforeCall): void {
  watch(ports as unknown as Record<string, Call>, ['fetch', 'hop'], '', before);
  for (const port of ASKED) {
    const calls = ports[port] as unknown as Record<string, Call>;
    watch(calls, Object.keys(calls), `${port}.`, before);
  }
}

function watch(calls: Record<string, Call>, names: string[], prefix: string, before: BeforeCall): void {
  for (const name of names) {
    const call = calls[name];
    // Told, and not asked.
    if (typeof call !== 'function' || name === 'arrived') continue;
    calls[name] = async (...args) => {
      await before(prefix + name);
      return call(...args);
    };
  }
}
