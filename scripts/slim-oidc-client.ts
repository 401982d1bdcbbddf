import type { Plugin } from 'vite';

/**
 * What oidc-client-ts brings for other uses than ours, by class. We send one authorization request and take back its
 * answer, as a public client with PKCE and with the OP's metadata at hand; no bundler can see that a method goes unused.
 */
const UNUSED: Record<string, readonly string[]> = {
  OidcClient: [
    'getDpopProof',
    'processResourceOwnerPasswordCredentials',
    'useRefreshToken',
    'createSignoutRequest',
    'readSignoutResponseState',
    'processSignoutResponse',
    'revokeToken',
    'clearStaleState',
  ],
  TokenClient: ['exchangeCredentials', 'exchangeRefreshToken', 'revoke'],
  ResponseValidator: ['validateSignoutResponse', 'validateCredentialsResponse', 'validateRefreshResponse'],
  CryptoUtils: [
    'generateBasicAuth',
    'hash',
    'customCalculateJwkThumbprint',
    'generateDPoPProof',
    'generateDPoPJkt',
    'generateDPoPKeys',
    'generateClientAssertionJwt',
  ],
  JwtUtils: ['generateSignedJwt', 'generateSignedJwtWithHmac'],
  JsonService: ['getJson', '_appendExtraHeaders'],
  Timer: ['constructor', 'init', 'cancel', 'expiration'],
  State: ['clearStaleState', 'toStorageString', 'fromStorageString'],
  SigninState: ['toStorageString', 'fromStorageString'],
  SigninResponse: ['expires_in', 'isOpenId'],
};

/** What the library asks at run time and lib/browser/oidc-client.ts has settled: the branches not taken go. */
const SETTLED: readonly [asked: string, settled: string][] = [
  ['this.settings.dpop ', 'false '],
  [
    'settings instanceof OidcClientSettingsStore ? settings : new OidcClientSettingsStore(settings)',
    'settings',
  ],
  // Every answer of ours has an id_token: without one its validation fails.
  ['response.isOpenId', 'true'],
  ['err instanceof ErrorDPoPNonce', 'false'],
  ['response.headers.has("dpop-nonce")', 'false'],
  ['this._settings.loadUserInfo', 'false'],
  ['this._settings.client_authentication', '"client_secret_post"'],
  ['metadataService != null ? metadataService : new MetadataService(this.settings)', 'metadataService'],
  ['this._claimsService.filterProtocolClaims(response.profile)', 'response.profile'],
  ['this._claimsService = new ClaimsService(this.settings);', ''],
  ['if (existingToken) {', 'if (false) {'],
  ['this._appendExtraHeaders(headers);', ''],
  // Each request keeps its own state in memory: there is none of others to sweep, and none has to become a text.
  ['await this.clearStaleState();', ''],
  ['signinState.toStorageString()', 'signinState'],
  ['await SigninState.fromStorageString(storedStateString)', 'storedStateString'],
  ['class _Timer extends Event {', 'class _Timer {'],
  // What our settings leave to each request, and no request of ours gives.
  ...['display', 'max_age', 'ui_locales', 'acr_values', 'resource', 'response_mode', 'extraTokenParams'].map(
    (name): [string, string] => [`${name} = this.settings.${name},`, `${name},`],
  ),
  // What our settings always give.
  ...['response_type', 'scope', 'authority'].map((name): [string, string] => [
    `if (!${name}) {`,
    'if (false) {',
  ]),
  // What we never ask for, and what a public client never sends.
  ['if (resource) {', 'if (false) {'],
  ['if (dpopJkt) {', 'if (false) {'],
  ['if (!omitScopeWhenRequesting) {', '{'],
  ['if (client_secret) {', 'if (false) {'],
  ['if (basicAuth !== void 0) {', 'if (false) {'],
  ['if (_jwtHandler) {', 'if (false) {'],
  // An extension is a secure context.
  ['if (!crypto.subtle) {', 'if (false) {'],
  // Each of our requests has its limit.
  ['if (!timeoutInSeconds) {', 'if (false) {'],
  ['this._userInfoService = new UserInfoService(this._settings, this._metadataService);', ''],
];

/** Logging does nothing until a page sets a logger, which none of ours does; a logger that throws is a plain `throw`. */
const LOGGING =
  /^ *(?:(?:this|this\._logger|logger2|methodLogger|staticLogger|Logger)\.(?:debug|info|warn|error)\(.*\)|(?:\w+\._logger = |const logger2 = |)(?:new Logger\(|this\._logger\.create\(|Logger\.createStatic\().*);$/gm;
const LOGGER_THROWS = /\b(?:logger2|this\._logger)\.throw\(/g;
const RUN_AT_ONCE = /^(Log\.reset|\(\(Log2\)|_CryptoUtils\.encodeBase64Url)/;

type Place = { start: number; end: number };
type Member = Place & { key?: { name?: string } };
type Class = { name: string; members: Member[] };
type Statement = Place & {
  type: string;
  declarations?: { id: { name?: string }; init?: { type: string; body: { body: Member[] } } | null }[];
};

/**
 * Takes out of oidc-client-ts what this extension never runs.
 * @throws {Error} at build time, where a version of the library is not as it was: then the lists above need a look.
 */
export function slimOidcClient(): Plugin {
  return {
    name: 'slim-oidc-client',
    transform(source, id) {
      if (!/\/oidc-client-ts\/dist\/esm\//.test(id)) return null;
      const code = settle(source).replace(LOGGING, '').replace(LOGGER_THROWS, 'throw (');
      const body = this.parse(code).body as unknown as Statement[];
      const setUp = body.filter(({ start, end }) => RUN_AT_ONCE.test(code.slice(start, end)));
      return { code: cut(code, [...setUp, ...unusedIn(classesOf(body))]), map: null };
    },
  };
}

function settle(source: string): string {
  return SETTLED.reduce((code, [asked, settled]) => {
    if (!code.includes(asked)) throw new Error(`oidc-client-ts does not say: ${asked}`);
    return code.replaceAll(asked, settled);
  }, source);
}

function classesOf(body: Statement[]): Class[] {
  return body.flatMap(({ declarations = [] }) =>
    declarations.flatMap(({ id, init }) =>
      id.name && init?.type === 'ClassExpression' ? [{ name: id.name, members: init.body.body }] : [],
    ),
  );
}

function unusedIn(classes: Class[]): Place[] {
  return Object.entries(UNUSED).flatMap(([name, methods]) => {
    const members = classes.find((one) => one.name.replace(/^_/, '') === name)?.members ?? [];
    return methods.flatMap((method) => {
      const found = members.filter(({ key }) => key?.name === method);
      if (found.length === 0) throw new Error(`oidc-client-ts has no ${name}.${method}`);
      return found;
    });
  });
}

function cut(code: string, places: Place[]): string {
  return places
    .toSorted((a, b) => b.start - a.start)
    .reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), code);
}
