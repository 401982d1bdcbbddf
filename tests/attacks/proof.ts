import { readTokenStatus } from '../../lib/protocol/token-status.ts';
import { type FakeOp, fakeOp, signIn } from '../unit/fake-op.ts';
import {
  allowedWorld,
  headlineIn,
  lastRun,
  NO_APPS,
  remember,
  signOutOfAll,
  tellingOp,
} from '../unit/flows/sign-out/kit.ts';
import { createPorts, createWorld, settle, type World } from '../unit/world.ts';
import { type Attack, defence } from './attack.ts';

const TOKEN_STATUS = 'lib/protocol/token-status.ts';

/** Whether a sign-out says that all is well while a session of the OP lives. */
async function isFalselyGreen(world: World, op: FakeOp, ports = createPorts(world)): Promise<boolean> {
  await signOutOfAll(world, 'background', ports);
  return headlineIn(lastRun(world)) === 'signed-out' && op.alive.size > 0;
}

/** An OP whose session no app is in. */
function opOf(different: Partial<FakeOp>): FakeOp {
  return Object.assign(fakeOp('support'), { account: NO_APPS }, different);
}

/** What a page would say that is not so. */
export const attacks: Attack[] = [
  {
    id: 'confirmation-trap',
    what: 'The hint of one session ends it and clears the cookie of another, which lives on unseen',
    defence: defence(
      'lib/flows/sign-out/end.ts',
      "factsOf(facts, 'cookie').findLast((fact) => fact.sid === sid)?.is === 'other'",
      'false && facts && sid',
    ),
    succeeds: async () => {
      const op = opOf({ clearsAnyCookie: true });
      const world = allowedWorld(op);
      const ports = createPorts(world);
      let isSwapped = false;
      ports.marks.compare = async (_, sid) => {
        if (!isSwapped) signIn(op, 's2');
        isSwapped = true;
        return { mark: sid === op.cookie ? 'equal' : 'other', stamp: 'none' };
      };
      return isFalselyGreen(world, op, ports);
    },
  },
  {
    id: 'two-sessions',
    what: 'A session that is remembered lives on at the server, as the browser holds another one by now',
    defence: [
      ...defence(
        'lib/flows/sign-out/find.ts',
        '...known.filter((one) => one !== fresh).map((session) => noteRemembered(op, session, notes, ports)),',
      ),
      ...defence('lib/flows/sign-out/prove.ts', 'await noteAllRemembered(op, act, ports);'),
    ],
    succeeds: async () => {
      const op = opOf({});
      const world = allowedWorld(op);
      await settle(world, remember(op, world));
      world.now += 40_000;
      signIn(op, 's2');
      return isFalselyGreen(world, op);
    },
  },
  {
    id: 'signed-in-again',
    what: 'The realm signs the person in again by itself, behind a sign-out that was led back from',
    defence: defence(
      'lib/flows/sign-out/prove.ts',
      "act.add({ f: 'browser', at, who, by: 'question', ...(cause && { cause }) });",
      "act.add({ f: 'browser', at, who: 'nobody', by: 'question', ...(cause && { cause }) });",
    ),
    succeeds: () => {
      const op = opOf({ signsInAgain: true });
      return isFalselyGreen(allowedWorld(op), op);
    },
  },
  {
    id: 'led-back-over-a-live-session',
    what: 'An OP clears its cookie and leads back as if the session had ended, which lives',
    defence: [
      ...defence(
        'lib/verdict/judge.ts',
        "return token?.is === 'accepted' && token.at > lastDeed;",
        'return false;',
      ),
      ...defence(
        'lib/verdict/judge.ts',
        "if (token?.is === 'refused' && token.at > lastDeed) return null;",
        'if (token && token.at > lastDeed) return null;',
      ),
    ],
    succeeds: () => {
      const op = opOf({ endsNothing: 99 });
      const world = allowedWorld(op);
      const ports = createPorts(world);
      const { hop } = ports;
      ports.hop = async (url, init) => {
        const answer = await hop(url, init);
        if (url.includes('id_token_hint')) op.cookie = null;
        return answer;
      };
      return isFalselyGreen(world, op, ports);
    },
  },
  {
    id: 'nobody-by-a-flow',
    what: 'A realm whose flow does not read the cookie says `login_required` to everybody',
    defence: defence('lib/verdict/presence.ts', " && factsOf(facts, 'recognises').length > 0"),
    succeeds: async () => {
      const op = opOf({ knowsNobody: true, isOther: true, asksNobodyToo: true });
      const world = createWorld(op);
      await signOutOfAll(world);
      return lastRun(world)?.rows[0]?.verdict.is === 'nothing' && op.alive.size > 0;
    },
  },
  {
    id: 'refusal-of-what-was-never-good',
    what: 'A server refuses every token, and so those of sessions that live',
    defence: defence(TOKEN_STATUS, "if (!wasGood) return 'unclear';"),
    succeeds: () =>
      readTokenStatus({ status: 401, challenge: null }, { wasGood: false, expired: false }) === 'refused',
  },
  {
    id: 'refusal-of-what-has-expired',
    what: 'A token that has expired meanwhile is refused, whatever became of its session',
    defence: defence(TOKEN_STATUS, "if (expired) return 'expired';"),
    succeeds: () =>
      readTokenStatus({ status: 401, challenge: null }, { wasGood: true, expired: true }) === 'refused',
  },
  {
    id: 'refusal-of-somebody-disabled',
    what: 'The tokens of somebody whom an admin has disabled for a while are refused, and their sessions live on',
    defence: defence(TOKEN_STATUS, "if (challenge && SESSION_FOUND.test(challenge)) return 'accepted';"),
    succeeds: () =>
      readTokenStatus(
        { status: 401, challenge: 'Bearer error_description="User disabled"' },
        { wasGood: true, expired: false },
      ) === 'refused',
  },
  {
    id: 'app-open-behind-green',
    what: 'An app of the session lets the person in with a cookie of its own, and says nothing of it',
    defence: defence('lib/verdict/judge.ts', '    apps.every(isAppDone) &&\n'),
    succeeds: async () => {
      const op = tellingOp('support');
      const world = allowedWorld(op);
      await signOutOfAll(world);
      const verdict = lastRun(world)?.rows[0]?.verdict;
      // What the headline counts apps by stands before it; the proof itself is what pages build on.
      const { isProven } = await import('../../lib/verdict/judge.ts');
      return verdict !== undefined && isProven(verdict);
    },
  },
  {
    id: 'offline-access-by-a-name',
    what: 'An app with offline access calls itself like several, so that it is not found among those that go on acting',
    defence: defence(
      'lib/flows/sign-out/clear.ts',
      '({ key, name }) => key === origin && offline.some(',
      "({ key, name }) => key === origin && name.split(', ').some((one) => offline.includes(one)) && offline.some(",
    ),
    succeeds: async () => {
      const wiki = {
        origin: 'https://wiki.test',
        label: 'Wiki',
        parentCookies: false,
        atSignOut: 'clear' as const,
      };
      const client = {
        clientId: 'wiki',
        clientName: 'Wiki, Notes',
        effectiveUrl: wiki.origin,
        offlineAccess: true,
      };
      const op = tellingOp('support', [client]);
      op.realm.apps = [wiki];
      const world = allowedWorld(op);
      world.apps.set(wiki.origin, { allowed: true, data: true, tabs: new Map() });
      await signOutOfAll(world);
      return headlineIn(lastRun(world)) === 'signed-out';
    },
  },
];
