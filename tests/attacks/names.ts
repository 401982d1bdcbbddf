import type { Backend, OptionsView } from '../../lib/contract/messages.ts';
import { plainText } from '../../lib/errors/plain-text.ts';
import { StepError } from '../../lib/errors/step-error.ts';
import { startTest } from '../../lib/flows/set-up/diagnose-report.ts';
import { readSessionDetails } from '../../lib/keycloak/account.ts';
import type { Diagnosis } from '../../lib/keycloak/diagnosis.ts';
import { readRegistered } from '../../lib/keycloak/registration.ts';
import { personName } from '../../lib/protocol/id-token.ts';
import { labelFromIssuer } from '../../lib/settings/label.ts';
import { readPolicy } from '../../lib/settings/policy.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS } from '../../lib/settings/schema.ts';
import { PolicyFaults } from '../../lib/ui/options/policy-parts.tsx';
import { Facts } from '../../lib/ui/options/realm-item.tsx';
import { AppResults } from '../../lib/ui/shared/app-results.tsx';
import { FailureNote } from '../../lib/ui/shared/failure-note.tsx';
import { formatNames } from '../../lib/ui/shared/words/format.ts';
import { render } from '../../lib/ui/shared/words/text.ts';
import { fakeOp } from '../unit/fake-op.ts';
import { verdictOf } from '../unit/ui/rows.ts';
import { asPage, createPorts, createWorld, settle } from '../unit/world.ts';
import { type Attack, defence, isTaken } from './attack.ts';
import { htmlOf } from './html.ts';

/** Reads backwards, ends a line, and begins a sequence that a terminal obeys. */
const STEERING = '\u202eecilA\u2066\n\u001b[2J\u009b';

const MARKUP = '<img src=x onerror=alert(1)><script>alert(1)</script>';

const ISSUER = 'https://op.test/realms/support';

const isSteering = (text: string | undefined): boolean =>
  text === undefined || /[\p{Cc}\p{Bidi_Control}]/u.test(text);

const isMarkup = (html: string): boolean => /<(script|img)/.test(html);

/** What the account API tells of a session, with a text of the attacker in the place of each name. */
function detailsWith(name: string) {
  const client = { clientId: 'wiki', clientName: name };
  return readSessionDetails(
    {
      devices: [{ sessions: [{ id: 's', current: true, clients: [client] }] }],
      applications: [],
      linked: [{ connected: true, providerAlias: 'up', displayName: name }],
    },
    { clientId: 'own', issuer: ISSUER },
  );
}

function realmCalled(label: string) {
  return { ...REALM_DEFAULTS, id: 'a', issuer: ISSUER, label };
}

/** Markup, script, marks of direction, control and very long text in names. */
export const attacks: Attack[] = [
  {
    id: 'realm-named-to-steer',
    what: 'A realm’s name in its address turns and hides what stands beside it',
    defence: defence(
      'lib/settings/label.ts',
      'plainText(text.trim(), LABEL_LENGTH).trim()',
      'text.trim().slice(0, LABEL_LENGTH)',
    ),
    succeeds: () => isSteering(labelFromIssuer(`https://op.test/realms/${encodeURIComponent(STEERING)}`)),
  },
  {
    id: 'label-imported-to-steer',
    what: 'A file of settings brings a label that turns and hides what stands beside it',
    defence: defence(
      'lib/settings/schema.ts',
      '  v.transform((text) => plainText(text, Number.POSITIVE_INFINITY)),\n',
    ),
    succeeds: () =>
      isSteering(
        readSettings({ ...EMPTY_SETTINGS, realms: [realmCalled(STEERING)] }).settings.realms[0]?.label,
      ),
  },
  {
    id: 'user-named-to-steer',
    what: 'A user name turns and hides what stands beside it',
    defence: defence('lib/protocol/id-token.ts', "(one = '') => plainText(one)", "(one = '') => one"),
    succeeds: () =>
      isSteering(
        personName({ iss: ISSUER, sub: 'u', aud: [], exp: 1, iat: 1, preferred_username: STEERING }),
      ),
  },
  {
    id: 'app-named-to-steer',
    what: 'An app’s name turns and hides what stands beside it',
    defence: defence('lib/keycloak/account.ts', 'return plainText(clientName', 'return String(clientName'),
    succeeds: () => isSteering(detailsWith(STEERING)?.apps[0]?.name),
  },
  {
    id: 'provider-named-to-steer',
    what: 'An identity provider’s name turns and hides what stands beside it',
    defence: defence(
      'lib/keycloak/account.ts',
      'name: plainText(displayName || providerName || alias)',
      'name: displayName || providerName || alias',
    ),
    succeeds: () => isSteering(detailsWith(STEERING)?.providers[0]?.name),
  },
  {
    id: 'error-worded-to-steer',
    what: 'What an OP says of an error turns and hides what stands beside it, and obeys nobody in a terminal',
    defence: defence('lib/errors/step-error.ts', 'details.map(plainDetail)', 'details'),
    succeeds: () => isSteering(new StepError('client-refused', [STEERING]).details[0]),
  },
  {
    id: 'policy-worded-to-steer',
    what: 'A policy’s unknown word turns and hides what stands beside it, where its faults are named',
    defence: defence('lib/settings/entries.ts', 'path: plainText(path, LONGEST)', 'path'),
    succeeds: () => isSteering(readPolicy({ [STEERING]: 1 }).faults[0]?.path),
  },
  {
    id: 'refusal-quotes-to-steer',
    what: 'A stored document’s wrong value is quoted in the reason why it was refused',
    defence: defence('lib/settings/entries.ts', 'reason: plainText(reason, LONGEST)', 'reason'),
    succeeds: () => {
      const realm = { ...realmCalled('a'), client: STEERING };
      return isSteering(readSettings({ ...EMPTY_SETTINGS, realms: [realm] }).refused[0]?.reason);
    },
  },
  {
    id: 'test-worded-to-steer',
    what: 'What a server says of itself turns and hides what stands beside it, where a test of the realm shows it',
    defence: defence('lib/flows/set-up/diagnose-report.ts', 'said.map(plainDetail)', 'said'),
    succeeds: async () => {
      const { realm } = fakeOp('support');
      const world = createWorld();
      const test = startTest(realm, asPage(createPorts(world), realm));
      await settle(world, test.note({ wrong: { 'issuer-differs': [STEERING] }, right: [] }));
      const check = (world.records.get('test:support') as Diagnosis).checks['issuer-differs'];
      return check?.state === 'wrong' && isSteering(check.details[0]);
    },
  },
  {
    id: 'client-registered-to-steer',
    what: 'A server registers our client under a name that turns and hides what stands beside it',
    defence: defence(
      'lib/keycloak/registration.ts',
      'v.pipe(v.string(), v.check(isPlainText))',
      'v.string()',
    ),
    succeeds: () => isTaken(() => readRegistered({ status: 201, body: { client_id: STEERING } }, null)),
  },
  {
    id: 'name-without-end',
    what: 'A name of a megabyte takes the place of all others',
    defence: defence('lib/errors/plain-text.ts', 'seen.length > most ?', 'most < 0 ?'),
    succeeds: () => (detailsWith('x'.repeat(1_000_000))?.apps[0]?.name.length ?? 0) > 1_000,
  },
  {
    id: 'name-not-to-be-seen',
    what: 'A name of letters without a width looks like none',
    defence: defence('lib/errors/plain-text.ts', ".replace(UNSEEN, '')"),
    succeeds: () => plainText('\u200b\u{e0041}\ufeff') !== '',
  },
  {
    id: 'name-that-turns-a-sentence',
    what: 'A name in letters from right to left turns the words behind it',
    defence: defence(
      'lib/ui/shared/words/text.ts',
      "typeof value === 'string' ? isolated(value) : value",
      'value',
    ),
    succeeds: () =>
      !/\u2068[^\u2069]*\u2069/u.test(render({ key: 'popup.added_here', args: { label: 'אליס 2' } })),
  },
  {
    id: 'name-that-turns-a-list',
    what: 'The same within a list of names',
    defence: defence('lib/ui/shared/words/format.ts', '.format(names.map(isolated))', '.format(names)'),
    succeeds: () => !formatNames(['אליס', 'Bob'], 'en').startsWith('\u2068אליס\u2069'),
  },
  {
    id: 'app-named-in-markup',
    what: 'An app’s name is markup with a script in it',
    defence: defence(
      'lib/ui/shared/app-results.tsx',
      '<bdi>{name}</bdi>',
      '<bdi dangerouslySetInnerHTML={{ __html: name }} />',
    ),
    succeeds: () => {
      const app = { key: 'x', name: MARKUP, marks: [], state: 'unknown' as const };
      const row = {
        realmId: 'a',
        issuer: ISSUER,
        label: 'a',
        verdict: { ...verdictOf('signed-out'), apps: [app] },
      };
      return isMarkup(htmlOf(AppResults({ backend: {} as Backend, row })));
    },
  },
  {
    id: 'realm-named-in-markup',
    what: 'A realm’s name is markup with a script in it',
    defence: defence(
      'lib/ui/options/realm-item.tsx',
      '<bdi>{realm.label}</bdi>',
      '<bdi dangerouslySetInnerHTML={{ __html: realm.label }} />',
    ),
    succeeds: () =>
      isMarkup(htmlOf(Facts({ view: { tests: {} } as OptionsView, realm: realmCalled(MARKUP) }))),
  },
  {
    id: 'error-worded-in-markup',
    what: 'What an OP says of an error is markup with a script in it',
    defence: defence(
      'lib/ui/shared/failure-note.tsx',
      '<code>{detail}</code>',
      '<code dangerouslySetInnerHTML={{ __html: detail }} />',
    ),
    succeeds: () =>
      isMarkup(htmlOf(FailureNote({ failure: { code: 'client-refused', details: [MARKUP] }, tone: 'bad' }))),
  },
  {
    id: 'policy-worded-in-markup',
    what: 'A policy’s unknown word is markup with a script in it',
    defence: defence(
      'lib/ui/options/policy-parts.tsx',
      '<code>{path}</code>',
      '<code dangerouslySetInnerHTML={{ __html: path }} />',
    ),
    succeeds: () =>
      isMarkup(htmlOf(PolicyFaults({ faults: [{ path: MARKUP, reason: 'unknown name', value: 1 }] }))),
  },
];
