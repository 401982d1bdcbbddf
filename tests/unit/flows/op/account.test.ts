import { describe, expect, it } from 'vitest';
import type { Session } from '../../../../lib/flows/kernel/sessions.ts';
import { endBySid, endOtherSessions } from '../../../../lib/flows/op/account.ts';
import { openOp } from '../../../../lib/flows/op/handle.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, settle } from '../../world.ts';

const SESSION = { sid: 's1', accessToken: 'access-s1' } as Session;

describe('the account API’s word that sessions have ended', () => {
  it.each([
    ['nothing, as Keycloak does', () => new Response(null, { status: 204 }), null],
    ['a page of a portal', () => new Response('<!doctype html>'), ['account API: 200']],
    ['an error', () => new Response(null, { status: 503 }), ['account', 'HTTP 503']],
  ] as const)('is told from an answer with %s', async (_, answer, details) => {
    const op = fakeOp('support');
    const world = createWorld(op);
    const ports = createPorts(world);
    const handle = await settle(world, openOp(op.realm, ports));
    ports.fetch = async () => answer();
    for (const end of [endBySid, endOtherSessions])
      expect((await settle(world, end(handle, SESSION, ports)))?.details ?? null).toEqual(details);
  });
});
