import { describe, expect, it } from 'vitest';
import { LIMITS } from '../../../../lib/flows/kernel/limits.ts';
import { backAddress } from '../../../../lib/protocol/end-session.ts';
import { BLANK, fakeOp, signIn } from '../../fake-op.ts';
import { createPorts, settle } from '../../world.ts';
import { allowedWorld, headlineIn, lastRun, marksOf, remember, rowAfter, tellingOp } from './kit.ts';

describe('with the host of the realm allowed, a sign-out', () => {
  it('visits the addresses of Keycloak’s own front-channel page, each in a tab that is closed again', async () => {
    const op = fakeOp('support');
    op.page = {
      ...BLANK,
      frames: [
        'https://a.test/out?sid=1',
        'ftp://c.test/',
        'javascript:alert(1)',
        'http://d.test/',
        'https://u:p@e.test/',
        'https://op.test/realms/support/out',
        'https://127.0.0.1/',
      ],
    };
    const world = allowedWorld(op);
    const row = await rowAfter(world);
    expect(world.visits).toEqual(['https://a.test/out?sid=1']);
    expect(world.tabs.size).toBe(0);
    expect(row?.verdict.apps.find(({ name }) => name === 'a.test')).toMatchObject({
      marks: ['told'],
      state: 'unknown',
    });
    expect(row?.verdict.apps.filter(({ marks }) => marks.includes('not-told'))).toHaveLength(6);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('names some of ten thousand frames that it does not open, and stores no endless address', async () => {
    const op = fakeOp('support');
    const frames = Array.from({ length: 10_000 }, (_, at) => `http://app-${at}.test/${'x'.repeat(500)}`);
    op.page = { ...BLANK, frames };
    const world = allowedWorld(op);
    const row = await rowAfter(world);
    const refused = row?.verdict.apps.filter(({ marks }) => marks.includes('not-told')) ?? [];
    expect(refused).toHaveLength(50);
    expect(Math.max(...refused.map(({ key }) => key.length))).toBe(200);
    expect(headlineIn(lastRun(world))).toBe('apps');
  });

  it('opens no more addresses once its limit for telling has passed', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: Array.from({ length: 50 }, (_, at) => `https://app-${at}.test/out`) };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    ports.tabEvents.next = async (_, __, limitMs) => {
      await new Promise<void>((resolve) => void ports.clock.after(limitMs, resolve));
      return null;
    };
    const row = await rowAfter(world, ports);
    const opened = world.visits.length;
    expect(opened).toBeLessThan(50);
    await settle(world, new Promise<void>((resolve) => void ports.clock.after(60_000, resolve)));
    expect(world.visits).toHaveLength(opened);
    expect(row?.verdict.apps.filter(({ marks }) => marks.includes('not-told'))).toHaveLength(50);
  });

  it('tells the apps of every session that it ends, and not those of the last one alone', async () => {
    const op = fakeOp('support', 's1');
    const world = allowedWorld(op);
    await settle(world, remember(op, world));
    signIn(op, 's2');
    await settle(world, remember(op, world));
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const ports = createPorts(world);
    const { read } = ports.pages;
    let pages = 0;
    ports.pages.read = async (html) => {
      const contents = await read(html);
      if (contents.frames.length === 0) return contents;
      pages += 1;
      return { ...contents, frames: [`https://app-${pages}.test/out`] };
    };
    await rowAfter(world, ports);
    expect([op.alive.size, pages]).toEqual([0, 2]);
    expect(world.visits).toEqual(['https://app-1.test/out', 'https://app-2.test/out']);
  });

  it('opens no frame of a page that does not lead back to us', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { read } = ports.pages;
    ports.pages.read = async (html) => ({ ...(await read(html)), links: ['https://elsewhere.test/'] });
    await rowAfter(world, ports);
    expect(world.visits).toEqual([]);
  });

  it('says told only of an address that has answered without an error, and gives it a moment', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: ['https://a.test/out', 'https://b.test/out'] };
    const world = allowedWorld(op);
    world.statuses.set('https://b.test/out', 404);
    const began = world.now;
    const row = await rowAfter(world);
    expect(marksOf(row)).toEqual({ 'a.test': ['told'], 'b.test': ['not-told'] });
    expect(row?.verdict.apps.find(({ name }) => name === 'b.test')?.cause).toEqual({
      code: 'app-error',
      details: ['https://b.test/out', '404'],
    });
    expect(world.now - began).toBeGreaterThanOrEqual(LIMITS.tellMoment);
  });

  it('says told also where the browser shows what a page answered only after it has loaded', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { answer, openHidden } = ports.tabs;
    let isShown = false;
    ports.tabs.openHidden = (url) => {
      ports.clock.after(5, () => {
        isShown = true;
      });
      return openHidden(url);
    };
    ports.tabs.answer = async (tabId) => (isShown ? answer(tabId) : { status: null, ledTo: null });
    expect(marksOf(await rowAfter(world, ports))).toEqual({ 'a.test': ['told'] });
  });

  it('sees a background tab led back also where its page has loaded before that is shown', async () => {
    const op = tellingOp('support', [
      { clientId: 'pay', clientName: 'Payroll', effectiveUrl: 'https://pay.test/' },
    ]);
    op.page = {
      ...BLANK,
      forms: [{ action: 'https://pay.test/slo', method: 'post', values: { SAMLRequest: 'x' } }],
    };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    const { answer } = ports.tabs;
    let ledTo: string | null = null;
    world.saml.set('https://pay.test', (tabId) => {
      const waiting = [...world.records.keys()].find((key) => key.startsWith('pending:'));
      const state = waiting?.replace('pending:', '') ?? '';
      world.register.mark(tabId, 'loaded');
      ports.clock.after(5, () => {
        ledTo = backAddress(ports.addresses.postLogoutUri, state);
        world.register.mark(tabId, 'answered');
      });
    });
    ports.tabs.answer = async (tabId) => ({ ...(await answer(tabId)), ledTo });
    expect(marksOf(await rowAfter(world, ports)).Payroll).toEqual(['in-session', 'told']);
  });

  it('sends a SAML app’s form on in a background tab, and tells whether it answered', async () => {
    for (const [answers, mark] of [
      [true, 'told'],
      [false, 'not-told'],
    ] as const) {
      const op = tellingOp('support', [
        { clientId: 'pay', clientName: 'Payroll', effectiveUrl: 'https://pay.test/' },
      ]);
      const form = { action: 'https://pay.test/slo', method: 'post', values: { SAMLRequest: 'x' } };
      op.page = { ...BLANK, forms: [form] };
      const world = allowedWorld(op);
      world.saml.set('https://pay.test', (tabId) => void (answers && world.register.mark(tabId, 'arrived')));
      const row = await rowAfter(world);
      expect(row?.verdict.is).toBe('signed-out');
      expect(marksOf(row).Payroll).toEqual(['in-session', mark]);
      expect(world.foreground).toEqual([]);
      expect(world.tabs.size).toBe(0);
    }
  });

  it('sends on to a SAML app also where Keycloak leads there by an address in place of a form', async () => {
    for (const answers of [true, false]) {
      const op = tellingOp('support', [
        { clientId: 'pay', clientName: 'Payroll', effectiveUrl: 'https://pay.test/' },
      ]);
      op.passesOn = 'https://pay.test/slo?SAMLRequest=x&RelayState=r';
      const world = allowedWorld(op);
      world.saml.set('https://pay.test', (tabId) => {
        if (!answers) return;
        op.passesOn = null;
        op.alive.clear();
        op.cookie = null;
        world.register.mark(tabId, 'arrived');
      });
      const row = await rowAfter(world);
      expect(row?.verdict).toMatchObject({ is: 'signed-out', providers: [] });
      expect(marksOf(row)).toEqual({ Payroll: ['in-session', answers ? 'told' : 'not-told'] });
      expect(headlineIn(lastRun(world))).toBe('apps');
      expect(world.tabs.size).toBe(0);
    }
  });

  it('waits for a SAML app no longer because the clock was put back meanwhile', async () => {
    const op = fakeOp('support');
    op.page = {
      ...BLANK,
      forms: [{ action: 'https://pay.test/slo', method: 'post', values: { SAMLRequest: 'x' } }],
    };
    const world = allowedWorld(op);
    const began = world.now;
    world.saml.set('https://pay.test', (tabId) => {
      world.now -= 5 * 3_600_000;
      // Timers go on as before.
      for (const timer of world.timers) timer.at -= 5 * 3_600_000;
      world.register.mark(tabId, 'answered');
    });
    expect(marksOf(await rowAfter(world))['pay.test']).toEqual(['not-told']);
    expect(world.now).toBeLessThan(began);
  });

  it('lets a document run at the next sign-out of a realm whose page could not be read', async () => {
    const op = fakeOp('support');
    op.page = { ...BLANK, frames: ['https://a.test/out'] };
    const world = allowedWorld(op);
    const ports = createPorts(world);
    ports.pages.read = async () => {
      throw new Error('no parser');
    };
    await rowAfter(world, ports);
    expect(world.visits).toEqual([]);
    op.alive.add('s2');
    op.cookie = 's2';
    expect((await rowAfter(world))?.verdict.is).toBe('signed-out');
    expect(world.visits).toEqual(['https://a.test/out']);
  });

  it('is proven each time although such a page stands in its way, where the built-in client lets no document run', async () => {
    const op = fakeOp('support');
    op.refuses = { client: true };
    op.page = { ...BLANK, scripts: "createElement('iframe')" };
    const world = allowedWorld(op);
    for (const session of ['s1', 's2']) {
      signIn(op, session);
      expect((await rowAfter(world))?.verdict.is).toBe('signed-out');
      world.now += 60_000;
    }
    expect([...op.alive]).toEqual([]);
  });

  it('opens no tab after such a page has ended the session of somebody without a name, whose apps may be open', async () => {
    const op = fakeOp('support');
    op.knowsNobody = true;
    op.page = { ...BLANK, scripts: "createElement('iframe')" };
    const world = allowedWorld(op);
    expect((await rowAfter(world))?.verdict).toMatchObject({ is: 'signed-out', appsUntold: true });
    expect([[...op.alive], world.foreground]).toEqual([[], []]);
  });
});
