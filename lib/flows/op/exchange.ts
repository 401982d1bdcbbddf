import type { FailureCode } from '../../errors/failure.ts';
import { asStepError, StepError } from '../../errors/step-error.ts';
import { LIMITS, withLimit } from '../kernel/limits.ts';
import type { Ports, Tokens } from '../kernel/ports.ts';
import { tokenTrouble } from './ask-token-endpoint.ts';
import { type Authorized, authorize } from './authorize.ts';
import type { OpHandle } from './handle.ts';
import { explainSilence } from './unanswered.ts';

/** Tokens, and the nonce that their id_token must repeat. */
type Exchanged = { tokens: Tokens; nonce: string };

/**
 * Exchanges the code in an answer for tokens. A server that has put it off, and is well when it is asked once more, gets another code: the
 * OP may have seen the first one, and none is sent twice.
 * @throws {StepError} what the OP, the server or the network says of itself.
 * @see OpenID Connect Core 1.0, section 3.1.3; RFC 6749, section 4.1.2 (a code sent twice)
 */
export async function exchange(op: OpHandle, answer: Authorized, ports: Ports): Promise<Exchanged> {
  try {
    return await exchangeOnce(op, answer, ports);
  } catch (error) {
    const cause = await causeOf(error, op, ports);
    if (cause) throw cause;
    const another = await authorize(op, 'silent', ports);
    if (!another) throw error;
    return exchangeOnce(op, another, ports);
  }
}

async function exchangeOnce({ metadata }: OpHandle, answer: Authorized, ports: Ports): Promise<Exchanged> {
  await ports.pace.turn(metadata.token_endpoint);
  // The library's own limit ends where an answer begins.
  const tokens = await withLimit(ports.clock, LIMITS.request, 'token', answer.exchange());
  return { tokens, nonce: answer.nonce };
}

/** What the library says of an answer that is not the OP's own word: it shows no page of it, and not when to come again. */
const NOT_ITS_WORD: readonly FailureCode[] = ['answer-broken', 'server-busy', 'server-unavailable'];

/** How long a server is left alone that has had too many requests, milliseconds: the library does not show what it has asked for. */
const BUSY_MS = 1_000;

/**
 * Why there are no tokens. Of what stands in the OP's place the library tells little, and of a body that breaks off nothing: so its token
 * endpoint is asked once more, for nothing.
 * @returns null where it has only been put off.
 */
async function causeOf(error: unknown, op: OpHandle, ports: Ports): Promise<unknown> {
  const code = error instanceof StepError ? error.code : null;
  const isSilent = error instanceof TypeError;
  if (!isSilent && !(code && NOT_ITS_WORD.includes(code))) return error;
  const { token_endpoint: url } = op.metadata;
  if (code === 'server-busy') ports.pace.slow(url, BUSY_MS);
  const trouble = await tokenTrouble(url, op.clients[0], ports);
  if (trouble) return asStepError(trouble, error);
  return isSilent ? silence(url, error, ports) : null;
}

/** A refusal of our Origin carries no CORS header, so the browser hides it, as it hides a proxy's page: only with access it shows which. */
async function silence(url: string, cause: unknown, ports: Ports): Promise<StepError> {
  const { code, details } = await explainSilence(url, 'token', cause, ports);
  const { webOrigin } = ports.addresses;
  const toRegister = code === 'answer-unreadable' && webOrigin ? [webOrigin] : [];
  return new StepError(code, [...details, ...toRegister], cause);
}
