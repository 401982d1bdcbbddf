import { connect, createServer, type Socket } from 'node:net';
import { loopbackPort } from './loopback.ts';

/** A way to a server that can fail as networks do. It passes bytes on and looks at none. */
export type Relay = {
  port: number;
  /** From now on connections are refused, and those that stand are broken. */
  cut(): Promise<void>;
  /** From now on requests are taken and never answered. */
  hold(): void;
  /**
   * From now on what a client sends is passed on so many milliseconds later: the delay of a whole round trip, both ways
   * together. Opening a connection takes none. Zero, as at the beginning, passes it on at once.
   */
  delay(ms: number): void;
  /** Passes everything on again, held connections excepted: they are broken. */
  restore(): Promise<void>;
  close(): Promise<void>;
};

/**
 * Opens a relay on a free loopback port.
 * @param targetPort the loopback port of the server behind it.
 */
export async function openRelay(targetPort: number): Promise<Relay> {
  const sockets = new Set<Socket>();
  let held = false;
  let delayMs = 0;
  const server = createServer((near) => {
    keep(near);
    if (!held) join(near, keep(connect(targetPort, '127.0.0.1')), () => delayMs);
  });
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    return socket;
  };
  const cut = async (): Promise<void> => {
    const closed = server.listening ? new Promise((done) => server.close(done)) : undefined;
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const port = await loopbackPort(server);
  const restore = async (): Promise<void> => {
    await cut();
    held = false;
    await loopbackPort(server, port);
  };
  return {
    port,
    cut,
    hold: () => hold(sockets, () => (held = true)),
    delay: (ms) => {
      delayMs = ms;
    },
    restore,
    close: cut,
  };
}

function hold(sockets: Set<Socket>, begin: () => void): void {
  begin();
  for (const socket of sockets) socket.pause().unpipe();
}

function join(near: Socket, far: Socket, delayMs: () => number): void {
  near.on('data', (chunk) => later(delayMs(), () => far.writable && far.write(chunk)));
  near.on('end', () => later(delayMs(), () => far.end()));
  far.pipe(near);
  near.on('close', () => far.destroy());
  far.on('close', () => near.destroy());
}

function later(ms: number, pass: () => void): void {
  if (ms === 0) pass();
  else setTimeout(pass, ms);
}
