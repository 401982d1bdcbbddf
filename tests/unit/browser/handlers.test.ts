import { describe, expect, it } from 'vitest';
import { createHandlers } from '../../../lib/browser/handlers.ts';
import type { SettingsStore } from '../../../lib/flows/kernel/ports.ts';
import { resume } from '../../../lib/flows/sign-out/resume.ts';
import { NO_POLICY } from '../../../lib/settings/policy.ts';
import { EMPTY_SETTINGS } from '../../../lib/settings/schema.ts';
import { fakeOp } from '../fake-op.ts';
import { createPorts, createWorld, settle } from '../world.ts';

/** What is kept of a realm's sessions and of what is said of it. */
function keptOf({ records }: ReturnType<typeof createWorld>, realm: string): string[] {
  return [...records.keys()].filter(
    (key) => key.startsWith(`session:${realm}:`) || key === `status:${realm}`,
  );
}

describe('a look', () => {
  it('leaves no session of a realm that was removed from the settings meanwhile', async () => {
    const [gone, stays] = [fakeOp('gone'), fakeOp('stays')] as const;
    const world = createWorld(gone, stays);
    const ports = createPorts(world);
    let realms = [gone.realm, stays.realm];
    const settings = {
      read: async () => ({ ...EMPTY_SETTINGS, realms }),
      readPolicy: async () => NO_POLICY,
    } as unknown as SettingsStore;
    const { check } = createHandlers(ports, settings, Promise.resolve());
    const { request } = ports.oidc;
    ports.oidc.request = (...asked) => {
      realms = [stays.realm];
      return request(...asked);
    };
    await settle(world, check({}, {}));
    expect(keptOf(world, 'gone')).toEqual([]);
    expect(keptOf(world, 'stays')).toHaveLength(2);
  });

  it('leaves none either where its worker was stopped before it could see to that', async () => {
    const op = fakeOp('gone');
    const world = createWorld(op);
    world.records.set('session:gone:s1', { sid: 's1' }).set('status:gone', { state: 'signed-in' });
    await settle(world, resume([], createPorts(world)));
    expect(keptOf(world, 'gone')).toEqual([]);
  });
});
