import { openSinglePageApp } from '../../apps/single-page.ts';
import { openSite } from '../../apps/site.ts';
import { signInToPage } from '../../apps/visit.ts';
import type { Fact, TruthCase } from '../case.ts';
import { appIs, headlineIs } from '../expect.ts';
import { live, measure } from '../facts.ts';
import { NEWEST } from '../servers.ts';
import { listedApps } from '../stage.ts';

/** Listed apps that stand in a page of another host. */
export const FRAMED: TruthCase[] = [
  {
    id: 't31',
    what: 'a listed single-page app that stands in a frame of another page, whose host is allowed',
    servers: [NEWEST],
    notIn: { chromium: 'apps are cleared with hosts allowed only' },
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const { issuer } = realm;
      const app = await stage.register(
        realm,
        await openSinglePageApp({ host: 'board.corp', name: 'Board', issuer, keeps: 'state' }),
      );
      await stage.configure([realm, { apps: listedApps([app]) }]);
      const portal = await openSite('portal.corp');
      stage.closeLater(portal.close);
      portal.app.get('/', (_request, response) => response.send(`<iframe src="${app.origin}/"></iframe>`));
      const own = await signInToPage(stage.browser, app.loginUrl);
      if (isFaulty) await stage.browser.newTab(`${portal.origin}/`);
      await own.close();
      const framed = measure('stands in a frame', isFaulty);
      const truth = async (): Promise<Fact[]> => [await live(realm), { ...framed, isIn: isFaulty }];
      return { truth };
    },
    expected: (screen) => [...headlineIs(screen, 'apps'), ...appIs(screen, 'Board', 'unsettled')],
  },
];
