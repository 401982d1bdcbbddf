import type { JSX } from 'preact';
import { type ClientRepresentation, kcadmLine } from '../keycloak/client-representation.ts';
import { CommandLine } from './command-line.tsx';
import { JsonLink } from './json-link.tsx';
import { say } from './text.ts';

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
      <h3>{say('client.import_title')}</h3>
      <p class="soft">{say('client.import_text')}</p>
      <div class="row">
        <JsonLink file={`${client.clientId}.json`} value={client}>
          {say('client.download')}
        </JsonLink>
      </div>
      <CommandLine
        title={say('client.kcadm_title')}
        needs={say('client.kcadm_needs')}
        line={kcadmLine(client, issuer)}
        copies={say('client.kcadm_copy')}
      />
    </>
  );
}
