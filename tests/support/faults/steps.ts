/** What a request to an OP is for, told by its address, as far as the extension asks. */
export type Step =
  | 'discovery'
  | 'question'
  | 'authorization'
  | 'token'
  | 'userinfo'
  | 'devices'
  | 'applications'
  | 'linked accounts'
  | 'end other devices'
  | 'end by account API'
  | 'end-session'
  | 'confirmation'
  | 'provider'
  | 'other';

const BY_PATH: readonly (readonly [RegExp, Step])[] = [
  [/\/\.well-known\/openid-configuration$/, 'discovery'],
  [/\/token$/, 'token'],
  [/\/userinfo$/, 'userinfo'],
  [/\/account\/sessions\/devices$/, 'devices'],
  [/\/account\/applications$/, 'applications'],
  [/\/account\/linked-accounts$/, 'linked accounts'],
  [/\/account\/sessions$/, 'end other devices'],
  [/\/account\/sessions\/[^/]+$/, 'end by account API'],
  [/\/logout\/logout-confirm$/, 'confirmation'],
];

/**
 * Names the step that sends a request.
 * @param body what a form sends, which may hold a hint too long for an address.
 */
export function stepOf(address: string, body = ''): Step {
  const url = new URL(address);
  const fields = new URLSearchParams([...url.searchParams, ...new URLSearchParams(body)]);
  if (/\/protocol\/openid-connect\/auth$/.test(url.pathname))
    return fields.has('kc_idp_hint') ? 'provider' : 'authorization';
  if (/\/protocol\/openid-connect\/logout$/.test(url.pathname))
    return fields.has('id_token_hint') ? 'end-session' : 'question';
  return BY_PATH.find(([path]) => path.test(url.pathname))?.[1] ?? 'other';
}
