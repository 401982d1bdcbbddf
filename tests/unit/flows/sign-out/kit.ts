import type { RealmStatus, Run, RunRow } from '../../../../lib/contract/status.ts';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { runsFrom } from '../../../../lib/flows/kernel/runs.ts';
import { lookAtAll } from '../../../../lib/flows/look/look.ts';
import { resume } from '../../../../lib/flows/sign-out/resume.ts';
import { signOut } from '../../../../lib/flows/sign-out/start.ts';
import type { App, Settings, Show } from '../../../../lib/settings/schema.ts';
import { type Headline, headlineOf } from '../../../../lib/verdict/headline.ts';
import { judge } from '../../../../lib/verdict/judge.ts';
import { loadInTab } from '../../fake-browser.ts';
import { type FakeOp, fakeOp, POST_PAGE } from '../../fake-op.ts';
import { createPorts, createWorld, type FakeApp, howTo, settle, type World } from '../../world.ts';

/** A world in which the person has allowed the hosts of the OPs. */
export function allowedWorld(...ops: FakeOp[]): World {
  const world = createWorld(...ops);
  world.hostsAllowed = true;
  return world;
}

/** The two set-ups in which a sign-out keeps the same promises: as installed, and once the host is allowed. */
export const WORLDS = [
  ['as installed', createWorld],
  ['with the host allowed', allowedWorld],
] as const;

/** The newest sign-out, as pages see it. */
export function lastRun(world: World): Run | undefined {
  return runsFrom(Object.fromEntries(world.records), judge)[0];
}

/** What a page says of a sign-out. */
export function headlineIn(run: Run | undefined): Headline['kind'] | undefined {
  if (!run) return undefined;
  return headlineOf(run.rows, run).kind;
}

/** What a realm's row in the popup rests on. */
export function statusOf(world: World, realm = 'support'): unknown {
  return world.records.get(`status:${realm}`);
}

/** The tab of the OP in which the sign-out waits for the person by now; undefined where none does. */
export function waitingTab(world: World): number | undefined {
  const { step } = (statusOf(world) ?? {}) as { step?: string };
  if (step !== 'waiting-for-person') return undefined;
  return [...world.tabs].find(([, url]) => url.includes('/logout'))?.[0];
}

/** The popup's look, a while ago. */
export function remember({ realm }: FakeOp, world: World): Promise<void> {
  return lookAtAll([realm], createPorts(world));
}

/** One click on the button for everything. */
export async function startSignOut(
  world: World,
  ports: Ports,
  how: Settings['signOut'] = howTo('background'),
): Promise<{ runId: string | null; done: Promise<void> }> {
  const realms = world.ops.map(({ realm }) => realm);
  return signOut({ realms, scope: 'everything', how }, realms, ports);
}

/** One click on the button for everything, until every realm has its verdict. */
export async function signOutOfAll(
  world: World,
  show: Show = 'background',
  ports = createPorts(world),
): Promise<Run | undefined> {
  const { done } = await settle(world, startSignOut(world, ports, howTo(show)));
  await settle(world, done);
  return lastRun(world);
}

/** The same, for a world with one realm: its row. */
export async function rowAfter(world: World, ports = createPorts(world)): Promise<RunRow | undefined> {
  return (await signOutOfAll(world, 'background', ports))?.rows[0];
}

/** What each app's part in a row came to. */
export function marksOf(row: RunRow | undefined): Record<string, string[]> {
  return Object.fromEntries(row?.verdict.apps.map(({ name, marks }) => [name, marks]) ?? []);
}

/** Lets work go on, without letting time pass, until a condition is true. */
export async function settleUntil(world: World, isTrue: () => boolean): Promise<void> {
  for (let turn = 0; !isTrue(); turn += 1) {
    if (turn > 5_000) throw new Error(`never came true: ${JSON.stringify([...world.records])}`);
    await new Promise(setImmediate);
  }
}

/** What the account API tells of a session that no app is in. */
export const NO_APPS: FakeOp['account'] = { 'sessions/devices': [] };

/** Has an app keep data in the browser, which may be cleared unless said. */
export function appAt(world: World, { origin }: App, different: Partial<FakeApp> = {}): FakeApp {
  const app = { allowed: true, data: true, tabs: new Map(), ...different };
  world.apps.set(origin, app);
  return app;
}

/** Apps as the account API names them: only one of them is a person's. */
export const CLIENTS = [
  { clientId: 'wiki', clientName: 'Wiki', effectiveUrl: 'https://wiki.test/start' },
  { clientId: 'full-signout' },
  { clientId: 'account-console', clientName: 'Account console' },
];

/** An OP whose account API tells of a session with some apps. */
export function tellingOp(name: string, clients: object[] = CLIENTS, others = 0): FakeOp {
  const op = fakeOp(name);
  const elsewhere = Array.from({ length: others }, (_, at) => ({ id: `other-${at}` }));
  for (const { id } of elsewhere) op.alive.add(id);
  op.account = {
    'sessions/devices': [{ sessions: [{ id: 's1', current: true, clients }, ...elsewhere] }],
    applications: clients,
  };
  return op;
}

/** Ports of a worker that the browser stops at its n-th call of any port: from then on nothing comes back. */
export function portsStoppedAt(world: World, call: number): { ports: Ports; stopped: Promise<string> } {
  let calls = 0;
  let stop = (_: string): void => undefined;
  const stopped = new Promise<string>((resolve) => {
    stop = resolve;
  });
  const ports = createPorts(world, () => {
    calls += 1;
    if (calls < call) return Promise.resolve();
    stop('stopped');
    return new Promise<void>(() => undefined);
  });
  return { ports, stopped };
}

/** A new worker takes up what the stopped one left; its timers went with it, and pages that wait for an answer ask again. */
export async function startAgain(world: World): Promise<void> {
  world.timers.clear();
  const next = createPorts(world);
  const realms = world.ops.map(({ realm }) => realm);
  await settle(world, resume(realms, next));
  for (const [tabId, url] of world.tabs)
    if (url.startsWith(POST_PAGE)) void loadInTab(world, tabId, url, next);
  await settle(world, untilAtRest(world));
}

async function untilAtRest(world: World): Promise<void> {
  for (let quiet = 0; quiet < 60; quiet += 1) {
    await new Promise(setImmediate);
    const states = world.ops.map(({ realm }) => statusOf(world, realm.id) as RealmStatus | undefined);
    if (states.some((status) => status?.state === 'working')) quiet = Math.min(quiet, 1);
  }
}
