import type { TruthCase } from '../case.ts';
import { ADDRESSES } from './addresses.ts';
import { APPS } from './apps.ts';
import { FRAMED } from './framed.ts';
import { LEFT_BEHIND } from './left-behind.ts';
import { PROVIDERS } from './providers.ts';
import { SCOPE } from './scope.ts';
import { SESSIONS } from './sessions.ts';
import { UNDER_WAY } from './under-way.ts';
import { UNSAID } from './unsaid.ts';

/** Every case, by kind. */
export const CASES: TruthCase[] = [
  ...UNSAID,
  ...APPS,
  ...SCOPE,
  ...PROVIDERS,
  ...SESSIONS,
  ...ADDRESSES,
  ...UNDER_WAY,
  ...LEFT_BEHIND,
  ...FRAMED,
];
