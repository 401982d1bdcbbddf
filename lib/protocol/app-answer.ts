/** What an app's server answers a visit that follows no redirect. Null `location`: it leads nowhere else. */
export type AppAnswer = { status: number; location: string | null; body: string };

/** Whether an app lets the person in, by its own server's answers; `further` is the one address of its own that has yet to be asked. */
export type AppSays = { is: 'out' | 'in' | 'does-not-tell' } | { is: 'ask'; further: string };

const DOES_NOT_TELL: AppSays = { is: 'does-not-tell' };

/**
 * Says what an app's answers mean. It is out where a visit with the browser's cookies is led to a sign-in exactly as one without is; it lets
 * the person in where the two differ and the one with cookies is led to none. Everything else does not tell.
 * @param address that was visited.
 * @param stranger the answer to a visit without cookies.
 * @param person the answer to a visit with them.
 */
export function readAppAnswers(address: string, stranger: AppAnswer, person: AppAnswer): AppSays {
  const [strangers, persons] = [ledTo(address, stranger), ledTo(address, person)];
  if (persons && leadsToSignIn(persons)) {
    if (!strangers || placeOf(strangers) !== placeOf(persons)) return DOES_NOT_TELL;
    // Some lead everybody there, and those who are in back from there.
    return isOwnPage(address, persons) ? { is: 'ask', further: persons.href } : { is: 'out' };
  }
  if (!isWelcome(person, persons)) return DOES_NOT_TELL;
  return isSame(stranger, strangers, person, persons) ? DOES_NOT_TELL : { is: 'in' };
}

/**
 * Says what an app's own sign-in page answers a visit with cookies: that it asks for a sign-in, or nothing.
 * @param address of that page.
 */
export function readSignInPage(address: string, person: AppAnswer): 'out' | 'does-not-tell' {
  const to = ledTo(address, person);
  if (to) return leadsToSignIn(to) && !isOwnPage(address, to) ? 'out' : 'does-not-tell';
  return person.status === 200 && ASKS_FOR_PASSWORD.test(person.body) ? 'out' : 'does-not-tell';
}

const ASKS_FOR_PASSWORD = /<input[^>]+type\s*=\s*["']?password/i;

/** What the requests of OAuth 2.0, SAML 2.0 and WS-Federation are known by. */
const REQUESTS = [['response_type', 'client_id'], ['SAMLRequest'], ['wa', 'wtrealm']];

/** A path that is named after what it is for. */
const NAMED_SIGN_IN =
  /[/._-](log-?_?in|sign-?_?in|log-?_?on|sign-?_?on|sso|oauth2?|oidc|openid(-connect)?|saml2?|authori[sz]e|authenticate|authorization|auth|session\/new)(?![a-z])/i;

function leadsToSignIn(to: URL): boolean {
  const isRequest = REQUESTS.some((names) => names.every((name) => to.searchParams.has(name)));
  return isRequest || NAMED_SIGN_IN.test(to.pathname);
}

function isOwnPage(address: string, to: URL): boolean {
  return new URL(address).origin === to.origin;
}

function ledTo(address: string, { status, location }: AppAnswer): URL | null {
  const to = status >= 300 && status < 400 && location !== null ? URL.parse(location, address) : null;
  return to && /^https?:$/.test(to.protocol) ? to : null;
}

/** Where an address is, without what differs from one request to the next. */
function placeOf({ origin, pathname }: URL): string {
  return origin + pathname;
}

/** Whether an answer is the app's own, and not a refusal or a fault. */
function isWelcome({ status }: AppAnswer, to: URL | null): boolean {
  return to !== null || (status >= 200 && status < 300);
}

/** Whether a stranger's visit was answered alike; what is a fault there says nothing. */
function isSame(stranger: AppAnswer, strangers: URL | null, person: AppAnswer, persons: URL | null): boolean {
  if (stranger.status >= 500 || stranger.status === 404) return true;
  if (strangers && persons) return placeOf(strangers) === placeOf(persons);
  if (strangers || persons) return false;
  return stranger.status === person.status && wordsOf(stranger.body) === wordsOf(person.body);
}

/** What a page says, without its marks, and without what counts, tells the time or is made anew each time. */
function wordsOf(body: string): string {
  return body
    .replace(/<(script|style|template|noscript)\b[\s\S]*?<\/\1\s*>/gi, ' ')
    .replace(/<[^>]*>/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && !/\d/.test(word) && word.length < 40)
    .join(' ');
}
