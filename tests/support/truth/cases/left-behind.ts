import { createFormClient } from '../../form-client.ts';
import { waitFor } from '../../wait-for.ts';
import { look } from '../act.ts';
import { addPerson, changeClient } from '../admin.ts';
import type { Fact, TruthCase } from '../case.ts';
import { appIs, factIs, headlineIs, twinIsGreen } from '../expect.ts';
import { knows, live, measure } from '../facts.ts';
import { forgetCookies, signInAtAccount, signInByApp } from '../person.ts';
import { NEWEST } from '../servers.ts';
import { listedApps } from '../stage.ts';

const CLEARED_ONLY = { chromium: 'apps are cleared with hosts allowed only' };

const BOB = { username: 'bob', password: 'bob' };

/** What a sign-out left behind of a session that it ended and of apps that it cleared, and did not name. */
export const LEFT_BEHIND: TruthCase[] = [
  {
    id: 't28',
    what: 'her session is known from a look, bob is in by now, she has another device, and other devices are to end',
    servers: [NEWEST],
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const bobs = await addPerson(stage.server, realm, BOB);
      await stage.configure([realm, { otherDevices: true }]);
      await signInAtAccount(stage, realm);
      if (isFaulty) await createFormClient().signIn(realm.issuer);
      await (await look(stage.browser)).popup.close();
      // An answer to the look that comes late may set her cookie once more.
      const isBobIn = async (): Promise<boolean> => {
        await forgetCookies(stage, realm);
        await signInAtAccount(stage, realm, {}, BOB);
        return (await bobs()) > 0;
      };
      await waitFor('bob to be in', isBobIn, 30_000);
      const truth = async (): Promise<Fact[]> => [await live(realm), measure('bob', await bobs())];
      return { truth };
    },
    expected: (screen, facts) => [...twinIsGreen(screen, facts), ...factIs(facts, 'bob', 0)],
  },
  {
    id: 't29',
    what: 'a listed app with offline access in her session, and other devices are not to end',
    servers: [NEWEST, '22.0.5'],
    notIn: CLEARED_ONLY,
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const app = await stage.app(realm, { offline: isFaulty });
      await stage.configure([realm, { apps: listedApps([app]) }]);
      await signInAtAccount(stage, realm);
      await signInByApp(stage.browser, app);
      const truth = async (): Promise<Fact[]> => {
        const acts = (await app.stillActs?.()) ?? false;
        const own = { what: 'the app acts for alice', value: acts, isIn: acts };
        return [await live(realm), await knows(stage, app), own];
      };
      return { truth };
    },
    expected: (screen, facts) => [
      ...headlineIs(screen, 'apps'),
      ...appIs(screen, 'Wiki', 'acts'),
      ...factIs(facts, 'the app acts for alice', true),
    ],
  },
  {
    id: 't30',
    what: 'a listed app of which the realm knows no address',
    servers: [NEWEST],
    notIn: CLEARED_ONLY,
    setUp: async (stage, isFaulty) => {
      const realm = await stage.realm();
      const app = await stage.app(realm, {});
      if (isFaulty) await changeClient(stage.server, realm, 'wiki', { baseUrl: '' });
      await stage.configure([realm, { apps: listedApps([app]) }]);
      await signInByApp(stage.browser, app);
      return { truth: async () => [await live(realm), await knows(stage, app)] };
    },
    expected: twinIsGreen,
  },
];
