import { describe, expect, it } from 'vitest';
import type { HopAnswer, Ports } from '../../../../lib/flows/kernel/ports.ts';
import { openOp } from '../../../../lib/flows/op/handle.ts';
import { askQuestion, type QuestionAnswer } from '../../../../lib/flows/op/question.ts';
import type { PageContents } from '../../../../lib/keycloak/end-page.ts';
import { BLANK, type FakeOp, fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld, settle } from '../../world.ts';

type Stage = { op?: FakeOp; hostsAllowed?: boolean; prepare?: (ports: Ports) => void };

async function ask({ op = fakeOp('support'), hostsAllowed = true, prepare }: Stage): Promise<QuestionAnswer> {
  const world = createWorld(op);
  world.hostsAllowed = hostsAllowed;
  const ports = createPorts(world);
  const handle = await settle(world, openOp(op.realm, ports));
  prepare?.(ports);
  return settle(world, askQuestion(handle, ports));
}

/** Where the question asks to be led back to, with its state. */
function wayBack(url: string): string {
  const { searchParams } = new URL(url);
  const state = searchParams.get('state') ?? '';
  return `${searchParams.get('post_logout_redirect_uri')}?${new URLSearchParams({ state })}`;
}

/** Has the OP answer each hop by what a test makes of the way back; the browser's own way gets nothing. */
function answering(answer: (back: string) => HopAnswer): (ports: Ports) => void {
  return (ports) => {
    ports.hop = async (url) => answer(wayBack(url));
    ports.webAuth.ask = async () => ({ ok: false, failure: 'not-loaded' });
  };
}

/** A page that is not Keycloak's question as far as can be read. */
const PAGE = { who: 'unanswered', page: true };
const leadsTo = (location: string): HopAnswer => ({ status: 302, location, body: '' });
const showing = (contents: Partial<PageContents>): HopAnswer => ({
  status: 200,
  location: null,
  body: JSON.stringify({ ...BLANK, ...contents }),
});

describe('the question that names no session', () => {
  it('finds nobody, or somebody with the form that says yes', async () => {
    expect(await ask({ op: fakeOp('support', null) })).toEqual({ who: 'nobody' });
    expect(await ask({})).toMatchObject({
      who: 'somebody',
      form: {
        action: expect.stringContaining('/logout-confirm'),
        values: { session_code: 'x', confirmLogout: 'Logout' },
      },
    });
  });

  it('carries neither a hint nor anything of a session', async () => {
    const asked: string[] = [];
    await ask({
      prepare: (ports) => {
        ports.hop = async (url) => {
          asked.push(url);
          return leadsTo(wayBack(url));
        };
      },
    });
    const names = asked.map((url) => [...new URL(url).searchParams.keys()].sort());
    expect(names).toEqual([['client_id', 'post_logout_redirect_uri', 'state']]);
  });

  it.each<[string, (back: string) => HopAnswer, string]>([
    ['our exact address with its state', (back) => leadsTo(back), 'nobody'],
    ['another state', (back) => leadsTo(`${back}x`), 'unanswered'],
    ['our address and more', (back) => leadsTo(`${back}&error=x`), 'unanswered'],
    ['another address', () => leadsTo('https://evil.test/?state=s'), 'unanswered'],
    ['a page that links back and waits', (back) => showing({ links: [back] }), 'nobody'],
    ['a page that links elsewhere', () => showing({ links: ['https://op.test/'] }), 'page'],
    ['a front-channel page', (back) => showing({ links: [back], frames: ['https://a.test/'] }), 'page'],
    ['a page without anything', () => showing({}), 'page'],
    [
      'a sign-in form',
      (back) => showing({ links: [back], forms: [{ action: '/login', method: 'post', values: {} }] }),
      'page',
    ],
    ['a page that cannot be parsed', () => ({ status: 200, location: null, body: '<' }), 'page'],
    ['a refusal', () => ({ status: 400, location: null, body: '' }), 'unanswered'],
  ])('answered by %s', async (_, answer, who) => {
    const unanswered = { page: PAGE, unanswered: { who: 'unanswered' } }[who];
    expect(await ask({ prepare: answering(answer) })).toEqual(unanswered ?? { who });
  });

  it('names a server that is silent', async () => {
    const answer = ask({
      prepare: (ports) => {
        ports.hop = () => new Promise(() => undefined);
      },
    });
    expect(await answer).toEqual({
      who: 'unanswered',
      cause: { code: 'timed-out', details: ['end-session question', '10 s'] },
    });
  });

  it('goes the browser’s own way where no answer may be seen, which tells of nobody only', async () => {
    const unseen = (ports: Ports): void => {
      ports.hop = () => Promise.reject(new TypeError('Failed to fetch'));
    };
    expect(await ask({ op: fakeOp('support', null), prepare: unseen })).toEqual({ who: 'nobody' });
    expect(await ask({ prepare: unseen })).toEqual(PAGE);
  });

  it('goes that way at once where the host is not allowed', async () => {
    const noHop = (ports: Ports): void => {
      ports.hop = () => {
        throw new Error('a hop to a host that is not allowed');
      };
    };
    const nobody = fakeOp('support', null);
    expect(await ask({ op: nobody, hostsAllowed: false, prepare: noHop })).toEqual({ who: 'nobody' });
    expect(await ask({ hostsAllowed: false, prepare: noHop })).toEqual(PAGE);
  });

  it('does not believe the browser’s own way with another state either', async () => {
    const forged = (ports: Ports): void => {
      ports.webAuth.ask = async ({ url }) => ({ ok: true, address: `${wayBack(url)}x` });
    };
    expect(await ask({ hostsAllowed: false, prepare: forged })).toEqual({ who: 'unanswered' });
  });
});
