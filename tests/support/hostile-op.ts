import { createServer, type IncomingMessage } from 'node:http';
import { text } from 'node:stream/consumers';
import { closeServer, loopbackPort } from './loopback.ts';

/** An OP that is after the codes of another one. */
export type HostileOp = {
  name: string;
  issuer: string;
  /** How many times it was asked for a code, and has sent the browser on to the honest OP. */
  sentOn(): number;
  /** The codes that came to its token endpoint. */
  codes: string[];
  close(): Promise<void>;
};

/** What it says of itself: by the address of its keys, and of how its answers are named. */
export type Claims = { isKeycloak: boolean; names?: 'iss' | 'jwt' };

const PATHS = '/protocol/openid-connect';

/**
 * Starts an OP of its own origin, as a person may add one by a click. Whoever asks it for a code it sends on to an honest OP in the
 * browser's own session there, without the response mode that would name whose the answer is; and it says nothing else than that
 * somebody may be in.
 * @param honest the honest OP's issuer, with Keycloak's addresses.
 * @see RFC 9700, section 4.4.1 (mix-up)
 */
export async function openHostileOp(name: string, honest: string, claims: Claims): Promise<HostileOp> {
  const codes: string[] = [];
  let sentOn = 0;
  const server = createServer(async (request, response) => {
    const issuer = `http://${request.headers.host}/realms/${name}`;
    const url = new URL(request.url ?? '/', issuer);
    response.setHeader('access-control-allow-origin', '*');
    response.setHeader('content-type', 'application/json');
    if (url.pathname.endsWith('/openid-configuration'))
      return response.end(JSON.stringify(discoveryOf(issuer, claims)));
    if (url.pathname.endsWith(`${PATHS}/token`)) {
      codes.push(...(await codesIn(request)));
      return response.writeHead(400).end('{"error":"invalid_grant"}');
    }
    if (!url.pathname.endsWith(`${PATHS}/auth`))
      return response.setHeader('content-type', 'text/html').end('<!doctype html><p>Who are you?</p>');
    sentOn += 1;
    url.searchParams.delete('response_mode');
    response.writeHead(302, { location: `${honest}${PATHS}/auth${url.search}` }).end();
  });
  const port = await loopbackPort(server);
  return {
    name,
    issuer: `http://127.0.0.1:${port}/realms/${name}`,
    sentOn: () => sentOn,
    codes,
    close: () => closeServer(server),
  };
}

function discoveryOf(issuer: string, { isKeycloak, names }: Claims): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}${PATHS}/auth`,
    token_endpoint: `${issuer}${PATHS}/token`,
    userinfo_endpoint: `${issuer}${PATHS}/userinfo`,
    end_session_endpoint: `${issuer}${PATHS}/logout`,
    jwks_uri: `${issuer}${PATHS}/${isKeycloak ? 'certs' : 'jwks'}`,
    authorization_response_iss_parameter_supported: names === 'iss',
    response_modes_supported: ['query', ...(names === 'jwt' ? ['query.jwt'] : [])],
  };
}

async function codesIn(request: IncomingMessage): Promise<string[]> {
  const code = new URLSearchParams(await text(request)).get('code');
  return code === null ? [] : [code];
}
