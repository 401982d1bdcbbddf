import type { Floor, Ratio, Section, Series } from './figures.ts';
import type { BenchGround } from './ground.ts';
import { ratio, ratioFloor } from './stats.ts';
import { endOf, nameOf, type Trial, takeTrials } from './take.ts';
import { BARE, BARE_IDENTITY, OURS_HOSTS, OURS_NO_HOSTS, PLAIN_TABS, type SignOutWay } from './ways.ts';

const OURS_AND_TABS = [OURS_HOSTS, OURS_NO_HOSTS, PLAIN_TABS];

/** The bare requests stand where a floor is: they show what of it is ours. */
function waysFor(count: number): SignOutWay[] {
  return count === 1 || count === 10 ? [...OURS_AND_TABS, BARE, BARE_IDENTITY] : OURS_AND_TABS;
}

/** Click → verified for one realm up to fifty, and what each further realm costs. */
export async function manyRealms(ground: BenchGround): Promise<Section[]> {
  const counts = ground.quick ? [1, 10] : [1, 2, 5, 10, 20, 50];
  const trialOf = (way: SignOutWay, count: number): Trial => ({ way, realms: ground.realms.slice(0, count) });
  const trials = counts.flatMap((count) => waysFor(count).map((way) => trialOf(way, count)));
  const series = await takeTrials(ground, trials, 0);
  const end = (way: SignOutWay, count: number) => endOf(series, trialOf(way, count));
  const beside = (way: SignOutWay, count: number, to: SignOutWay, toCount: number) =>
    ratio(nameOf(trialOf(way, count)), end(way, count), end(to, toCount));
  const floors = [
    ratioFloor(beside(OURS_HOSTS, 10, OURS_HOSTS, 1), 3, beside(BARE, 10, BARE, 1)),
    ratioFloor(beside(OURS_HOSTS, 10, PLAIN_TABS, 10), 0.3, beside(BARE, 10, PLAIN_TABS, 10)),
    ratioFloor(beside(OURS_NO_HOSTS, 10, PLAIN_TABS, 10), 1.3, beside(BARE_IDENTITY, 10, PLAIN_TABS, 10)),
  ];
  const fifty = ground.quick ? [] : OURS_AND_TABS.map((way) => costRatio(way, end));
  const added = OURS_AND_TABS.flatMap((way) => counts.slice(1).map((count) => addedCost(way, count, end)));
  return [
    {
      title: 'Many realms at once: click → verified',
      series: [...series, ...added],
      ratios: [...counts.flatMap((count) => besideTabs(count, beside)), ...fifty],
      floors: [...floors, ...fifty.slice(0, 2).map((one): Floor => ratioFloor(one, 1.2))],
      notes: [
        'Realms take turns between two host names of one Keycloak: a browser keeps at most 180 cookies for a host.',
        'A browser opens six connections to a host at once; all ways share that limit.',
      ],
    },
  ];
}

type End = (way: SignOutWay, count: number) => Series;
type Beside = (way: SignOutWay, count: number, to: SignOutWay, toCount: number) => Ratio;

function besideTabs(count: number, beside: Beside): Ratio[] {
  const others = waysFor(count).filter((way) => way !== PLAIN_TABS);
  return others.map((way) => beside(way, count, PLAIN_TABS, count));
}

/** What a realm costs among fifty, beside what it costs among ten. */
function costRatio(way: SignOutWay, end: End): Ratio {
  const each = (count: number) =>
    scaled(`${way.name}, each of ${count}`, end(way, count), (ms) => ms / count);
  const [fifty, ten] = [each(50), each(10)];
  return ratio(fifty.name, fifty, ten);
}

function addedCost(way: SignOutWay, count: number, end: End): Series {
  const one = end(way, 1).values;
  const name = `${way.name}, each realm added up to ${count}`;
  return scaled(name, end(way, count), (ms, round) => (ms - (one[round] ?? Number.NaN)) / (count - 1));
}

function scaled(name: string, series: Series, change: (ms: number, round: number) => number): Series {
  return { ...series, name, values: series.values.map(change) };
}
