import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { OptionsBackend, Result } from '../../contract/messages.ts';
import type { Registration } from '../../contract/set-up.ts';
import { curlLine, type Registered, registrationRequest } from '../../keycloak/registration.ts';
import type { Realm } from '../../settings/schema.ts';
import { FailureNote } from '../shared/failure-note.tsx';
import { t } from '../shared/words/text.ts';
import { CommandLine } from './command-line.tsx';

type RegisterClientProps = { backend: OptionsBackend; registration: Registration; realm: Realm };

/** Registers the client in a realm with an admin's token, which leaves the page with the request and stands nowhere else. */
export function RegisterClient({ backend, registration, realm }: RegisterClientProps): JSX.Element {
  const { answer, working, submit } = useRegistering(backend, realm);
  const client = { ...registration.client, clientId: realm.clientId };
  const request = registrationRequest(`${realm.issuer}/clients-registrations/openid-connect`, client, true);
  return (
    <>
      <h3>{t('client.register_title')}</h3>
      <p class="soft">{t('client.token_where')}</p>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <label for="token">{t('client.token_label', { label: realm.label })}</label>
        <div class="beside">
          <input
            id="token"
            name="token"
            type="password"
            required
            autocomplete="off"
            readOnly={working}
            aria-describedby="token-hint token-answer"
          />
          <button type="submit" aria-disabled={working}>
            {t('client.register')}
          </button>
        </div>
        <p id="token-hint" class="soft" role="status">
          {t(working ? 'client.working' : 'client.token_hint')}
        </p>
        <div id="token-answer" role="alert">
          {answer && <Outcome answer={answer} label={realm.label} />}
        </div>
      </form>
      <CommandLine
        title={t('client.curl_title')}
        needs={t('client.curl_needs')}
        line={curlLine(request)}
        copies={t('client.curl_copy')}
      />
    </>
  );
}

function useRegistering(backend: OptionsBackend, realm: Realm) {
  const [answer, setAnswer] = useState<Result<Registered> | null>(null);
  const [working, setWorking] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (working) return;
    // First of all: a browser takes such a request only in the very handler of a click.
    const asked = backend.requestHosts([realm.issuer]);
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('token') as HTMLInputElement;
    const token = field.value.trim();
    field.value = '';
    setWorking(true);
    setAnswer(null);
    await asked;
    const realmId = realm.id;
    const registered = await backend.setUp('register-client', { realmId, token });
    setAnswer(registered);
    setWorking(false);
    // What an earlier test has found is no longer so.
    if (registered.ok) void backend.setUp('test-realm', { realmId });
  };
  return { answer, working, submit };
}

function Outcome({ answer, label }: { answer: Result<Registered>; label: string }): JSX.Element {
  if (!answer.ok) return <FailureNote failure={answer.failure} tone="bad" />;
  const { clientId, webOrigin } = answer.value;
  return (
    <div class="why" data-registered={clientId}>
      <p class="good">{t('client.registered', { label, client: clientId })}</p>
      {webOrigin && <p class="warn">{t('client.origin_left', { client: clientId, origin: webOrigin })}</p>}
    </div>
  );
}
