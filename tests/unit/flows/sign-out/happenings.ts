import fc from 'fast-check';
import { LIMITS } from '../../../../lib/flows/kernel/limits.ts';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import { loadInTab } from '../../fake-browser.ts';
import { BLANK, type FakeOp, fakeOp, signIn } from '../../fake-op.ts';
import { closeTab, howTo } from '../../world.ts';
import { NO_APPS } from './kit.ts';
import { ask, happen, letCalls, liveIn, passTime, type Stage, stopWorker, wake } from './stage.ts';

/** Something that happens on a stage, with its name. */
export type StageEvent = { name: string; run(stage: Stage): Promise<void> | void };

/** What a person, an admin and a server do. */
const AT_AN_OP: Record<string, (op: FakeOp, stage: Stage) => void> = {
  'alice signs in': comeIn,
  'cookies are deleted, and alice signs in again': (op, stage) => signIn(op, nextSession(stage)),
  'cookies are deleted, and bob signs in': (op, stage) => signIn(op, nextSession(stage), 'bob'),
  'cookies are deleted': (op) => void Object.assign(op, { cookie: null }),
  'an admin ends the session': (op) => void op.alive.delete(op.cookie ?? ''),
  'an admin ends all sessions': (op) => op.alive.clear(),
  'an admin disables the person': (op) => void Object.assign(op, { disabled: true }),
  'an admin enables the person': (op) => void Object.assign(op, { disabled: false }),
  'the server goes down': (op) => void Object.assign(op, { down: true }),
  'the server comes up': (op) => void Object.assign(op, { down: false }),
  'the person says yes in the tab': answerInTab,
  'the person closes the tab': closeTabs,
};

const SOMETHING: fc.Arbitrary<StageEvent> = fc
  .tuple(fc.constantFrom(...Object.entries(AT_AN_OP)), fc.nat(1))
  .map(([[name, what], which]) => ({
    name: `${name} (${which})`,
    run: (stage) => {
      const { ops } = stage.world;
      const op = ops[which % ops.length];
      if (op) happen(stage, () => what(op, stage));
    },
  }));

const ACCESS: fc.Arbitrary<StageEvent> = fc.boolean().map((hostsAllowed) => ({
  name: `hosts are ${hostsAllowed ? 'allowed' : 'not allowed any more'}`,
  run: (stage) => happen(stage, () => void Object.assign(stage.world, { hostsAllowed })),
}));

const CALLS: fc.Arbitrary<StageEvent> = fc
  .integer({ min: 1, max: 40 })
  .map((calls) => ({ name: `${calls} calls`, run: (stage) => letCalls(stage, calls) }));

const TIME: fc.Arbitrary<StageEvent> = fc
  .tuple(fc.constantFrom(400, 2_000, 6_000, 20_000, 70_000, 700_000), fc.boolean())
  .map(([ms, answers]) => ({
    name: `${ms} ms pass${answers ? '' : ' in silence'}`,
    run: (stage) => passTime(stage, ms, answers),
  }));

const CLICK: fc.Arbitrary<StageEvent> = fc
  .constantFrom('tab' as const, 'background' as const)
  .map((show) => ({ name: `a click, shown in the ${show}`, run: (stage) => click(stage, show) }));

const WORKER: fc.Arbitrary<StageEvent> = fc.constantFrom(
  { name: 'the worker is stopped', run: stopWorker },
  { name: 'the worker is woken', run: (stage: Stage) => void wake(stage) },
);

const POPUP: StageEvent = {
  name: 'the popup is opened',
  run: (stage) => ask(stage, (ports) => lookAtAll(realmsOf(stage), ports)),
};

/** Whatever may happen next; mostly the worker gets on a little. */
export const EVENTS: fc.Arbitrary<StageEvent> = fc.oneof(
  { weight: 6, arbitrary: CALLS },
  { weight: 5, arbitrary: SOMETHING },
  { weight: 3, arbitrary: TIME },
  { weight: 2, arbitrary: CLICK },
  { weight: 2, arbitrary: WORKER },
  { weight: 1, arbitrary: ACCESS },
  { weight: 1, arbitrary: fc.constant(POPUP) },
);

/** What may be odd about a realm. */
const ODDITIES: Partial<FakeOp>[] = [
  { isOther: true },
  { alwaysAsks: true },
  { asksNobodyToo: true },
  { answersNoQuestion: true },
  { knowsNobody: true },
  // A Keycloak 18 in whose flow a step is missing.
  { knowsNobody: true, answersNoQuestion: true },
  { signsInAgain: true },
  { clearsAnyCookie: true },
  { lacksConsole: true },
  { account: NO_APPS },
  { page: { ...BLANK, frames: ['https://b.test/out'] } },
  { passesOn: 'https://up.test/logout' },
  { refuses: { client: true } },
  { refuses: { builtIn: true } },
  { refuses: { origin: true } },
];

/** How a realm differs from an ordinary one: half of them in nothing, the others in one or two things. */
export const ODD: fc.Arbitrary<Partial<FakeOp>> = fc.oneof(
  fc.constant({}),
  fc.subarray(ODDITIES, { minLength: 1, maxLength: 2 }).map((some) => Object.assign({}, ...some)),
);

/** Nothing stands in the way any more, and time enough passes for everything to come to its end. */
export const CALM: StageEvent = {
  name: 'all is calm',
  run: async (stage) => {
    happen(stage, () => {
      for (const op of stage.world.ops) Object.assign(op, fakeOp('', null), kept(op));
      for (const { tabs } of stage.world.apps.values()) for (const tab of tabs.values()) delete tab.onLoad;
      stage.world.hostsAllowed = true;
    });
    wake(stage);
    for (const op of stage.world.ops) closeTabs(op, stage);
    await passTime(stage, LIMITS.signOut, true);
  },
};

/** What a server keeps, however it is set up. */
function kept({ realm, alive, people, cookie, joined, codes, userinfo, account }: FakeOp): Partial<FakeOp> {
  return { realm, alive, people, cookie, joined, codes, userinfo, account };
}

/** One click on the button for everything. */
export function click(stage: Stage, show: 'tab' | 'background'): void {
  const realms = realmsOf(stage);
  ask(stage, (ports) => signOut({ realms, scope: 'everything', how: howTo(show) }, realms, ports));
}

function realmsOf({ world }: Stage): FakeOp['realm'][] {
  return world.ops.map(({ realm }) => realm);
}

/** Whoever is in already only has one more app join the session. */
function comeIn(op: FakeOp, stage: Stage): void {
  if (liveIn(op)) op.joined += 1;
  else signIn(op, nextSession(stage));
}

function nextSession(stage: Stage): string {
  stage.made += 1;
  return `s-${stage.made}`;
}

function questionsOf({ realm }: FakeOp, { world }: Stage): [number, string][] {
  return [...world.tabs].filter(([, url]) =>
    url.startsWith(`${realm.issuer}/protocol/openid-connect/logout`),
  );
}

/** The session of the cookie ends, and the server leads back to where the request had asked for. */
function answerInTab(op: FakeOp, stage: Stage): void {
  for (const [tabId, url] of questionsOf(op, stage)) {
    const asked = new URL(url).searchParams;
    const fields = new URLSearchParams({
      uri: asked.get('post_logout_redirect_uri') ?? '',
      state: asked.get('state') ?? '',
    });
    const to = `${op.realm.issuer}/protocol/openid-connect/logout-confirm?${fields}`;
    void loadInTab(stage.world, tabId, to, wake(stage).ports);
  }
}

function closeTabs(op: FakeOp, stage: Stage): void {
  for (const [tabId] of questionsOf(op, stage)) closeTab(stage.world, tabId);
}
