import { describe, expect, it } from 'vitest';
import type { RunRow } from '../../../../lib/contract/status.ts';
import { headlineOfRun } from '../../../../lib/ui/signed-out/headline.ts';
import { groupsOf } from '../../../../lib/ui/signed-out/left.ts';
import { type Remedy, remedyOf } from '../../../../lib/ui/signed-out/remedy.ts';
import type { AppRights } from '../../../../lib/ui/signed-out/rights.ts';
import { appOf, providerOf, rowOf, runOf } from '../rows.ts';
import { textOf } from '../words.ts';

const out = rowOf('Support', 'signed-out');
const withApp = (...app: Parameters<typeof appOf>) => rowOf('Staff', 'signed-out', { apps: [appOf(...app)] });

function remedyUnder(clearApps: AppRights['clearApps'], ...rows: RunRow[]): Remedy | null {
  const run = { ...runOf(rows), again: [] };
  const own = rows
    .filter(({ realmId }) => realmId !== 'set-by-admin')
    .map(({ realmId: id }) => ({ id, apps: [] }));
  return remedyOf(headlineOfRun(run), groupsOf(run), 'en', { own, clearApps });
}

const remedyFor = (...rows: RunRow[]) => remedyUnder('offer', ...rows);

const wordsFor = (...rows: RunRow[]) => {
  const remedy = remedyFor(...rows);
  return remedy && textOf('en', remedy.words);
};

describe('the one thing to do', () => {
  it('is nothing where nothing is left, or something works', () => {
    expect(remedyFor(out)).toBeNull();
    expect(remedyFor(rowOf('Staff', 'nothing'))).toBeNull();
    expect(remedyFor(rowOf('Staff', 'somebody'), rowOf('HQ', 'working'))).toBeNull();
  });

  it.each(['somebody', 'may-remain', 'not-proven', 'again'] as const)(
    'is to try again where it is %s',
    (is) => {
      const row = rowOf('Staff', is);
      expect(remedyFor(out, row)?.doings).toEqual([{ do: 'act', act: 'try-again', row }]);
    },
  );

  it('is to answer Keycloak where only it can ask who is signed in', () => {
    const unnamed = rowOf('Staff', 'somebody', { failure: { code: 'somebody-unnamed', details: [] } });
    expect(wordsFor(out, unnamed)).toContain('choose “Logout” there');
    expect(wordsFor(out, rowOf('Staff', 'may-remain'))).not.toContain('Logout');
  });

  it('is to sign out in the apps themselves where the realm does not tell which there were', () => {
    const untold = rowOf('Staff', 'signed-out', { appsUntold: true });
    expect(remedyFor(untold)?.doings).toEqual([]);
    expect(wordsFor(untold)).toContain('Sign out in each app that you have used');
  });

  it('is to allow access first where that is missing', () => {
    const row = rowOf('Staff', 'not-proven', { failure: { code: 'access-missing', details: [] } });
    expect(remedyFor(row)?.doings).toEqual([
      { do: 'act', act: 'allow', row },
      { do: 'act', act: 'try-again', row },
    ]);
  });

  it('is to try all of them again where several realms are left', () => {
    const rows = [rowOf('Staff', 'somebody'), rowOf('HQ', 'not-proven')];
    expect(remedyFor(out, ...rows)?.doings).toEqual([{ do: 'try-all', rows }]);
  });

  it('is to sign out of the identity provider first, where its page is known', () => {
    const google = providerOf('Google', 'in', 'https://google.test/out');
    const row = rowOf('HQ', 'again', { providers: [google, providerOf('X', 'unknown')] });
    expect(remedyFor(row)?.doings).toEqual([
      { do: 'end-page', name: 'Google', endPage: 'https://google.test/out' },
      { do: 'act', act: 'try-again', row },
    ]);
    expect(wordsFor(row)).toMatch(/^This opens in a tab: Google\./);
  });

  it('is to sign out at the identity providers that may let the person in', () => {
    const known = rowOf('HQ', 'signed-out', {
      providers: [providerOf('Google', 'in', 'https://google.test/out')],
    });
    expect(remedyFor(known)?.doings).toEqual([
      { do: 'end-page', name: 'Google', endPage: 'https://google.test/out' },
    ]);
    const unknown = rowOf('HQ', 'signed-out', { providers: [providerOf('Google', 'unknown')] });
    expect(remedyFor(unknown)?.doings).toEqual([]);
    expect(wordsFor(unknown)).toBe('Open Google in a tab and sign out there too.');
  });

  it('is to allow the clearing of apps that were listed and refused', () => {
    const row = withApp('Wiki', 'unknown', 'not-allowed');
    const remedy = remedyFor(row);
    expect(remedy?.doings).toMatchObject([{ do: 'allow-apps', origins: ['https://wiki.test'] }]);
    expect(wordsFor(row)).toContain('access to wiki.test');
  });

  it('is to sign out in the app where a policy of the browser keeps the extension away from it', () => {
    const row = withApp('Wiki', 'unknown', 'in-session', 'kept-away');
    expect(remedyFor(row)?.doings).toEqual([]);
    expect(wordsFor(row)).toBe(
      'Sign out in the app itself. Only your admin can let the extension clear wiki.test.',
    );
  });

  it('is to give up input or to keep it, where that keeps a tab open', () => {
    expect(wordsFor(withApp('Wiki', 'unknown', 'cleared', 'kept-open'))).toMatch(/^Save what you have typed/);
  });

  it('is to sign out of apps that nobody has cleared, once what goes is said, whatever they answered', () => {
    for (const marks of [['in-session'], ['in-session', 'in'], ['told', 'does-not-tell']] as const) {
      const row = withApp('Wiki', 'unknown', ...marks);
      expect(remedyFor(row)?.doings).toEqual([
        {
          do: 'sign-out-apps',
          apps: [{ realmId: row.realmId, origin: 'https://wiki.test', label: 'Wiki' }],
        },
      ]);
      expect(wordsFor(row)).toMatch(
        /^What is kept in this browser for wiki.test is removed.* sign-in, drafts and offline data/,
      );
    }
  });

  it.each([
    ['nobody has cleared', ['in-session', 'in']],
    ['has left a cookie of the domain above', ['cleared', 'left-over']],
  ] as const)('is to sign out in the app where an admin lets none be cleared and it %s', (_, marks) => {
    const cause = { code: 'app-cookies-left' as const, details: ['corp.test'] };
    const app = { ...appOf('Wiki', 'unknown', ...marks), cause };
    const remedy = remedyUnder('off', rowOf('HQ', 'signed-out', { apps: [app] }));
    expect(remedy?.doings).toEqual([]);
    expect(remedy && textOf('en', remedy.words)).toBe(
      'Your admin has set that no other app is cleared here. Sign out in the app itself.',
    );
  });

  it('says of apps of a realm that is not the person’s own that they are cleared for this once', () => {
    const row = { ...withApp('Wiki', 'unknown', 'in-session'), realmId: 'set-by-admin' };
    expect(wordsFor(row)).toContain('is removed, for this once');
    expect(wordsFor(withApp('Wiki', 'unknown', 'in-session'))).toContain('now and at every sign-out');
  });

  it('is to remove the cookies of the domain above, where one is left, and else to sign out in the app', () => {
    const leftAt = (domain: string) => {
      const cause = { code: 'app-cookies-left' as const, details: [domain] };
      return rowOf('HQ', 'signed-out', {
        apps: [{ ...appOf('Wiki', 'unknown', 'cleared', 'left-over'), cause }],
      });
    };
    expect(remedyFor(leftAt('corp.test'))?.doings).toMatchObject([
      { do: 'remove-cookies', apps: [{ origin: 'https://wiki.test', parentCookies: true }] },
    ]);
    expect(wordsFor(leftAt('corp.test'))).toMatch(/^A cookie of corp.test may be shared by other apps/);
    const set = { ...leftAt('corp.test'), realmId: 'set-by-admin' };
    expect(wordsFor(set)).toMatch(/for this once\.$/);
    expect(remedyFor(leftAt('wiki.test'))?.doings).toEqual([{ do: 'options' }]);
    expect(wordsFor(leftAt('wiki.test'))).toMatch(/host of Keycloak itself/);
  });

  it('leads to the options where nobody knows where an app is', () => {
    const nowhere = rowOf('HQ', 'signed-out', {
      apps: [{ key: 'wiki', name: 'Wiki', marks: ['in-session'], state: 'unknown' }],
    });
    expect(remedyFor(nowhere)?.doings).toEqual([{ do: 'options' }]);
    expect(wordsFor(nowhere)).toMatch(/add an app/);
  });

  it('leads to the list of sessions where other devices are left', () => {
    const row = rowOf('Staff', 'signed-out', { devices: { ended: false, count: 1 } });
    expect(remedyFor(row)?.doings).toMatchObject([{ do: 'sessions', row: { label: 'Staff' } }]);
  });
});
