import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { curlLine, type Registered, registrationRequest } from '../keycloak/registration.ts';
import type { Answer, OptionsBackend, Registration } from '../model/messages.ts';
import type { Realm } from '../settings/schema.ts';
import { CommandLine } from './command-line.tsx';
import { FailureNote } from './failure-note.tsx';
import { say } from './text.ts';

type RegisterClientProps = { backend: OptionsBackend; registration: Registration; realm: Realm };

/** Registers the client in a realm with an admin's token, which leaves the page with the request and stands nowhere else. */
export function RegisterClient({ backend, registration, realm }: RegisterClientProps): JSX.Element {
  const { answer, working, submit } = useRegistering(backend, realm);
  const client = { ...registration.client, clientId: realm.clientId };
  const request = registrationRequest(`${realm.issuer}/clients-registrations/openid-connect`, client, true);
  return (
    <>
      <h3>{say('client.register_title')}</h3>
      <p class="soft">{say('client.token_where')}</p>
      <form class="form" onSubmit={(event) => void submit(event)}>
        <label for="token">{say('client.token_label', { label: realm.label })}</label>
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
            {say('client.register')}
          </button>
        </div>
        <p id="token-hint" class="soft" role="status">
          {say(working ? 'client.working' : 'client.token_hint')}
        </p>
        <div id="token-answer" role="alert">
          {answer && <Outcome answer={answer} label={realm.label} />}
        </div>
      </form>
      <CommandLine
        title={say('client.curl_title')}
        needs={say('client.curl_needs')}
        line={curlLine(request)}
        copies={say('client.curl_copy')}
      />
    </>
  );
}

function useRegistering(backend: OptionsBackend, realm: Realm) {
  const [answer, setAnswer] = useState<Answer<Registered> | null>(null);
  const [working, setWorking] = useState(false);
  const submit = async (event: Event) => {
    event.preventDefault();
    if (working) return;
    // First of all: a browser takes such a request only in the very handler of a click.
    const asked = backend.requestHost(realm.issuer);
    const field = (event.currentTarget as HTMLFormElement).elements.namedItem('token') as HTMLInputElement;
    const token = field.value.trim();
    field.value = '';
    setWorking(true);
    setAnswer(null);
    await asked;
    setAnswer(await backend.setUp('register-client', { realmId: realm.id, token }));
    setWorking(false);
  };
  return { answer, working, submit };
}

function Outcome({ answer, label }: { answer: Answer<Registered>; label: string }): JSX.Element {
  if (!answer.ok) return <FailureNote failure={answer.failure} tone="bad" />;
  const { clientId, webOrigin } = answer.value;
  return (
    <div class="why" data-registered={clientId}>
      <p class="good">{say('client.registered', { label, client: clientId })}</p>
      {webOrigin && <p class="warn">{say('client.origin_left', { client: clientId, origin: webOrigin })}</p>}
    </div>
  );
}
