import { APP_DEFAULTS } from '../../../lib/settings/schema.ts';
import { BLANK, type FakeOp, fakeOp, signIn } from '../fake-op.ts';
import { closeTab, createWorld, type World } from '../world.ts';

/** A realm with all that a session may hold, and what its person has allowed. */
export type Rig = { name: string; make(signedIn: string | null): World };

/** The person's session on another device. */
export const ELSEWHERE = 'elsewhere';

const WIKI = { clientId: 'wiki', clientName: 'Wiki', effectiveUrl: 'https://wiki.test/' };
const LISTED = 'https://a.test';

/** Both kinds of client, with and without the host, and what else an OP may be. */
export const RIGS: readonly Rig[] = [
  rig('registered, as installed', () => undefined),
  rig('registered, host allowed', (op, world) => {
    op.page = { ...BLANK, frames: ['https://wiki.test/out'] };
    world.hostsAllowed = true;
  }),
  rig('built-in', ({ realm }, world) => {
    realm.client = 'built-in';
    world.hostsAllowed = true;
  }),
  rig('built-in, question only', (op, world) => {
    op.realm.client = 'question';
    op.refuses.client = true;
    world.hostsAllowed = true;
  }),
  rig('asks in a tab', (op) => {
    op.alwaysAsks = true;
    op.asksNobodyToo = op.cookie !== null;
  }),
  rig('no Keycloak', (op) => {
    op.isOther = true;
    op.account = null;
    op.realm.otherDevices = false;
  }),
];

function rig(name: string, different: (op: FakeOp, world: World) => void): Rig {
  return {
    name,
    make: (signedIn) => {
      const op = richOp(signedIn);
      const world = worldOf(op);
      different(op, world);
      return world;
    },
  };
}

/** An OP whose session holds an app and another device, and has come in through an identity provider. */
function richOp(signedIn: string | null): FakeOp {
  const op = fakeOp('support', signedIn);
  op.realm.apps = [{ ...APP_DEFAULTS, origin: LISTED, label: 'A' }];
  op.realm.otherDevices = true;
  op.alive.add(ELSEWHERE);
  op.account = {
    'sessions/devices': [{ sessions: [{ id: 's1', current: true, clients: [WIKI] }, { id: ELSEWHERE }] }],
    applications: [WIKI],
    'linked-accounts': [{ connected: true, providerAlias: 'partner', displayName: 'Head office' }],
  };
  return op;
}

function worldOf(op: FakeOp): World {
  const world = createWorld(op);
  const leads = (location: string) => () => ({ status: 302, location, body: '' });
  const answers = leads('https://op.test/auth?response_type=code&client_id=wiki');
  world.apps.set('https://wiki.test', { allowed: true, data: false, tabs: new Map(), answers });
  const tab = { unsaved: false, loads: 0 };
  world.apps.set(LISTED, { allowed: true, data: true, tabs: new Map([[91, tab]]) });
  world.providers.set('https://up.test', leads('https://op.test/back?error=login_required'));
  world.person = () => actAsPerson(op, world);
  return world;
}

/** The person signs in where that is asked, and answers the OP's question as soon as its page stands, and closes the tab. */
function actAsPerson(op: FakeOp, world: World): void {
  const { issuer } = op.realm;
  for (const [tabId, url] of world.tabs) {
    if (url === `${issuer}/account/` && op.cookie === null) {
      signIn(op, 's-new');
      world.register.mark(tabId, 'loaded');
    }
    if (!url.startsWith(`${issuer}/protocol/openid-connect/logout`)) continue;
    if (op.cookie) op.alive.delete(op.cookie);
    op.cookie = null;
    op.asksNobodyToo = false;
    closeTab(world, tabId);
  }
}
