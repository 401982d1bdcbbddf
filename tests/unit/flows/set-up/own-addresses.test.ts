import { expect, it } from 'vitest';
import { ownAddresses } from '../../../../lib/flows/set-up/own-addresses.ts';
import { AFTER, AFTER_TAB, fakeOp, ORIGIN, REDIRECT } from '../../fake-op.ts';
import { createPorts, createWorld } from '../../world.ts';

const { addresses } = createPorts(createWorld(fakeOp('support')));

it('what is registered are exact addresses of this installation alone, none of the realm’s own', () => {
  expect(ownAddresses(addresses)).toEqual({
    redirectUris: [REDIRECT],
    postLogoutUris: [AFTER, AFTER_TAB],
    webOrigin: ORIGIN,
  });
});

it('an address that serves twice is registered once', () => {
  const { postLogoutUris } = ownAddresses({ ...addresses, postLogoutTabUri: AFTER });
  expect(postLogoutUris).toEqual([AFTER]);
});
