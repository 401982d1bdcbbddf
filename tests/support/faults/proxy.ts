import { createServer, type RequestListener } from 'node:http';
import { getLocal, type Mockttp, type RequestRuleBuilder } from 'mockttp';
import { closeServer, loopbackPort } from '../loopback.ts';
import { type Step, stepOf } from './steps.ts';
import type { Wire } from './wire.ts';

/** A proxy between the browser and an OP, by which one step goes wrong. */
export type FaultProxy = {
  /** Its loopback port, behind which the OP stands. */
  port: number;
  /** The steps that were asked for, in their order. */
  sent: Step[];
  /** What of credentials has come to another server, to which a step was led. */
  leaked: string[];
  /** From now on every request of a step goes wrong, and of another one that is `down` none comes through. */
  begin(step: Step, wire: Wire, down?: Step): Promise<void>;
  /** From now on everything is passed on. */
  end(): Promise<void>;
  close(): Promise<void>;
};

type Through = NonNullable<Parameters<RequestRuleBuilder['thenPassThrough']>[0]>;

/** The proxy by its library, and what it leads requests to. */
type Parts = { proxy: Mockttp; op: Through; half: Through; elsewhere: string; sent: Step[] };

/**
 * Opens a proxy before a server, which sees the proxy's own address as its host.
 * @param targetPort the server's loopback port.
 */
export async function openFaultProxy(targetPort: number): Promise<FaultProxy> {
  const sent: Step[] = [];
  const leaked: string[] = [];
  const foreign = createServer(answerElsewhere(leaked));
  const breaking = createServer(answerByHalf);
  const proxy = getLocal({ recordTraffic: false });
  await proxy.start({ startPort: 20_000, endPort: 30_000 });
  const parts: Parts = {
    proxy,
    sent,
    op: towards(targetPort),
    half: towards(await loopbackPort(breaking)),
    elsewhere: `http://127.0.0.1:${await loopbackPort(foreign)}/login`,
  };
  await passOn(parts);
  return {
    port: proxy.port,
    sent,
    leaked,
    begin: async (step, wire, down) => {
      proxy.reset();
      if (down) await breakStep(parts, down, { is: 'refused' });
      await breakStep(parts, step, wire);
      await passOn(parts);
    },
    end: async () => {
      proxy.reset();
      await passOn(parts);
    },
    close: async () => {
      await proxy.stop();
      await Promise.all([foreign, breaking].map(closeServer));
    },
  };
}

function towards(port: number): Through {
  return {
    transformRequest: { replaceHost: { targetHost: `127.0.0.1:${port}`, updateHostHeader: false } },
    simulateConnectionErrors: true,
  };
}

async function passOn({ proxy, op, sent }: Parts): Promise<void> {
  const rule = proxy.forAnyRequest().matching(async ({ url, body }) => {
    sent.push(stepOf(url, await body.getText()));
    return true;
  });
  await rule.always().thenPassThrough(op);
}

async function breakStep({ proxy, op, half, elsewhere, sent }: Parts, step: Step, wire: Wire): Promise<void> {
  const rule = proxy
    .forAnyRequest()
    .matching(async ({ url, body }) => {
      const isIt = stepOf(url, await body.getText()) === step;
      if (isIt) sent.push(step);
      return isIt;
    })
    .always();
  if (wire.is === 'refused') await rule.thenResetConnection();
  else if (wire.is === 'silent') await rule.thenTimeout();
  else if (wire.is === 'slow') await rule.delay(wire.ms).thenPassThrough(op);
  else if (wire.is === 'broken') await rule.thenPassThrough(half);
  else if (wire.is === 'elsewhere') await rule.thenReply(302, '', { location: elsewhere });
  else if (wire.is === 'loop')
    await rule.thenCallback(({ url }) => ({ statusCode: 302, headers: { location: url } }));
  else if (wire.is === 'answer')
    await rule.thenReply(wire.status, wire.body, { 'content-type': wire.type, ...wire.headers });
  else {
    const beforeResponse = ANSWERS[wire.is === 'changed' ? wire.how : wire.is];
    await rule.thenPassThrough({ ...op, beforeResponse });
  }
}

/** What becomes of the server's own answer. */
const ANSWERS: Record<
  'reset' | 'lost' | 'cut' | 'type' | 'doubled',
  NonNullable<Through['beforeResponse']>
> = {
  reset: () => 'reset',
  lost: () => new Promise(() => undefined),
  cut: ({ body }) => ({ rawBody: body.buffer.subarray(0, body.buffer.length / 2) }),
  type: ({ headers }) => ({ headers: { ...headers, 'content-type': 'text/plain' } }),
  doubled: ({ headers }) => {
    const name = 'access-control-allow-origin';
    return { headers: { ...headers, [name]: [headers[name] ?? '*', '*'].flat() } };
  },
};

/** A server of somebody else, which signs nobody in. */
function answerElsewhere(leaked: string[]): RequestListener {
  return ({ url, headers: { authorization } }, response) => {
    if (authorization || /[?&](code|id_token_hint)=/.test(url ?? '')) leaked.push(url ?? '');
    response.setHeader('content-type', 'text/html').end('<!doctype html><title>Elsewhere</title>');
  };
}

/** Says more than it sends. */
const answerByHalf: RequestListener = (_request, response) => {
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
  response.write('{"half":', () => response.destroy());
};
