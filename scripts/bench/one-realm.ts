import type { Section } from './figures.ts';
import type { BenchGround } from './ground.ts';
import { sameRequests } from './requests.ts';
import { ratio, ratioFloor } from './stats.ts';
import { endOf, nameOf, takeTrials } from './take.ts';
import {
  BARE,
  BARE_IDENTITY,
  BARE_NODE,
  KEYCLOAKS_BUTTON,
  OURS_HOSTS,
  OURS_NO_HOSTS,
  OURS_WEB_AUTH,
  PLAIN_TABS,
  type SignOutWay,
} from './ways.ts';

/** Click → ended on the server → verified, for one realm, by every way. */
export async function oneRealm(ground: BenchGround): Promise<Section[]> {
  const realms = ground.realms.slice(0, 1);
  const note = ground.quick ? [] : [await sameRequests(ground)];
  const more = ground.quick ? [] : [OURS_WEB_AUTH, KEYCLOAKS_BUTTON, BARE_NODE];
  const ways = [OURS_HOSTS, OURS_NO_HOSTS, BARE, BARE_IDENTITY, PLAIN_TABS, ...more];
  const trials = ways.map((way) => ({ way, realms }));
  const series = await (ground.quick ? takeTrials(ground, trials, 0, 3) : takeTrials(ground, trials, 1));
  const beside = (way: SignOutWay, to: SignOutWay) =>
    ratio(nameOf({ way, realms }), endOf(series, { way, realms }), endOf(series, { way: to, realms }));
  const hostsBare = beside(OURS_HOSTS, BARE);
  const hostsTab = beside(OURS_HOSTS, PLAIN_TABS);
  const installedTab = beside(OURS_NO_HOSTS, PLAIN_TABS);
  const [bareTab, identityTab] = [beside(BARE, PLAIN_TABS), beside(BARE_IDENTITY, PLAIN_TABS)];
  return [
    {
      title: 'One realm: click → ended on the server → verified',
      series,
      ratios: [
        hostsBare,
        hostsTab,
        installedTab,
        bareTab,
        identityTab,
        ...more.map((way) => beside(way, PLAIN_TABS)),
      ],
      floors: [
        ratioFloor(hostsBare, 1.3),
        ratioFloor(hostsTab, 1, bareTab),
        ratioFloor(installedTab, 1.5, identityTab),
      ],
      notes: [
        ...note,
        'Ended is the time of Keycloak’s own LOGOUT event; verified is when our stored row says so, the proof included.',
        'The popup’s own check was over before the click: it has taken the tokens, as the bare requests have taken theirs.',
        'Plain tabs prove nothing: they are done when the tab has come back.',
      ],
    },
  ];
}
