import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { closeServer, loopbackPort } from './loopback.ts';

/** Changes an answer on its way: its status, headers and body. Null leaves it as it is. */
export type Rewrite = (answer: {
  path: string;
  status: number;
  headers: Record<string, string>;
  body: string;
}) => {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
} | null;

/** An answer in place of the server's, which is then not asked; `silence` is none at all, null leaves it to the server. */
export type Instead = (request: {
  method: string;
  path: string;
}) => Promise<Answer | 'silence' | null> | Answer | 'silence' | null;

/** What a proxy may answer by itself. */
export type Answer = { status: number; headers?: Record<string, string>; body?: string };

/** A proxy in front of a server, for what only a faulty set-up or another version of the server would answer. */
export type Proxy = { port: number; close(): Promise<void> };

/**
 * Opens a proxy on a free loopback port. The server behind it sees the proxy's own address as its host.
 * @param targetPort the server's loopback port.
 * @param asAsked what the server is asked for, by what the browser has asked for.
 */
export async function openProxy(
  targetPort: number,
  rewrite: Rewrite,
  instead: Instead = () => null,
  asAsked: (path: string) => string = (path) => path,
): Promise<Proxy> {
  const server = createServer(async (incoming, outgoing) => {
    const { method = 'GET', url: path = '/' } = incoming;
    const answer = await instead({ method, path });
    if (answer === null) pass(incoming, outgoing, { port: targetPort, path: asAsked(path) }, rewrite);
    else if (answer !== 'silence') outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  });
  const port = await loopbackPort(server);
  return {
    port,
    close: () => closeServer(server),
  };
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { port, path }: { port: number; path: string },
  rewrite: Rewrite,
): void {
  const { method, headers } = incoming;
  const onward = request({ host: '127.0.0.1', port, path, method, headers }, async (answer) => {
    const parts: Buffer[] = [];
    for await (const part of answer) parts.push(part as Buffer);
    const plain = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [name, String(value)]),
    );
    const { 'content-length': _, 'transfer-encoding': __, 'set-cookie': ___, ...kept } = plain;
    const whole = {
      path,
      status: answer.statusCode ?? 502,
      headers: kept,
      body: Buffer.concat(parts).toString(),
    };
    const { status, headers: changed, body } = { ...whole, ...rewrite(whole) };
    outgoing
      .writeHead(status, { ...kept, ...changed, 'set-cookie': answer.headers['set-cookie'] ?? [] })
      .end(body);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
