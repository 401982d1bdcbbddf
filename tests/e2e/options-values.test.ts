import { describe, expect, it } from 'vitest';
import { signOutClient } from '../support/addresses.ts';
import { expectText } from './bed.ts';
import { useOptions } from './options-kit.ts';

const { bed, openOptions } = useOptions();

describe('the options', () => {
  it('show the values to register, and copy them', async () => {
    await bed.launch();
    const page = await openOptions('admins');
    await expectText(page, 'Valid redirect URIs');
    const read = () => [...document.querySelectorAll('.values .copy code')].map((value) => value.textContent);
    const { redirectUris, postLogoutRedirectUris, webOrigins } = signOutClient();
    const [inFirefox, own] = [bed.browser.name === 'firefox', 'allizom.org'];
    const values = [...redirectUris, ...postLogoutRedirectUris, ...webOrigins];
    expect(await page.evaluate(read)).toEqual(values.filter((value) => value.includes(own) === inFirefox));
    await page.click('Copy redirect URI 1');
    await expectText(page, 'Copied: Valid redirect URIs');
  });
});
