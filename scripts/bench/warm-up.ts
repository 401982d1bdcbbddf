import type { BenchGround } from './ground.ts';
import { logIn } from './sessions.ts';
import { BARE_NODE } from './ways.ts';

/** After how many sign-outs Keycloak answers about as fast as it ever will. */
const ENOUGH = 400;

/** A server that has just started answers several times slower than one at work, which no way of signing out is to blame for. */
export async function warmUp(ground: BenchGround): Promise<void> {
  const wanted = ground.quick ? ENOUGH / 8 : ENOUGH;
  for (let done = 0; done < wanted; done += ground.realms.length)
    await BARE_NODE.run(ground, await logIn(ground.realms));
}
