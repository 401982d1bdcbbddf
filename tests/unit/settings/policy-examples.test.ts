import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readPolicy } from '../../../lib/settings/policy.ts';
import { CHROMIUM_ID, GECKO_ID } from '../../support/addresses.ts';

const text = (name: string): string =>
  readFileSync(new URL(`../../../examples/policy/${name}`, import.meta.url), 'utf8');
const settings = JSON.parse(text('settings.json'));

/** The settings in each part of a registry file that names the extension; a value that is more than a word is JSON. */
function readRegistry(): unknown[] {
  const parts = text('windows.reg').split(`\\3rdparty\\extensions\\${CHROMIUM_ID}\\policy]`).slice(1);
  return parts.map((part) => {
    const lines = [...(part.split('\r\n\r\n')[0] ?? '').matchAll(/^"(\w+)"="(.*)"\r?$/gm)];
    return Object.fromEntries(
      lines.map(([, name, value = '']) => [
        name,
        /^\w+$/.test(value) ? value : JSON.parse(value.replaceAll('\\"', '"')),
      ]),
    );
  });
}

describe('the examples of a policy', () => {
  it('hold settings without a fault', () => {
    expect(readPolicy(settings)).toMatchObject({ faults: [], locked: ['realms'], clearApps: 'offer' });
    expect(readPolicy(settings).realms).toHaveLength(1);
  });

  it('set the same for Chromium, Firefox and Windows, and install by the fixed ids', () => {
    const chromium = JSON.parse(text('chromium-linux.json'));
    const { policies } = JSON.parse(text('firefox-policies.json'));
    expect(chromium['3rdparty'].extensions[CHROMIUM_ID]).toEqual(settings);
    expect(chromium.ExtensionSettings[CHROMIUM_ID].installation_mode).toBe('force_installed');
    expect(policies['3rdparty'].Extensions[GECKO_ID]).toEqual(settings);
    expect(policies.ExtensionSettings[GECKO_ID].installation_mode).toBe('force_installed');
    expect(readRegistry()).toEqual([settings, settings]);
  });

  it('name the same on macOS', () => {
    const profile = text('macos.mobileconfig');
    for (const domain of ['com.google.Chrome', 'com.microsoft.Edge'])
      expect(profile).toContain(`<string>${domain}.extensions.${CHROMIUM_ID}</string>`);
    expect(profile).toContain(`<string>${settings.realms[0].issuer}</string>`);
    for (const name of Object.keys(settings)) expect(profile.split(`<key>${name}</key>`)).toHaveLength(3);
    expect(profile.split(`<string>${settings.clearApps}</string>`)).toHaveLength(3);
  });
});
