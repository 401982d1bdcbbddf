import { signOutClient } from '../../tests/support/addresses.ts';
import type { Section } from './figures.ts';
import type { BenchGround } from './ground.ts';
import { seriesOf, takeTurns } from './rounds.ts';
import { ratio } from './stats.ts';

/** How often each question is asked in a round, one after the other. */
const TIMES = 50;

const PROMPT_NONE = 'prompt=none';
const NAMES_NONE = 'an end-session request that names no session';

/**
 * What Keycloak itself takes to say that nobody is signed in, by either question: asked from Node over connections that stand
 * already, without a browser.
 */
export async function questions({ realms, rounds }: BenchGround): Promise<Section[]> {
  const [realm] = realms;
  if (!realm) throw new Error('there is no realm to ask');
  const at = `${realm.issuer}/protocol/openid-connect`;
  const { clientId, redirectUris, postLogoutRedirectUris } = signOutClient();
  const silently = {
    client_id: clientId,
    redirect_uri: redirectUris[0] ?? '',
    response_type: 'code',
    scope: 'openid',
    prompt: 'none',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  };
  const left = { client_id: clientId, post_logout_redirect_uri: postLogoutRedirectUris[0] ?? '' };
  const ways = [
    wayOf(PROMPT_NONE, `${at}/auth?${new URLSearchParams(silently)}`, 'error=login_required'),
    wayOf(NAMES_NONE, `${at}/logout?${new URLSearchParams(left)}`, left.post_logout_redirect_uri),
  ];
  const series = await takeTurns(ways, rounds, 'ms');
  const of = (name: string) => seriesOf(series, `${name}: answered`);
  return [
    {
      title: 'What Keycloak takes to answer that nobody is signed in',
      series,
      ratios: [ratio(PROMPT_NONE, of(PROMPT_NONE), of(NAMES_NONE))],
      floors: [],
      notes: [`Each round asks ${TIMES} times, one after the other; the figure is for one.`],
    },
  ];
}

/** @param expected what the address has to hold to which the answer leads. */
function wayOf(name: string, url: string, expected: string) {
  const ask = async (): Promise<void> => {
    const answer = await fetch(url, { redirect: 'manual' });
    await answer.text();
    if (!answer.headers.get('location')?.includes(expected)) throw new Error(`${name}: ${answer.status}`);
  };
  return {
    name,
    once: async () => {
      const startedAt = performance.now();
      for (let asked = 0; asked < TIMES; asked += 1) await ask();
      return { answered: (performance.now() - startedAt) / TIMES };
    },
  };
}
