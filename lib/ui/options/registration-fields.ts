import type { OwnAddresses } from '../../keycloak/client-representation.ts';
import { type Message, message } from '../shared/words/message.ts';

/** A field of the admin console, with what goes into it; `name` says what its button copies. */
export type RegistrationField = { field: Message; values: { name: Message; value: string }[] };

/** The fields of a client in Keycloak's admin console, in its order. */
export function registrationFields({
  redirectUris,
  postLogoutUris,
  webOrigin,
}: OwnAddresses): RegistrationField[] {
  const postLogout = postLogoutUris.map((value, at) => ({
    name: message('registration.copy_post_logout_uri', { number: at + 1 }),
    value,
  }));
  return [
    {
      field: message('registration.redirect_uri'),
      values: redirectUris.map((value, at) => ({
        name: message('registration.copy_redirect_uri', { number: at + 1 }),
        value,
      })),
    },
    { field: message('registration.post_logout_uris'), values: postLogout },
    ...webOriginField(webOrigin),
  ];
}

/** Firefox has none that could be registered. */
function webOriginField(value: string | null): RegistrationField[] {
  if (value === null) return [];
  const name = message('registration.copy_web_origin');
  return [{ field: message('registration.web_origin'), values: [{ name, value }] }];
}
