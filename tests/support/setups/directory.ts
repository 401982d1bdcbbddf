import { createServer, type Socket } from 'node:net';
import { ALICE } from '../addresses.ts';
import { loopbackPort } from '../loopback.ts';

/** A directory of people that a realm reads, with alice in it, and that can go down. */
export type Directory = {
  port: number;
  /** From now on nobody answers there. */
  goDown(): Promise<void>;
  /** Answers again, at the same port. */
  comeBack(): Promise<void>;
  close(): Promise<void>;
};

/** Where people stand in the directory. */
export const PEOPLE = 'ou=people,dc=example,dc=org';

/** Attributes of alice's entry, as a realm's usual mappers read them. */
const ENTRY: Record<string, string> = {
  objectClass: 'inetOrgPerson',
  entryUUID: '0b6cc5b2-5d7e-4d2c-9a2b-0c5d3c1b7a11',
  uid: ALICE.username,
  cn: 'Alice',
  sn: 'Example',
  mail: 'alice@example.org',
  createTimestamp: '20260101000000Z',
  modifyTimestamp: '20260101000000Z',
};

/** The tags of the requests that are known here, with those of their answers. @see RFC 4511, section 4 */
const [BIND, SEARCH] = [0x60, 0x63];
const [BOUND, FOUND, DONE] = [0x61, 0x64, 0x65];

/**
 * Opens a directory that speaks as much LDAP as a realm needs to let alice in: it takes any password, and gives her entry whoever is
 * looked for.
 */
export async function openDirectory(): Promise<Directory> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => socket.destroy());
    let unread = Buffer.alloc(0);
    socket.on('data', (chunk) => {
      unread = Buffer.concat([unread, chunk as Buffer]);
      for (let whole = wholeMessage(unread); whole; whole = wholeMessage(unread)) {
        socket.write(Buffer.concat(answersTo(whole)));
        unread = unread.subarray(whole.length);
      }
    });
  });
  const port = await loopbackPort(server);
  const goDown = async (): Promise<void> => {
    const closed = new Promise((done) => server.close(done));
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  return {
    port,
    goDown,
    comeBack: async () => void (await loopbackPort(server, port)),
    close: async () => (server.listening ? goDown() : undefined),
  };
}

function answersTo(message: Buffer): Buffer[] {
  const [id, rest] = parts(contents(message));
  const request = rest?.[0];
  const say = (operation: Buffer): Buffer => element(0x30, id ?? Buffer.alloc(0), operation);
  if (request === BIND) return [say(success(BOUND))];
  return request === SEARCH ? [say(aliceEntry()), say(success(DONE))] : [];
}

function success(tag: number): Buffer {
  return element(tag, element(0x0a, Buffer.from([0])), text(''), text(''));
}

function aliceEntry(): Buffer {
  const attributes = Object.entries(ENTRY).map(([name, value]) =>
    element(0x30, text(name), element(0x31, text(value))),
  );
  return element(FOUND, text(`uid=${ALICE.username},${PEOPLE}`), element(0x30, ...attributes));
}

function text(value: string): Buffer {
  return element(0x04, Buffer.from(value));
}

/** One element by its tag. @see ITU-T X.690, section 8.1 */
function element(tag: number, ...inside: Buffer[]): Buffer {
  const body = Buffer.concat(inside);
  const size = Buffer.alloc(2);
  size.writeUInt16BE(body.length);
  return Buffer.concat([Buffer.from([tag, 0x82]), size, body]);
}

/** Where an element's contents begin and end; undefined where its length has not come yet. */
function spanOf(bytes: Buffer): { from: number; to: number } | undefined {
  const first = bytes[1];
  if (first === undefined) return undefined;
  if (first < 0x80) return { from: 2, to: 2 + first };
  const from = 2 + (first - 0x80);
  return bytes.length < from ? undefined : { from, to: from + bytes.readUIntBE(2, first - 0x80) };
}

function wholeMessage(bytes: Buffer): Buffer | undefined {
  const span = spanOf(bytes);
  return span && span.to <= bytes.length ? bytes.subarray(0, span.to) : undefined;
}

function contents(bytes: Buffer): Buffer {
  const span = spanOf(bytes);
  return bytes.subarray(span?.from, span?.to);
}

function parts(bytes: Buffer): Buffer[] {
  const whole = wholeMessage(bytes);
  return whole ? [whole, ...parts(bytes.subarray(whole.length))] : [];
}
