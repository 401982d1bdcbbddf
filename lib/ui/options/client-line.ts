import type { Diagnosis } from '../../keycloak/diagnosis.ts';
import type { Realm } from '../../settings/schema.ts';
import { type Message, message } from '../shared/words/message.ts';

/**
 * What is known of the client that a realm is asked through: that it is registered, or that none has to be. The settings alone know the
 * latter only, the rest is known from a test.
 * @param test the realm's last; one of another client says nothing of this one.
 * @returns null where nothing is known, so that nothing is claimed.
 */
export function clientLine(realm: Realm, test: Diagnosis | undefined): Message | null {
  const { clientId, client } = realm;
  const isOfThis = test?.asked.clientId === clientId && test.asked.client === client;
  const checks = isOfThis ? test.checks : {};
  const builtIn = checks['built-in-client']?.state;
  if (builtIn === 'ok') return message('options.client_none');
  if (builtIn === 'wrong') return null;
  if (checks['client-unknown']?.state === 'ok')
    return message('options.client_registered', { client: clientId });
  return client === 'built-in' ? message('options.client_none') : null;
}
