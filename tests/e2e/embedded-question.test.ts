import { createServer } from 'node:http';
import { describe, expect, it } from 'vitest';
import { closeServer, loopbackPort } from '../support/loopback.ts';
import { answerQuestion, expectResult, expectWaiting, openSignedIn, signedOutPage, useBed } from './bed.ts';

const bed = useBed();

describe('an OP that asks whether to sign out, and remembers one question only', () => {
  it('is answered by a person who reads it for longer than the background waits', async () => {
    const realm = await bed.realm({ asks: true });
    await bed.launch({ allowed: 'all' });
    const popup = await openSignedIn(bed, 'tab', realm);
    await popup.click('Sign out of everything');
    await expectWaiting(bed);
    await answerQuestion(bed);
    await expectResult(await signedOutPage(bed), realm, 'verified');
    expect(await realm.liveSessions()).toBe(0);
  });

  it('has its tab left alone where the person has gone elsewhere in it, and the result in one of its own', async () => {
    const realm = await bed.realm({ asks: true });
    await bed.launch({ allowed: 'all' });
    const mail = createServer((_, response) => response.end('<!doctype html><title>Mail</title><p>Dear Bob'));
    const address = `http://127.0.0.1:${await loopbackPort(mail)}`;
    try {
      const popup = await openSignedIn(bed, 'tab', realm);
      await popup.click('Sign out of everything');
      await expectWaiting(bed);
      const question = await bed.browser.findPage('/protocol/openid-connect/logout');
      await question.evaluate((to) => void setTimeout(() => location.assign(to)), `${address}/inbox`);
      const tab = await bed.browser.findPage(`${address}/inbox`);
      await realm.endSessionsAsAdmin();
      await tab.evaluate((to) => void setTimeout(() => location.assign(to)), `${address}/compose`);
      await expectResult(await signedOutPage(bed), realm, 'verified');
      expect(await (await bed.browser.findPage(`${address}/compose`)).url()).toBe(`${address}/compose`);
    } finally {
      await closeServer(mail);
    }
  });
});
