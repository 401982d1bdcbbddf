import { describe, expect, it } from 'vitest';
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
});
