import { withoutQuery } from './app-origin.ts';
import { originOf } from './origin.ts';

/**
 * What an app's server answers a visit that follows no redirect. Null `location`: it leads nowhere else. An empty `body` may be one that was
 * too big to be read.
 */
export type AppAnswer = { status: number; location: string | null; body: string };

/** Whether an app lets the person in, by its own server's answers; `further` is the one address of its own that has yet to be asked. */
export type AppSays = { is: 'out' | 'in' | 'does-not-tell' } | { is: 'ask'; further: string };

const DOES_NOT_TELL: AppSays = { is: 'does-not-tell' };

/**
 * Says what an app's answers mean. It is out where a visit with the browser's cookies is led to a sign-in exactly as one without is; it
 * lets the person in where the two differ and the one with cookies is led to none. Everything else does not tell.
 * @param address that was visited.
 * @param stranger the answer to a visit without cookies.
 * @param person the answer to a visit with them.
 */
export function readAppAnswers(address: string, stranger: AppAnswer, person: AppAnswer): AppSays {
  const [strangers, persons] = [ledTo(address, stranger), ledTo(address, person)];
  if (persons && leadsToSignIn(persons)) {
    if (!strangers || withoutQuery(strangers) !== withoutQuery(persons)) return DOES_NOT_TELL;
    // Some lead everybody there, and those who are in back from there.
    if (isOwnPage(address, persons)) return { is: 'ask', further: persons.href.split('#', 1).join() };
    return isElsewhere(address, persons) ? { is: 'out' } : DOES_NOT_TELL;
  }
  if (!isWelcome(address, person, persons)) return DOES_NOT_TELL;
  return isSame(stranger, strangers, person, persons) ? DOES_NOT_TELL : { is: 'in' };
}

/**
 * Says what an app's own sign-in page answers a visit with cookies: that it asks for a sign-in, or nothing.
 * @param address of that page.
 */
export function readSignInPage(address: string, person: AppAnswer): 'out' | 'does-not-tell' {
  const to = ledTo(address, person);
  if (to) return leadsToSignIn(to) && isElsewhere(address, to) ? 'out' : 'does-not-tell';
  return person.status === 200 && asksForPassword(person.body) ? 'out' : 'does-not-tell';
}

/** Only a form that the server itself takes says what the server thinks: one that a script sends is shown to everybody at first. */
function asksForPassword(body: string): boolean {
  const forms = shownOf(body)
    .split(/<form\b/i)
    .slice(1);
  return forms.some((form) => {
    const [tag = ''] = form.split('>', 1);
    const [inside = ''] = form.split(/<\/form\b/i, 1);
    return POSTS.test(tag) && PASSWORD.test(inside);
  });
}

const POSTS = /["'\s]method\s*=\s*["']?post\b/i;

const PASSWORD = /<input\b[^<>]*["'\s]type\s*=\s*["']?password\b/i;

/** What the requests of OAuth 2.0, SAML 2.0 and WS-Federation are known by. */
const REQUESTS = [['response_type', 'client_id'], ['SAMLRequest'], ['wa', 'wtrealm']];

/** A path that is named after what it is for. */
const NAMED_SIGN_IN =
  /[/._-](log-?_?in|sign-?_?in|log-?_?on|sign-?_?on|sso|oauth2?|oidc|openid(-connect)?|saml2?|authori[sz]e|authenticate|authorization|auth|session\/new)(?![a-z])/i;

/** A path that is named after a session that is over, or after a fault: no place for who is in. */
const NAMED_END =
  /[/._-](log(ged)?-?_?(out|off)|sign(ed)?-?_?(out|off)|(session-?_?)?(expired|time-?_?out)|session-?_?(ended|invalid|lost)|invalid-?_?session|(access-?_?)?denied|forbidden|unauthori[sz]ed|error)(?![a-z])/i;

function leadsToSignIn(to: URL): boolean {
  return isRequest(to) || NAMED_SIGN_IN.test(to.pathname);
}

function isRequest({ searchParams }: URL): boolean {
  return REQUESTS.some((names) => names.every((name) => searchParams.has(name)));
}

function isOwnPage(address: string, to: URL): boolean {
  return originOf(address) === to.origin;
}

/** Whether a sign-in is another's than the app's: a name alone says nothing where the host is the app's by another name or port. */
function isElsewhere(address: string, to: URL): boolean {
  const [own, other] = [new URL(address), to].map(({ hostname }) => hostname.replace(/^www\./, ''));
  if (isRequest(to)) return !isOwnPage(address, to);
  return own !== other && NAMED_SIGN_IN.test(to.pathname.replace(WHOLE_PLACE, ''));
}

/** What a whole app may stand below, with pages of every kind. */
const WHOLE_PLACE = /\/(auth|sso)(?=\/[^/])/gi;

function ledTo(address: string, { status, location }: AppAnswer): URL | null {
  const to = status >= 300 && status < 400 && location !== null ? URL.parse(location, address) : null;
  return to && /^https?:$/.test(to.protocol) ? to : null;
}

/** Whether an answer is the app's own, and no refusal or fault; one that leads to itself has taken the cookie of a session that is over. */
function isWelcome(address: string, { status }: AppAnswer, to: URL | null): boolean {
  if (to) return withoutQuery(to) !== withoutQuery(new URL(address)) && !NAMED_END.test(to.pathname);
  return status >= 200 && status < 300;
}

/** Whether a stranger's visit was answered alike; what is a fault there says nothing, nor a page of which there are no words. */
function isSame(stranger: AppAnswer, strangers: URL | null, person: AppAnswer, persons: URL | null): boolean {
  if (stranger.status >= 400 && stranger.status !== 401 && stranger.status !== 403) return true;
  if (strangers && persons) return withoutQuery(strangers) === withoutQuery(persons);
  if (strangers || persons) return false;
  if (stranger.status !== person.status) return false;
  return !stranger.body || !person.body || wordsOf(stranger.body) === wordsOf(person.body);
}

/**
 * A page without what nobody is shown. A mark that never ends takes all that follows: sought again from each, it would keep the worker busy
 * for as long as an app likes.
 */
function shownOf(body: string): string {
  return body.replace(/<!--[\s\S]*?(-->|$)|<(script|style|template|noscript)\b[\s\S]*?(<\/\2\s*>|$)/gi, ' ');
}

/** What a page says, without its marks, and without what counts, tells the time or is made anew each time. */
function wordsOf(body: string): string {
  return shownOf(body)
    .replace(/<[^>]*(>|$)/g, ' ')
    .split(/\s+/)
    .filter((word) => word !== '' && !/\d/.test(word) && word.length < 40)
    .join(' ');
}
