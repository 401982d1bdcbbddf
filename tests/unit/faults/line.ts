import type { Ports, Tokens } from '../../../lib/flows/kernel/ports.ts';
import { stepOf } from '../../support/faults/steps.ts';
import type { Wire } from '../../support/faults/wire.ts';
import type { World } from '../world.ts';
import { askedByBrowser, exchanged, fetched, hopped, opaque } from './shown.ts';

/** A request that was sent: what it was for, and the how manieth of its kind it was. */
export type Sent = { step: string; nth: number };

/** Where a fault is: at one request of a kind, or at it and all that follow. */
export type Place = Sent & { lasts: boolean };

/** The wire between a worker and the servers. */
export type Line = {
  sent: Sent[];
  /** Null where nothing is wrong. */
  fault: { wire: Wire; place: Place } | null;
};

/** Lays a wire under ports: from now on what they send is noted, and goes wrong where that is wanted. */
export function layLine(ports: Ports, world: World): Line {
  const line: Line = { sent: [], fault: null };
  const next = createNotes(world, line);
  const { fetch, hop, webAuth, oidc } = ports;
  ports.fetch = async (url, init) => {
    const wire = next(url, init);
    const own = async () =>
      init.mode === 'no-cors' ? fetch(url, init).then(() => opaque('opaque')) : fetch(url, init);
    return wire ? fetched(wire, init, own, world) : own();
  };
  ports.hop = async (url, init) => {
    const wire = next(url, init);
    const own = async () => hop(url, init);
    return wire ? hopped(wire, url, init, own, world) : own();
  };
  const ask = webAuth.ask;
  webAuth.ask = async (request) => {
    const wire = next(request.url, {});
    const own = () => ask(request);
    return wire ? askedByBrowser(wire, request, own, world) : own();
  };
  const prepare = oidc.request;
  oidc.request = async (op, options) => {
    const request = await prepare(op, options);
    const exchange = async (address: string): Promise<Tokens> => {
      const wire = next(op.token_endpoint, {});
      const own = () => request.exchange(address);
      return wire ? exchanged(wire, own, world) : own();
    };
    return { ...request, exchange };
  };
  return line;
}

/** Notes each request that is sent, and says what is wrong with it. */
function createNotes(world: World, line: Line): (url: string, init: RequestInit) => Wire | null {
  const counts = new Map<string, number>();
  return (url, { body }) => {
    const step = nameOf(world, url, body instanceof URLSearchParams ? body.toString() : '');
    const nth = (counts.get(step) ?? 0) + 1;
    counts.set(step, nth);
    line.sent.push({ step, nth });
    if (!line.fault) return null;
    const { wire, place } = line.fault;
    return place.step === step && (place.nth === nth || (place.lasts && nth > place.nth)) ? wire : null;
  };
}

/** A request to the OP by what it is for, any other by its host. */
function nameOf({ ops }: World, url: string, body: string): string {
  const isOps = ops.some(({ realm }) => url.startsWith(`${realm.issuer}/`));
  return isOps ? stepOf(url, body) : new URL(url).hostname;
}
