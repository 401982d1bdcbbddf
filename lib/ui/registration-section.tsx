import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Backend, Registration } from '../model/messages.ts';
import { Mark } from './marks.tsx';
import { type RegistrationField, registrationFields } from './registration-fields.ts';
import { say, tell } from './text.ts';

/** What has become of the last copying: the value that is on the clipboard, and words for it. */
type Copied = { value: string | null; words: string };

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
  const [copied, setCopied] = useState<Copied>({ value: null, words: '' });
  const copy = async (value: string, field: string) => {
    const done = { value, words: say('registration.copied', { field }) };
    const failed = { value: null, words: say('registration.copy_failed') };
    setCopied(
      await navigator.clipboard.writeText(value).then(
        () => done,
        () => failed,
      ),
    );
  };
  return (
    <>
      <dl class="values">
        {registrationFields(registration).map((one) => (
          <Field key={one.field.key} {...one} copied={copied.value} onCopy={copy} />
        ))}
      </dl>
      <p role="status" class={copied.value === null ? 'bad' : 'soft'}>
        {copied.words}
      </p>
    </>
  );
}

type FieldProps = RegistrationField & {
  copied: string | null;
  onCopy: (value: string, field: string) => Promise<void>;
};

function Field({ field, values, copied, onCopy }: FieldProps): JSX.Element {
  return (
    <div>
      <dt>{tell(field)}</dt>
      {values.map(({ name, value }) => (
        <dd key={value} class="copy">
          <code>{value}</code>
          <button type="button" aria-label={tell(name)} onClick={() => void onCopy(value, tell(field))}>
            {copied === value && <Mark name="ok" tone="good" />} {say('registration.copy')}
          </button>
        </dd>
      ))}
    </div>
  );
}
