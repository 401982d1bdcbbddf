import { signOutClient } from '../../addresses.ts';
import { openSite } from '../../apps/site.ts';
import type { TestRealm } from '../../op.ts';
import { readTest } from '../../read-diagnosis.ts';
import { changeClient } from '../admin.ts';
import type { Fact, TruthCase } from '../case.ts';
import { factIs, headlineIs, isAnybodyIn } from '../expect.ts';
import { live, measure } from '../facts.ts';
import { signInAtAccount } from '../person.ts';
import { isGreen } from '../screen.ts';
import { NEWEST } from '../servers.ts';
import type { Stage } from '../stage.ts';

/** Addresses to which Keycloak, or something in front of it, may lead a browser. */
export const ADDRESSES: TruthCase[] = [
  {
    id: 't22',
    what: 'the client’s post-logout addresses are an open redirect',
    servers: ['22.0.5'],
    notIn: { chromium: 'where no host is allowed, where Keycloak leads to cannot be read' },
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const pattern = `${realm.issuer}/protocol/openid-connect/auth*`;
      const exact = signOutClient().postLogoutRedirectUris;
      const uris = (isFaulty ? [...exact, pattern] : exact).join('##');
      const attributes = { 'post.logout.redirect.uris': uris };
      await changeClient(stage.server, realm, 'full-signout', { attributes });
      await stage.configure(realm);
      await signInAtAccount(stage, realm);
      const named = await readTest(stage.browser, realm.label);
      const truth = async (): Promise<Fact[]> => [
        await live(realm),
        measure('leads to', await leadsTo(realm)),
        measure('named by the test', named.join('+')),
      ];
      return { truth };
    },
    expected: (screen, facts) => [
      ...headlineIs(screen, 'signed-out'),
      ...factIs(facts, 'leads to', 'evil.example'),
      ...factIs(facts, 'named by the test', 'open-redirect'),
    ],
  },
  {
    id: 't25',
    what: 'end-session answers with an address of another host that is allowed',
    servers: [NEWEST],
    notIn: {
      chromium:
        'where no host is allowed a sign-out is a navigation, and the browser itself follows its redirects',
    },
    setUp: async (stage, isFaulty) => {
      const victim = await openVictim(stage);
      const answer = { status: 302, headers: { location: victim.deed } };
      const realm = await stage.realmBehind(({ path }) =>
        isFaulty && path.includes('/protocol/openid-connect/logout') ? answer : null,
      );
      await stage.configure(realm);
      await signInAtAccount(stage, realm);
      await (await stage.browser.newTab(victim.page)).close();
      const truth = async (): Promise<Fact[]> => [
        await live(realm),
        measure('requests there with its cookie', victim.withCookie()),
        measure('requests there', victim.requests()),
      ];
      return { truth };
    },
    expected: (screen, facts) => [
      ...(isAnybodyIn(facts) && isGreen(screen) ? ['no green over a live session'] : []),
      ...facts
        .filter(({ what }) => what.startsWith('requests'))
        .flatMap(({ what }) => factIs(facts, what, 0)),
    ],
  },
];

/** Where Keycloak leads who asks it to sign out and go on to a stranger, in the disguise that one version takes. */
async function leadsTo({ issuer, name }: TestRealm): Promise<string> {
  const { host } = new URL(issuer);
  const disguise = `http://${host.replace(':', '%3a')}%2frealms%2f${name}%2fprotocol%2fopenid-connect%2fauth@evil.example/`;
  const request = new URLSearchParams({ client_id: 'full-signout', post_logout_redirect_uri: disguise });
  const url = `${issuer}/protocol/openid-connect/logout?${request}`;
  const { headers } = await fetch(url, { redirect: 'manual' });
  const location = headers.get('location');
  return location ? new URL(location).hostname : 'nowhere';
}

/** A site at which a request with its cookie would do a deed. */
async function openVictim(stage: Stage) {
  const site = await openSite('victim');
  stage.closeLater(site.close);
  const cookies: string[] = [];
  site.app.get('/', (_request, response) => {
    response.cookie('victim', 'alice', { sameSite: 'strict', httpOnly: true }).send('<p>Welcome</p>');
  });
  site.app.use('/deed', (request, response) => {
    cookies.push(request.headers.cookie ?? '');
    response.send('<p>Done</p>');
  });
  return {
    page: `${site.origin}/`,
    deed: `${site.origin}/deed`,
    requests: () => cookies.length,
    withCookie: () => cookies.filter((cookie) => cookie.includes('victim=')).length,
  };
}
