import { connectUpstream, endSessionOf, NOBODY, UPSTREAM } from '../../apps/upstream.ts';
import { signInToPage } from '../../apps/visit.ts';
import type { TestPage } from '../../browser.ts';
import type { TestRealm } from '../../op.ts';
import { waitFor } from '../../wait-for.ts';
import { look } from '../act.ts';
import { ignoreCookie, redirectToUpstream } from '../admin.ts';
import type { Fact, Scene, TruthCase } from '../case.ts';
import { factIs, headlineIs, isAnybodyIn, providerIs } from '../expect.ts';
import { live, measure } from '../facts.ts';
import { signInAtAccount } from '../person.ts';
import { mayReachHosts } from '../rig.ts';
import type { Screen } from '../screen.ts';
import { NEWEST } from '../servers.ts';
import { listedApps, type Stage } from '../stage.ts';

/** Identity providers at which a person stays signed in, and which let them in again. */
export const PROVIDERS: TruthCase[] = [
  {
    id: 't10',
    what: 'a provider that cannot be asked to end its session and is not shown in the account console',
    servers: [NEWEST],
    setUp: (stage, isFaulty) =>
      throughProvider(stage, isFaulty, { logoutUrl: NOBODY, showInAccountConsole: 'NEVER' }),
    // Where no host is allowed, nothing names it: that something may be open is all that can be said.
    expected: (screen, facts, rig) =>
      mayReachHosts(rig)
        ? endedButNotThere(screen, facts)
        : [...headlineIs(screen, 'apps'), ...factIs(facts, 'live', 0)],
  },
  {
    id: 't11',
    what: 'a provider that cannot be asked to end its session',
    servers: [NEWEST, '22.0.5'],
    setUp: (stage, isFaulty) => throughProvider(stage, isFaulty, { logoutUrl: NOBODY }),
    expected: endedButNotThere,
  },
  {
    id: 't11b',
    what: 'the same, and the provider’s flow does not look at the cookie',
    servers: [NEWEST],
    setUp: (stage, isFaulty) => throughProvider(stage, isFaulty, { logoutUrl: NOBODY }, true),
    expected: endedButNotThere,
  },
  {
    id: 't14',
    what: 'strangers are asked for at the provider at once, silently too',
    servers: [NEWEST, '26.2.5'],
    notIn: {
      chromium:
        'where no host is allowed, only prompt=none tells, which would sign her in; that she is not in the realm is so',
    },
    setUp: async (stage, isFaulty) => {
      const [realm, upstream] = await pair(stage);
      await connectUpstream(stage.server.asAdmin, realm, upstream, {
        acceptsPromptNoneForwardFromClient: 'true',
      });
      await redirectToUpstream(stage.server, realm);
      await stage.configure(realm);
      if (isFaulty) await signInAtAccount(stage, upstream);
      await look(stage.browser);
      const byLooking = measure('live by looking', await realm.liveSessions());
      const truth = async (): Promise<Fact[]> => [
        byLooking,
        await live(realm),
        await live(upstream, 'live at the provider'),
      ];
      return { truth };
    },
    expected: (screen, facts) => [
      ...headlineIs(screen, 'again', 'provider', ...ifNobody(facts)),
      ...factIs(facts, 'live by looking', 0),
      ...factIs(facts, 'live', 0),
    ],
  },
  {
    id: 't17',
    what: 'strangers are sent to the provider at once, and an app’s tab is reloaded after the end',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const [realm, upstream] = await pair(stage);
      if (isFaulty) {
        await connectUpstream(stage.server.asAdmin, realm, upstream, {});
        await redirectToUpstream(stage.server, realm);
        await signInAtAccount(stage, upstream);
      }
      const isListed = isFaulty || mayReachHosts(stage.rig);
      const apps = isListed ? [await stage.app(realm, { eager: true })] : [];
      await stage.configure([realm, { apps: listedApps(apps) }]);
      if (apps.length === 0) await signInAtAccount(stage, realm);
      const tabs = await Promise.all(apps.map(({ loginUrl }) => signInToPage(stage.browser, loginUrl)));
      const truth = async (): Promise<Fact[]> => {
        for (const tab of tabs) await rests(stage, tab);
        const there = await live(upstream, 'live at the provider');
        return [await live(realm), there];
      };
      return { truth };
    },
    expected: (screen, facts) =>
      facts.some(({ what, value }) => what === 'live' && value !== 0)
        ? headlineIs(screen, 'again')
        : headlineIs(screen, 'again', 'provider', 'apps', ...ifNobody(facts)),
  },
  {
    id: 't24',
    what: 'strangers are sent to the provider at once, and the realm is asked through its own client',
    servers: [NEWEST, '26.2.5'],
    notIn: { chromium: 'where no host is allowed nobody is asked through that client' },
    setUp: async (stage, isFaulty) => {
      const [realm, upstream] = await pair(stage);
      await connectUpstream(stage.server.asAdmin, realm, upstream, { logoutUrl: endSessionOf(upstream) });
      if (isFaulty) await redirectToUpstream(stage.server, realm);
      await stage.configure([realm, { client: 'built-in' }]);
      await signInAtAccount(stage, realm, { kc_idp_hint: UPSTREAM });
      const truth = async (): Promise<Fact[]> => [
        await live(realm),
        await live(upstream, 'live at the provider'),
      ];
      return { truth };
    },
    // Following the redirects would run the account console, which signs in again.
    expected: (screen, facts) => [
      ...headlineIs(screen, 'signed-out'),
      ...factIs(facts, 'live', 0),
      ...factIs(facts, 'live at the provider', 0),
    ],
  },
];

/** A realm and the one that is to be its provider, on another site. */
async function pair(stage: Stage): Promise<[realm: TestRealm, upstream: TestRealm]> {
  return [await stage.realm(), await stage.realm({ host: 'localhost' })];
}

/**
 * Alice comes in through a provider. In the twin it passes sign-outs on as it should; where no host is allowed nobody can
 * know that, so there she comes in without one.
 */
async function throughProvider(
  stage: Stage,
  isFaulty: boolean,
  fault: Record<string, string>,
  isBlind = false,
): Promise<Scene> {
  const [realm, upstream] = await pair(stage);
  if (isFaulty && isBlind) await ignoreCookie(stage.server, upstream);
  await stage.configure(realm);
  const truth = async (): Promise<Fact[]> => [
    await live(realm),
    await live(upstream, 'live at the provider'),
  ];
  if (!isFaulty && !mayReachHosts(stage.rig)) {
    await signInAtAccount(stage, realm);
    return { truth };
  }
  const config = isFaulty ? fault : { logoutUrl: endSessionOf(upstream) };
  await connectUpstream(stage.server.asAdmin, realm, upstream, config);
  await signInAtAccount(stage, realm, { kc_idp_hint: UPSTREAM });
  return { truth };
}

function endedButNotThere(screen: Screen, facts: Fact[]): string[] {
  return [
    ...headlineIs(screen, 'provider'),
    ...factIs(facts, 'live', 0),
    ...providerIs(screen, 'in', 'unknown'),
  ];
}

/**
 * Waits until a tab that an app's page may have left shows a page that stays, or has been closed. Keycloak keeps one sign-in per browser: one
 * that another request has come in between of ends at its page that has expired.
 */
async function rests({ browser }: Stage, tab: TestPage): Promise<void> {
  const isClosed = async () => (await browser.addresses()).every((address) => !address.startsWith('http'));
  const shown = () =>
    tab
      .evaluate(() => document.querySelector('#said, #kc-login, #loginRestartLink') !== null)
      .catch(isClosed);
  await waitFor('the app’s tab to rest', shown);
}

/** Found by its cookie, the provider's realm is signed out of as well; then nobody is anywhere, and that may be said. */
function ifNobody(facts: Fact[]): string[] {
  return isAnybodyIn(facts) ? [] : ['signed-out'];
}
