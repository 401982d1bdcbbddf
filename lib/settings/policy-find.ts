import type { Policy } from './policy.ts';

/**
 * Whether a policy lets realms be found, and be asked through the built-in client, which nobody has registered. Beside the
 * policy's schema and not in it, so that a page takes this without all that checks a policy.
 */
export function mayFind({ find, builtInClient }: Policy): boolean {
  return find !== 'off' && builtInClient === 'on';
}
