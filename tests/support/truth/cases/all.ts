import type { TruthCase } from '../case.ts';
import { ADDRESSES } from './addresses.ts';
import { APPS } from './apps.ts';
import { PROVIDERS } from './providers.ts';
import { SCOPE } from './scope.ts';
import { SESSIONS } from './sessions.ts';
import { UNSAID } from './unsaid.ts';

/** Every case, by kind. */
export const CASES: TruthCase[] = [...UNSAID, ...APPS, ...SCOPE, ...PROVIDERS, ...SESSIONS, ...ADDRESSES];

/** What is in the list and not here, and why. */
export const LEFT_OUT: Record<string, string> = {
  t24: 'it needs the client that every realm has, which this extension does not ask through yet',
};
