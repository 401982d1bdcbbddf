import { expect, it } from 'vitest';
import { readSession, writeSession } from '../../../../lib/flows/kernel/sessions.ts';
import { openOp } from '../../../../lib/flows/op/handle.ts';
import { takeStock } from '../../../../lib/flows/op/stock.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, settle } from '../../world.ts';
import { sessionIn } from './session-kit.ts';

it('of a session says that not all of it is known where more apps have joined than are kept', async () => {
  const world = createWorld(fakeOp('support'));
  const ports = createPorts(world);
  const [{ realm }] = world.ops as [ReturnType<typeof fakeOp>];
  const op = await settle(world, openOp(realm, ports));
  const session = sessionIn(world);
  const apps = named('earlier', 150).map((clientId) => ({ clientId, name: clientId }));
  const details = { apps, otherDevices: 0, offline: [], providers: [] };
  await writeSession(ports.session, realm.id, { ...session, details });
  const clients = named('now', 100).map((clientId) => ({ clientId }));
  ports.fetch = async (url) => {
    if (url.endsWith('/devices'))
      return Response.json([{ sessions: [{ id: 's1', current: true, clients }] }]);
    return Response.json(url.includes('/account/') ? [] : { sub: 'alice' });
  };
  const stock = await settle(world, takeStock(op, session, ports));
  expect(stock.details?.apps).toHaveLength(200);
  expect(stock.details?.partly).toBe(true);
  expect((await readSession(ports.session, realm.id, 's1'))?.details?.partly).toBe(true);
});

function named(name: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${name}-${at}`);
}
