import type { Fact, FactOf } from '../../verdict/facts.ts';
import { detailsOf, factsOf, tokenOf } from '../../verdict/reading.ts';
import type { Ports } from '../kernel/ports.ts';
import { askSessionDetails, endOtherSessions } from '../op/account.ts';
import type { OpHandle } from '../op/handle.ts';
import { doDeed, type RealmSignOut } from './act.ts';
import type { Target } from './ways/way.ts';

/**
 * Whether a session is the one by which its person's others end: the last of theirs that is here, as each one here is to end by its own
 * hint. One that is only remembered counts while its token is good, or somebody is in the browser: a lapsed one alone is nobody's.
 */
export function isToEndElsewhere({ facts }: RealmSignOut, { sid, session }: Target, all: Target[]): boolean {
  const last = all.findLast((one) => one.session?.person === session?.person);
  const is = tokenOf(facts, sid)?.is;
  return last?.sid === sid && (all.some(({ inBrowser }) => inBrowser) ? is !== 'refused' : is === 'accepted');
}

/**
 * Ends a person's sessions on other devices. They end first: this one's token is what ends them, and what tells whether they have.
 */
export async function endElsewhere(
  op: OpHandle,
  act: RealmSignOut,
  { session }: Target,
  ports: Ports,
): Promise<void> {
  const said = lastOfEach(act.facts);
  // Whoever has no name is not spoken for by what was said of others.
  if (!session) return said.length > 0 ? act.add({ f: 'devices', ended: false, count: 0 }) : undefined;
  const { person, sid } = session;
  const foundAt = factsOf(act.facts, 'session').find((one) => one.sid === sid)?.at ?? 0;
  if (said.some((one) => one.person === person && one.ended && one.at > foundAt)) return;
  const count = detailsOf(act.facts, sid)?.devices ?? 0;
  let failure = null as Awaited<ReturnType<typeof endOtherSessions>>;
  await doDeed(act, { way: 'devices', key: sid }, async () => {
    failure = await endOtherSessions(op, session, ports);
    return { landing: failure ? ('refused' as const) : ('done' as const) };
  });
  const left = failure ? null : (await askSessionDetails(op, session, ports)).details;
  const ended = left?.otherDevices === 0;
  const cause = failure ?? {
    code: 'devices-left' as const,
    details: left ? [String(left.otherDevices)] : [],
  };
  act.add({ f: 'devices', person, ended, count, ...(!ended && { cause }) });
  // The last word is for everybody: what is left of another person is said once more.
  const open = said.find((one) => one.person && one.person !== person && !one.ended);
  if (open) act.add({ ...open, at: ports.moments.next() });
}

/** What was last said of each person's other devices. */
export function lastOfEach(facts: readonly Fact[]): FactOf<'devices'>[] {
  const last = new Map(factsOf(facts, 'devices').map((fact) => [fact.person, fact]));
  return [...last.values()];
}
