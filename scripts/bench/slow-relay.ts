import { connect, createServer, type Socket } from 'node:net';
import { loopbackPort } from '../../tests/support/loopback.ts';

/** A way to a server on which every request takes its time. */
export type SlowRelay = {
  port: number;
  /** From now on what is asked is passed on so many milliseconds later. */
  delay(ms: number): void;
  close(): Promise<void>;
};

/**
 * Opens a relay on a free loopback port; it passes everything on at once until it is told otherwise.
 * @param targetPort the loopback port of the server behind it.
 */
export async function openSlowRelay(targetPort: number): Promise<SlowRelay> {
  const sockets = new Set<Socket>();
  let delayMs = 0;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    return socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
  };
  const server = createServer((near) => {
    const far = keep(connect(targetPort, '127.0.0.1'));
    keep(near).on('data', (chunk) => setTimeout(() => far.writable && far.write(chunk), delayMs));
    far.pipe(near);
    near.on('close', () => far.destroy());
  });
  const port = await loopbackPort(server);
  const close = async (): Promise<void> => {
    const closed = new Promise((done) => server.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    port,
    delay: (ms) => {
      delayMs = ms;
    },
    close,
  };
}
