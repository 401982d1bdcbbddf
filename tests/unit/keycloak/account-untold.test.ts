import { expect, it } from 'vitest';
import { readSessionDetails } from '../../../lib/keycloak/account.ts';

it('what the account API tells holds no app where no session is the one that asks', () => {
  const told = { devices: [{ sessions: [{ id: 's1' }] }], applications: [], linked: [] };
  const own = { clientId: 'account-console', issuer: 'https://k.test/realms/a' };
  expect(readSessionDetails(told, own, 'full-signout')).toEqual({
    apps: [],
    otherDevices: 1,
    offline: [],
    providers: [],
    partly: true,
  });
});
