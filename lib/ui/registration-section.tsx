import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Backend, Registration } from '../model/messages.ts';
import { CopyValue } from './copy-value.tsx';
import { say } from './text.ts';

/** What an admin enters in Keycloak, and where, each value ready to copy. */
export function RegistrationSection({ backend }: { backend: Backend }): JSX.Element {
  const [registration, setRegistration] = useState<Registration | null>(null);
  useEffect(() => {
    void backend.send('registration', {}).then((answer) => answer.ok && setRegistration(answer.value));
  }, [backend]);
  return (
    <section aria-labelledby="registration">
      <h2 id="registration">{say('registration.title')}</h2>
      <p class="soft">{say('registration.intro')}</p>
      <ol class="steps">
        <li>{say('registration.step_create')}</li>
        <li>{say('registration.step_flow')}</li>
        <li>{say('registration.step_values')}</li>
      </ol>
      {registration && <Values registration={registration} />}
    </section>
  );
}

function Values({ registration }: { registration: Registration }): JSX.Element {
  const [copied, setCopied] = useState<string | null>(null);
  const [failed, setFailed] = useState(false);
  const copy = async (value: string) => {
    const done = await navigator.clipboard.writeText(value).then(
      () => true,
      () => false,
    );
    setCopied(done ? value : null);
    setFailed(!done);
  };
  const props = (value: string) => ({ value, copied: copied === value, onCopy: (text: string) => void copy(text) });
  return (
    <dl class="values">
      <dt>{say('registration.redirect_uri')}</dt>
      <dd>
        <CopyValue name={say('registration.copy_redirect_uri')} {...props(registration.redirectUri)} />
      </dd>
      <dt>{say('registration.post_logout_uris')}</dt>
      {registration.postLogoutUris.map((uri, at) => (
        <dd key={uri}>
          <CopyValue name={say('registration.copy_post_logout_uri', { number: at + 1 })} {...props(uri)} />
        </dd>
      ))}
      <dt>{say('registration.web_origin')}</dt>
      <dd>
        <CopyValue name={say('registration.copy_web_origin')} {...props(registration.webOrigin)} />
      </dd>
      <CopyNews copied={copied !== null} failed={failed} />
    </dl>
  );
}
