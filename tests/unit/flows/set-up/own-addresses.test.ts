import { expect, it } from 'vitest';
import { ownAddresses } from '../../../../lib/flows/set-up/own-addresses.ts';
import { AFTER, AFTER_TAB } from '../../fake-op.ts';
import { createPorts, createWorld } from '../../world.ts';

const { addresses } = createPorts(createWorld());

it.each([
  ['https://sso.test/realms/staff', ['https://sso.test/realms/staff/protocol/openid-connect/auth*']],
  [
    'https://sso.test/auth/realms/staff',
    ['https://sso.test/auth/realms/staff/protocol/openid-connect/auth*'],
  ],
  ['https://op.test', []],
  [null, []],
])('what is registered in the realm of %s holds, of its own, %j', (issuer, own) => {
  expect(ownAddresses(addresses, issuer).postLogoutUris).toEqual([AFTER, AFTER_TAB, ...own]);
});
