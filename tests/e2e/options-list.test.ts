import { describe, it } from 'vitest';
import { enterOn, focusComesTo } from '../support/keyboard.ts';
import { expectText } from './bed.ts';
import { add, expectList, useOptions } from './options-kit.ts';

const { bed, openOptions } = useOptions();

describe('the list of realms', () => {
  it('is changed by keyboard alone: added to, moved in, removed from, and that undone', async () => {
    const [first, second] = [await bed.realm(), await bed.realm()];
    await bed.launch();
    const page = await openOptions();
    await add(page, first.issuer);
    await expectList(page, first.name);
    await add(page, second.issuer);
    await expectList(page, first.name, second.name);
    await enterOn(page, `Move ${second.name} up`, 'Shift+Tab');
    await expectList(page, second.name, first.name);
    await expectText(page, `${second.name} is now number 1 of 2.`);
    await focusComesTo(page, `Move ${second.name} up`);
    await enterOn(page, `Remove ${second.name}`);
    await expectList(page, first.name);
    await focusComesTo(page, 'Undo');
    await page.press('Enter');
    await expectList(page, second.name, first.name);
    await focusComesTo(page, `Edit ${second.name}`);
  });

  it('takes a removed realm back at its place', async () => {
    const realms = [await bed.realm(), await bed.realm(), await bed.realm()] as const;
    const names = realms.map(({ name }) => name);
    await bed.launch();
    await bed.configure('tab', ...realms);
    const page = await openOptions();
    await page.click(`Remove ${realms[1].name}`);
    await expectList(page, ...names.filter((name) => name !== realms[1].name));
    await page.click('Undo');
    await expectList(page, ...names);
    await expectText(page, `${realms[1].name} is back.`);
  });

  it('shows a new label, and the popup too', async () => {
    const realm = await bed.realm();
    await bed.launch();
    await bed.configure('tab', realm);
    const page = await openOptions();
    await page.click(`Edit ${realm.name}`);
    await focusComesTo(page, 'Label');
    await page.type('Members of staff');
    await page.click('Save');
    await expectList(page, 'Members of staff');
    await focusComesTo(page, 'Edit Members of staff');
    await expectText(await bed.browser.openPopup(), 'Members of staff');
  });
});
