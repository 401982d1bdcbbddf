import type { HopAnswer, Ports } from '../../../../lib/flows/kernel/ports.ts';
import { APP_DEFAULTS, type App } from '../../../../lib/settings/schema.ts';
import type { FakeApp, World } from '../../world.ts';
import { allowedWorld, appAt, tellingOp } from './kit.ts';

/** An app of the fake OP's session. */
export const WIKI: App = { ...APP_DEFAULTS, origin: 'https://wiki.test', label: 'Wiki' };

/** Where an app sends whoever is not signed in. */
export const SIGN_IN =
  'https://sso.test/realms/support/protocol/openid-connect/auth?client_id=wiki&response_type=code';

/** The answer of an app that leads elsewhere. */
export const led = (location: string): HopAnswer => ({ status: 302, location, body: '' });

/** The answer of an app that shows a page. */
export const page = (body: string): HopAnswer => ({ status: 200, location: null, body });

/** A realm in whose session the wiki is, which nobody has listed and whose host is allowed. */
export function worldWith(answers: FakeApp['answers'], listed: App[] = []): World {
  const op = tellingOp('support');
  op.realm.apps = listed;
  const world = allowedWorld(op);
  appAt(world, WIKI, answers ? { answers } : {});
  return world;
}

/** Has requests to a realm take so long, milliseconds; only those with cookies where it is so said. */
export function slowDown(ports: Ports, issuer: string, ms: number, which: 'all' | 'with cookies'): void {
  const { hop, clock } = ports;
  ports.hop = async (url, init) => {
    const isSlow = url.startsWith(`${issuer}/`) && (which === 'all' || init.credentials !== 'omit');
    if (isSlow) await new Promise<void>((resolve) => void clock.after(ms, resolve));
    return hop(url, init);
  };
}
