import { describe, expect, it } from 'vitest';
import { noteLoadedAgain } from '../../../../lib/flows/kernel/brought-back.ts';
import { readSeenApps } from '../../../../lib/flows/kernel/seen-apps.ts';
import { createSignInNotes } from '../../../../lib/flows/look/note-sign-ins.ts';
import { EMPTY_SETTINGS } from '../../../../lib/settings/schema.ts';
import { fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld } from '../../world.ts';

const BACK = 'https://wiki.test/callback';
const FORM = 'https://op.test/realms/support/login-actions/authenticate?execution=1';

function bed() {
  const { realm } = fakeOp('support');
  const world = createWorld();
  const settings = { read: async () => ({ ...EMPTY_SETTINGS, realms: [realm] }) };
  const notesOf = () => createSignInNotes(createPorts(world), settings);
  const address = (clientId: string, issuer = realm.issuer) =>
    `${issuer}/protocol/openid-connect/auth?client_id=${clientId}&redirect_uri=${encodeURIComponent(BACK)}`;
  const seen = async (issuer = realm.issuer) =>
    (await readSeenApps(createPorts(world).session, issuer)).map(({ clientId }) => clientId);
  return { realm, world, notes: notesOf(), notesOf, address, seen };
}

describe('a sign-in that a tab shows', () => {
  it('tells where an app is once the realm has led the tab back, also after the worker was stopped', async () => {
    const { notes, notesOf, address, seen } = bed();
    await notes.begun(7, address('wiki'));
    expect(await seen()).toEqual([]);
    await notesOf().led(7, FORM, `${BACK}?code=1`);
    expect(await seen()).toEqual(['wiki']);
  });

  it('tells it where the realm leads back at once', async () => {
    const { notes, address, seen } = bed();
    await Promise.all([notes.begun(7, address('wiki')), notes.led(7, FORM, `${BACK}#code=1`)]);
    expect(await seen()).toEqual(['wiki']);
  });

  it('tells nothing where the realm refuses it, which any page may ask for', async () => {
    const { notes, address, seen } = bed();
    await notes.begun(7, address('wiki'));
    await notes.led(7, FORM, `${BACK}?error=invalid_request`);
    await notes.led(8, FORM, `${BACK}?code=1`);
    expect(await seen()).toEqual([]);
  });

  it('tells nothing where another page leads the tab there, as one that has planted the address may', async () => {
    const { notes, address, seen } = bed();
    await notes.begun(7, address('wiki'));
    await notes.led(7, 'https://evil.test/realms/a/login-actions/authenticate', `${BACK}?code=1`);
    expect(await seen()).toEqual([]);
  });

  it('is dropped at once where its realm is none of the settings’, or it is our own', async () => {
    const { notes, realm, world, address } = bed();
    await notes.begun(7, address('wiki', 'https://other.test/realms/x'));
    await notes.begun(8, address(realm.clientId));
    expect([...world.records.keys()]).toEqual([]);
  });

  it('is forgotten with its tab', async () => {
    const { notes, realm, world, address } = bed();
    await notes.begun(7, address('wiki'));
    await noteLoadedAgain(
      { tabId: 7, origin: 'https://wiki.test', issuer: realm.issuer },
      createPorts(world),
    );
    await notes.closed(7);
    expect([...world.records.keys()]).toEqual([]);
  });

  it('is kept of as many apps as a person uses, and no more', async () => {
    const { notes, address, seen } = bed();
    for (let at = 0; at < 250; at += 1) {
      await notes.begun(7, address(`app-${at}`));
      await notes.led(7, FORM, `${BACK}?code=1`);
    }
    expect(await seen()).toHaveLength(200);
  });
});
