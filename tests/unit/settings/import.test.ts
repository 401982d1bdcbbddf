import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readImport } from '../../../lib/settings/import.ts';
import { importSettings, settingsChanges } from '../../../lib/settings/merge.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Realm, type Settings } from '../../../lib/settings/schema.ts';
import { anySettings } from './arbitrary.ts';

const realm = (id: string, name = id) => ({
  id,
  issuer: `https://sso.example.org/realms/${name}`,
  label: name,
  ...REALM_DEFAULTS,
});
const anew = (one: Realm): Realm => ({ ...one, id: `issuer:${one.issuer}` });
const settings = (...realms: Settings['realms']): Settings => ({ ...EMPTY_SETTINGS, realms });

describe('a file of settings', () => {
  it('validates, is migrated, or is refused with a reason, whatever JSON it holds', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (json) => {
        const reading = readImport(JSON.stringify(json));
        expect(reading.ok ? reading.settings.version : reading.refusal.kind).toBeTruthy();
      }),
    );
  });

  it('that is damaged in one place validates or is refused, and never throws', () => {
    fc.assert(
      fc.property(anySettings, fc.jsonValue(), fc.nat(), (whole, damage, at) => {
        const keys = Object.keys(whole);
        const key = keys[at % keys.length] ?? '';
        const reading = readImport(JSON.stringify({ ...whole, [key]: damage }));
        if (!reading.ok && reading.refusal.kind === 'invalid') expect(reading.refusal.reason).not.toBe('');
      }),
    );
  });

  it.each([
    ['no JSON', 'realms: []', { kind: 'no-json' }],
    ['a newer version', '{"version":99}', { kind: 'newer', version: 99 }],
    ['something else', '[1]', { kind: 'invalid', reason: expect.stringMatching(/./) }],
  ])('is refused where it is %s', (_, text, refusal) => {
    expect(readImport(text)).toEqual({ ok: false, refusal });
  });

  it('is refused whole for one broken entry, as whoever has it can correct it', () => {
    const broken = { ...realm('b'), label: ' ' };
    const reading = readImport(JSON.stringify(settings(realm('a'), broken)));
    const reason = expect.stringMatching(/^realms\[1\]\.label: ./);
    expect(reading).toEqual({ ok: false, refusal: { kind: 'invalid', reason } });
  });

  it('of version 1 is brought up to date', () => {
    const { apps: _, otherDevices: __, ...old } = realm('a');
    const text = JSON.stringify({ version: 1, realms: [old], signOut: { show: 'tab' } });
    expect(readImport(text)).toEqual({ ok: true, settings: settings(anew(realm('a'))) });
  });

  it('gives no realm its id: each is made anew, of its issuer', () => {
    const id = 'x'.repeat(43);
    const reading = readImport(JSON.stringify(settings({ ...realm('a'), id }, { ...realm('b'), id })));
    expect(reading).toEqual({ ok: true, settings: settings(anew(realm('a')), anew(realm('b'))) });
  });
});

describe('an import', () => {
  it('of what was exported gives the same again, in both modes', () => {
    fc.assert(
      fc.property(anySettings, fc.constantFrom('merge' as const, 'replace' as const), (mine, mode) => {
        const reading = readImport(JSON.stringify(mine));
        if (!reading.ok) throw new Error('refused');
        expect(importSettings(mine, reading.settings, mode)).toEqual(mine);
        expect(settingsChanges(mine, mine)).toEqual([]);
      }),
    );
  });

  it('done twice does no more than done once', () => {
    fc.assert(
      fc.property(anySettings, anySettings, (mine, theirs) => {
        for (const mode of ['merge', 'replace'] as const) {
          const once = importSettings(mine, theirs, mode);
          expect(importSettings(once, theirs, mode)).toEqual(once);
        }
      }),
    );
  });

  it('keeps every realm that stood when merging, and holds no issuer and no id twice', () => {
    fc.assert(
      fc.property(anySettings, anySettings, (mine, theirs) => {
        const merged = importSettings(mine, theirs, 'merge');
        expect(new Set(merged.ignored)).toEqual(new Set([...mine.ignored, ...theirs.ignored]));
        const { realms } = merged;
        const ids = new Set(realms.map(({ id }) => id));
        expect(ids.isSupersetOf(new Set(mine.realms.map(({ id }) => id)))).toBe(true);
        expect(ids.size).toBe(realms.length);
        expect(new Set(realms.map(({ issuer }) => issuer)).size).toBe(realms.length);
      }),
    );
  });

  it('is undone by putting the former document back', () => {
    fc.assert(
      fc.property(anySettings, anySettings, (mine, theirs) => {
        for (const mode of ['merge', 'replace'] as const) {
          const done = importSettings(mine, theirs, mode);
          expect(importSettings(done, mine, 'replace')).toEqual(mine);
        }
      }),
    );
  });

  it('never gives the id of one issuer to another, as its session is kept under it', () => {
    fc.assert(
      fc.property(anySettings, anySettings, (mine, theirs) => {
        const { realms } = importSettings(mine, theirs, 'replace');
        for (const { id, issuer } of realms) {
          const before = mine.realms.find((one) => one.id === id);
          if (before) expect(before.issuer).toBe(issuer);
        }
      }),
    );
  });

  it.each([
    'constructor',
    '__proto__',
    'policy:https://sso.example.org/realms/a',
    'x',
    'issuer:https://b.test',
    'x'.repeat(44),
  ])('gives a realm of the id %s an id of our own kind', (id) => {
    for (const mode of ['merge', 'replace'] as const) {
      const { realms } = importSettings(settings(), settings({ ...realm('a'), id }), mode);
      expect(realms).toEqual([{ ...realm('a'), id: `issuer:${realm('a').issuer}` }]);
    }
  });

  it('tells what it changes before it is done', () => {
    const mine = settings(realm('a'), realm('b'), realm('c'));
    const theirs = {
      ...settings(realm('x', 'd'), { ...realm('y', 'b'), label: 'Staff' }, realm('z', 'a')),
      signOut: { show: 'background' as const, appTabs: 'reload' as const },
    };
    const issuer = (name: string) => ({ label: name, issuer: realm(name).issuer });
    expect(settingsChanges(mine, importSettings(mine, theirs, 'replace'))).toEqual([
      { kind: 'added', ...issuer('d') },
      { kind: 'changed', ...issuer('b'), fields: [{ name: 'label', before: '"b"', after: '"Staff"' }] },
      { kind: 'removed', ...issuer('c') },
      { kind: 'choices', fields: [{ name: 'signOut.show', before: '"tab"', after: '"background"' }] },
      { kind: 'order' },
    ]);
  });
});
