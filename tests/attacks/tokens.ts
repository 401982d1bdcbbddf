import { createOidc } from '../../lib/browser/oidc-client.ts';
import { checkIdToken } from '../../lib/protocol/id-token.ts';
import { discoveryOf } from '../unit/fake-op.ts';
import { type Attack, defence, isTaken } from './attack.ts';

const ID_TOKEN = 'lib/protocol/id-token.ts';
const OIDC = 'lib/browser/oidc-client.ts';
const ISSUER = 'https://op.test/realms/support';
const REDIRECT = 'https://extension.example/signed-in';
const NOW = 1_800_000_000;
const WANTED = { issuer: ISSUER, clientId: 'full-signout', nonce: 'n', nowSeconds: NOW };
const CLAIMS = { iss: ISSUER, aud: 'full-signout', sub: 'u', nonce: 'n', iat: NOW, exp: NOW + 60 };

/** Whether the claims of an id_token are taken that differ so from right ones. */
function isIdTokenTaken(different: object): Promise<boolean> {
  return isTaken(() => checkIdToken({ ...CLAIMS, ...different }, WANTED));
}

/** Asks the real library for a code, at an OP that says this of itself. */
function requestAt(different: object = {}) {
  const oidc = createOidc({ webOrigin: null, secret: () => 'secret' });
  const op = { ...discoveryOf(ISSUER), iss: ISSUER, ...different };
  return oidc.request(op, { silent: true, nonce: 'n', clientId: 'full-signout', redirectUri: REDIRECT });
}

/** Does something while the network answers so; gives how often it was asked. */
async function withNetwork(answer: () => Response, work: () => Promise<unknown>): Promise<number> {
  const { fetch } = globalThis;
  let asked = 0;
  globalThis.fetch = async () => {
    asked += 1;
    return answer();
  };
  try {
    await work();
    return asked;
  } finally {
    globalThis.fetch = fetch;
  }
}

/** The answer of a token endpoint with such an id_token. */
function granted(header: object, signature: string): Response {
  const id_token = [JSON.stringify(header), JSON.stringify(CLAIMS), signature].map(btoa).join('.');
  return Response.json({ id_token, access_token: 'access', expires_in: 60 });
}

async function isExchanged(header: object, signature: string): Promise<boolean> {
  const request = await requestAt();
  const answer = `${REDIRECT}?${new URLSearchParams({ state: request.state, code: 'c' })}`;
  let isDone = false;
  await withNetwork(
    () => granted(header, signature),
    async () => {
      isDone = await isTaken(() => request.exchange(answer));
    },
  );
  return isDone;
}

/** id_tokens, and codes once they are there. */
export const attacks: Attack[] = [
  {
    id: 'code-reused',
    what: 'A code that was exchanged is exchanged once more, by whoever has seen the answer',
    defence: defence(OIDC, '      kept.delete(key);\n'),
    succeeds: async () => {
      const request = await requestAt();
      const answer = `${REDIRECT}?${new URLSearchParams({ state: request.state, code: 'c' })}`;
      const twice = async () => {
        await request.exchange(answer);
        await isTaken(() => request.exchange(answer));
      };
      return (await withNetwork(() => granted({ alg: 'RS256' }, 'x'), twice)) > 1;
    },
  },
  {
    id: 'pkce-downgraded',
    what: 'An OP, or who changes its discovery, says that it knows no PKCE, so that a stolen code can be used',
    defence: defence(OIDC, 'filterProtocolClaims: false,', 'filterProtocolClaims: false, disablePKCE: true,'),
    succeeds: async () => {
      const { url } = await requestAt({ code_challenge_methods_supported: [] });
      return new URL(url).searchParams.get('code_challenge_method') !== 'S256';
    },
  },
  {
    id: 'id-token-of-another-issuer',
    what: 'An id_token that another issuer has made is given as this one’s',
    defence: defence(ID_TOKEN, "if (claims.iss !== expected.issuer) return 'iss';"),
    succeeds: () => isIdTokenTaken({ iss: 'https://evil.test' }),
  },
  {
    id: 'id-token-for-another-audience',
    what: 'An id_token that was made for another app is given as ours',
    defence: defence(ID_TOKEN, "if (!claims.aud.includes(expected.clientId)) return 'aud';"),
    succeeds: () => isIdTokenTaken({ aud: 'wiki' }),
  },
  {
    id: 'id-token-of-another-client',
    what: 'An id_token that another client has asked for is given as ours, as we are among its audiences',
    defence: defence(
      ID_TOKEN,
      "if (claims.azp !== undefined && claims.azp !== expected.clientId) return 'azp';",
    ),
    succeeds: () => isIdTokenTaken({ aud: ['wiki', 'full-signout'], azp: 'wiki' }),
  },
  {
    id: 'id-token-of-nobody',
    what: 'An id_token for several audiences does not say who has asked for it',
    defence: defence(ID_TOKEN, "if (claims.aud.length > 1 && claims.azp === undefined) return 'azp';"),
    succeeds: () => isIdTokenTaken({ aud: ['wiki', 'full-signout'] }),
  },
  {
    id: 'id-token-expired',
    what: 'An id_token of yesterday is given as today’s',
    defence: defence(ID_TOKEN, "if (claims.exp <= expected.nowSeconds - CLOCK_SKEW_SECONDS) return 'exp';"),
    succeeds: () => isIdTokenTaken({ iat: NOW - 86_400, exp: NOW - 86_000 }),
  },
  {
    id: 'id-token-of-the-future',
    what: 'An id_token is made for a time to come, to be used for longer than it may',
    defence: defence(ID_TOKEN, "if (claims.iat > expected.nowSeconds + CLOCK_SKEW_SECONDS) return 'iat';"),
    succeeds: () => isIdTokenTaken({ iat: NOW + 86_400, exp: NOW + 90_000 }),
  },
  {
    id: 'id-token-with-another-nonce',
    what: 'An id_token that answers another request is given as the answer to this one',
    defence: defence(
      ID_TOKEN,
      "if (parsed.output.nonce !== expected.nonce) throw new StepError('nonce-mismatch');",
    ),
    succeeds: () => isIdTokenTaken({ nonce: 'of-another-request' }),
  },
  {
    id: 'id-token-unsigned',
    what: 'An id_token says that it is not signed (`alg` of `none`)',
    defence: defence(OIDC, "if (!isSigned(id_token)) throw new StepError('id-token-invalid', ['alg']);"),
    succeeds: () => isExchanged({ alg: 'none' }, ''),
  },
  {
    id: 'id-token-unsigned-in-capitals',
    what: 'The same in capitals, with something in the place of a signature',
    defence: defence('lib/protocol/jwt.ts', "alg.toLowerCase() !== 'none'", "alg !== 'none'"),
    succeeds: () => isExchanged({ alg: 'NoNe' }, 'x'),
  },
];
