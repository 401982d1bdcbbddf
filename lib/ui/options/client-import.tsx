import type { JSX } from 'preact';
import { type ClientRepresentation, kcadmLine } from '../../keycloak/client-representation.ts';
import { t } from '../shared/words/text.ts';
import { CommandLine } from './command-line.tsx';
import { JsonLink } from './json-link.tsx';

/** The client in one piece: for the admin console's import, and for its command line. */
export function ClientImport({
  client,
  issuer,
}: {
  client: ClientRepresentation;
  issuer: string;
}): JSX.Element {
  return (
    <>
      <h3>{t('client.import_title')}</h3>
      <p class="soft">{t('client.import_text')}</p>
      <div class="row">
        <JsonLink file={`${client.clientId}.json`} value={client}>
          {t('client.download')}
        </JsonLink>
      </div>
      <CommandLine
        title={t('client.kcadm_title')}
        needs={t('client.kcadm_needs')}
        line={kcadmLine(client, issuer)}
        copies={t('client.kcadm_copy')}
      />
    </>
  );
}
