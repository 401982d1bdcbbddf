import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OptionsBackend } from '../../contract/messages.ts';
import type { Registration } from '../../contract/set-up.ts';
import type { Realm } from '../../settings/schema.ts';
import { Mark } from '../shared/marks.tsx';
import { render, t } from '../shared/words/text.ts';
import { ClientImport } from './client-import.tsx';
import { RegisterClient } from './register-client.tsx';
import { type RegistrationField, registrationFields } from './registration-fields.ts';
import { useCopy } from './use-copy.ts';

type RegistrationSectionProps = { backend: OptionsBackend; realm: Realm | undefined };

/**
 * What an admin enters in Keycloak, and where: each value ready to copy, all of it in one file, or, where there is a realm, done with a
 * token.
 */
export function RegistrationSection({ backend, realm }: RegistrationSectionProps): JSX.Element {
  const registration = useRegistration(backend);
  return (
    <section aria-labelledby="registration">
      <h2 id="registration">{t('registration.title')}</h2>
      <p class="soft">{t('registration.intro')}</p>
      <ol class="steps">
        <li>{t('registration.step_create')}</li>
        <li>{t('registration.step_flow')}</li>
        <li>{t('registration.step_values')}</li>
      </ol>
      {registration && <Values registration={registration} />}
      {registration && <ClientImport client={registration.client} issuer={realm?.issuer ?? ''} />}
      {registration && realm && <RegisterClient key={realm.id} {...{ backend, registration, realm }} />}
    </section>
  );
}

/** What is to be registered for this installation; null until it is known. */
function useRegistration(backend: OptionsBackend): Registration | null {
  const [known, setKnown] = useState<Registration | null>(null);
  useEffect(() => {
    void backend.setUp('registration', {}).then((answer) => answer.ok && setKnown(answer.value));
  }, [backend]);
  return known;
}

function Values({ registration }: { registration: Registration }): JSX.Element {
  const { copied, copy } = useCopy();
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
      <dt>{render(field)}</dt>
      {values.map(({ name, value }) => (
        <dd key={value} class="copy">
          <code>{value}</code>
          <button type="button" aria-label={render(name)} onClick={() => void onCopy(value, render(field))}>
            {copied === value && <Mark name="ok" tone="good" />} {t('registration.copy')}
          </button>
        </dd>
      ))}
    </div>
  );
}
