import { runsFrom } from '../../lib/flows/kernel/runs.ts';
import { readImport } from '../../lib/settings/import.ts';
import { importSettings } from '../../lib/settings/merge.ts';
import { readSettings } from '../../lib/settings/read-settings.ts';
import { EMPTY_SETTINGS, REALM_DEFAULTS, type Realm, type Settings } from '../../lib/settings/schema.ts';
import { placeOf } from '../../lib/ui/options/places.ts';
import { ownOf } from '../../lib/ui/shared/own-of.ts';
import { judge } from '../../lib/verdict/judge.ts';
import { type Attack, defence } from './attack.ts';

const OWN_ID = 'x'.repeat(43);
const HOSTILE = 'https://evil.test/realms/a';

function realm(id: string, issuer: string): Realm {
  return { ...REALM_DEFAULTS, id, issuer, label: 'a' };
}

function settings(...realms: Realm[]): Settings {
  return { ...EMPTY_SETTINGS, realms };
}

/** The ids of a stored document's realms, by their issuers. */
function idsOf(...realms: Realm[]): Record<string, string> {
  return Object.fromEntries(
    readSettings(settings(...realms)).settings.realms.map(({ id, issuer }) => [issuer, id]),
  );
}

/** Ids that stand twice, that every object has, or that another realm's session is kept under. */
export const attacks: Attack[] = [
  {
    id: 'id-of-another-realm-imported',
    what: 'A file brings a hostile realm under the id of one that was found, and with it that one’s session',
    defence: defence('lib/settings/import.ts', 'settings: withOwnIds(settings)', 'settings'),
    succeeds: () => {
      const reading = readImport(JSON.stringify(settings(realm(OWN_ID, HOSTILE))));
      return reading.ok && importSettings(settings(), reading.settings, 'merge').realms[0]?.id === OWN_ID;
    },
  },
  {
    id: 'id-twice-imported',
    what: 'A file brings a hostile realm under the id of one that stands',
    defence: [
      ...defence('lib/settings/import.ts', 'settings: withOwnIds(settings)', 'settings'),
      ...defence(
        'lib/settings/merge.ts',
        'hasOwnKindOfId(realm) && !taken.some(({ id }) => id === realm.id)',
        'hasOwnKindOfId(realm) && taken.length >= 0',
      ),
    ],
    succeeds: () => {
      const standing = settings(realm(OWN_ID, 'https://sso.example.org/realms/a'));
      const reading = readImport(JSON.stringify(settings(realm(OWN_ID, HOSTILE))));
      const ids = reading.ok
        ? importSettings(standing, reading.settings, 'merge').realms.map(({ id }) => id)
        : [];
      return ids.filter((id) => id === OWN_ID).length > 1;
    },
  },
  {
    id: 'id-twice-stored',
    what: 'A stored document has one id for two realms, so that one’s tokens are sent to the other',
    defence: defence('lib/settings/realm-id.ts', 'isTaken || isAnothers ?', '!isTaken && isAnothers ?'),
    succeeds: () =>
      idsOf(realm(OWN_ID, 'https://sso.example.org/realms/a'), realm(OWN_ID, HOSTILE))[HOSTILE] === OWN_ID,
  },
  {
    id: 'id-made-of-another-issuer',
    what: 'A stored document has a hostile realm under the id that an honest one is given, so that both are known by it',
    defence: defence('lib/settings/realm-id.ts', ' || realm.id.startsWith(ISSUER_ID)'),
    succeeds: () => {
      const honest = 'https://sso.example.org/realms/a';
      const made = `issuer:${honest}`;
      const ids = Object.values(idsOf(realm(made, HOSTILE), realm(made, honest)));
      return new Set(ids).size < ids.length;
    },
  },
  {
    id: 'id-of-a-policy',
    what: 'A document of the person’s has the id of an admin’s realm',
    defence: defence('lib/settings/realm-id.ts', 'isOfPolicy(realm) || '),
    succeeds: () =>
      idsOf(realm('policy:https://sso.example.org/realms/a', HOSTILE))[HOSTILE]?.startsWith('policy:') ??
      false,
  },
  {
    id: 'id-that-every-object-has',
    what: 'A realm is called `constructor`, so that pages show a function in the place of its status',
    defence: defence(
      'lib/ui/shared/own-of.ts',
      'Object.hasOwn(record, name) ? record[name] : undefined',
      'record[name]',
    ),
    succeeds: () => ['constructor', '__proto__'].some((id) => ownOf({}, id) !== undefined),
  },
  {
    id: 'id-that-every-object-has-in-a-run',
    what: 'A realm of that id is never found in the sign-out that it is part of, which works for ever',
    defence: defence(
      'lib/flows/kernel/runs.ts',
      '(Object.hasOwn(elsewhere, realmId) ? elsewhere[realmId] : id) ?? id',
      'elsewhere[realmId] ?? id',
    ),
    succeeds: () => {
      const run = {
        id: 'r',
        startedAt: 1,
        scope: 'these',
        realmIds: ['constructor'],
        elsewhere: {},
        appTabs: 'reload',
        show: 'tab',
      };
      const row = {
        realmId: 'constructor',
        issuer: HOSTILE,
        label: 'a',
        facts: [],
        shares: [],
        otherDevices: false,
        tookMs: 1,
      };
      return runsFrom({ 'run:r': run, 'row:r:constructor': row }, judge)[0]?.rows[0]?.step !== undefined;
    },
  },
  {
    id: 'choice-that-every-object-has',
    what: 'A stored document makes a choice of the name `__proto__`, so that none of the settings can be read',
    defence: defence(
      'lib/settings/entries.ts',
      'return Object.hasOwn(schemas, name);',
      'return name in schemas;',
    ),
    succeeds: () => {
      const signOut = JSON.parse('{"__proto__": 1, "constructor": 1}') as Settings['signOut'];
      try {
        return readSettings({ ...EMPTY_SETTINGS, signOut }).refused.length < 2;
      } catch {
        return true;
      }
    },
  },
  {
    id: 'percent-in-an-address',
    what: 'A realm of the name `%` breaks the options where its address stands in theirs',
    defence: defence(
      'lib/ui/options/places.ts',
      '    return decodeURIComponent(text) || null;\n  } catch {\n    return null;',
      '    return decodeURIComponent(text) || null;\n  } catch (error) {\n    throw error;',
    ),
    succeeds: () => {
      try {
        return placeOf('#admins=https://op.test/realms/%').issuer !== null;
      } catch {
        return true;
      }
    },
  },
];
