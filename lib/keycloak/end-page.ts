import { mayName } from '../protocol/internal-host.ts';
import { isAllowedIssuer } from '../protocol/issuer.ts';

/** A form of a page, as it stands in the markup. */
export type PageForm = { action: string; method: string; values: Record<string, string> };

/** What of a page matters here: the addresses of its frames and links, its forms, and the texts of its own scripts. */
export type PageContents = { frames: string[]; links: string[]; forms: PageForm[]; scripts: string };

/** What a page means that answers an end-session request. */
export type EndPage =
  /** Keycloak's own front-channel page: the session has ended, and these addresses tell the apps. */
  | { kind: 'front-channel'; addresses: string[]; refused: string[] }
  /** A SAML app has to answer first, by this form, which leaves by itself. */
  | { kind: 'saml'; action: string; method: 'get' | 'post'; values: Record<string, string> }
  /** Keycloak asks whether to sign out; posting the form says yes. */
  | { kind: 'question'; action: string; values: Record<string, string> }
  /** No form, and a link to exactly our address with our `state`: nobody is left. */
  | { kind: 'finished' }
  /** It leaves for our address, or makes frames, by a script of its own and shows none: a front-channel page of some theme. */
  | { kind: 'unread' }
  /** A message or a page that is not understood. */
  | { kind: 'other' };

const IFRAME = /iframe/i;

/** How many apps a front-channel page may name; whoever names more wants something else. */
const MOST_FRAMES = 50;

/**
 * What a page is held against: where it came from, whose it is, and the address that it may lead back to. `listed` are the origins of apps
 * that the person or an admin has named.
 */
export type EndPageContext = { address: string; issuer: string; back: string; listed?: readonly string[] };

/**
 * Reads the page by which Keycloak answers an end-session request. Frames count only on its own front-channel page: a page
 * without a form that links back to exactly our address.
 * @see OpenID Connect Front-Channel Logout 1.0, section 3; SAML 2.0 Bindings, section 3.5 (HTTP POST)
 */
export function readEndPage(contents: PageContents, context: EndPageContext): EndPage {
  const { frames, forms } = contents;
  const saml = forms.find(isSaml);
  if (saml) return samlForm(saml, context);
  const question = forms.find((form) => isQuestion(form, context));
  if (question)
    return { kind: 'question', action: resolve(question.action, context), values: confirmed(question) };
  if (forms.length > 0 || !leadsBack(contents, context)) return { kind: 'other' };
  if (frames.length > 0) return frontChannel(frames, context);
  // It may take the address from that link: then what gives it away is the frames that it makes.
  const isActing =
    contents.scripts.includes(new URL(context.back).search.slice(1)) || IFRAME.test(contents.scripts);
  return { kind: isActing ? 'unread' : 'finished' };
}

/**
 * Reads the address to which an end-session request is led in place of ours: a SAML app that has to answer first may be asked by its query,
 * which is the same as a form.
 * @see SAML 2.0 Bindings, section 3.4 (HTTP Redirect)
 */
export function readLedTo(context: EndPageContext): EndPage {
  const url = new URL(context.address);
  const values = Object.fromEntries(url.searchParams);
  url.search = '';
  const form = { action: url.href, method: 'get', values };
  return isSaml(form) ? samlForm(form, context) : { kind: 'other' };
}

/** A message of SAML, or what stands for one. */
const SAML = ['SAMLRequest', 'SAMLResponse', 'SAMLart'];

function isSaml({ values }: PageForm): boolean {
  return SAML.some((name) => name in values);
}

function samlForm({ action, method, values }: PageForm, context: EndPageContext): EndPage {
  const to = resolve(action, context);
  if (!isAppAddress(to, context)) return { kind: 'other' };
  return { kind: 'saml', action: to, method: method === 'get' ? 'get' : 'post', values };
}

/** Only Keycloak's own form, on the realm's own address; never a sign-in form. */
function isQuestion({ action, method, values }: PageForm, context: EndPageContext): boolean {
  const to = resolve(action, context);
  return (
    method === 'post' &&
    to.startsWith(`${context.issuer}/protocol/openid-connect/logout/logout-confirm`) &&
    'session_code' in values
  );
}

function confirmed({ values }: PageForm): Record<string, string> {
  return { ...values, confirmLogout: values.confirmLogout ?? 'Logout' };
}

function frontChannel(frames: string[], context: EndPageContext): EndPage {
  const all = [...new Set(frames)].map((frame) => resolve(frame, context));
  const addresses = all.filter((address) => isAppAddress(address, context)).slice(0, MOST_FRAMES);
  return { kind: 'front-channel', addresses, refused: all.filter((address) => !addresses.includes(address)) };
}

/**
 * An app's address is encrypted, carries no credentials, and is not the OP's own host. In a network of somebody's own it is named by an OP
 * there, or by the person.
 */
function isAppAddress(address: string, { issuer, listed = [] }: EndPageContext): boolean {
  const url = URL.parse(address);
  if (!url || url.username || url.password || !isAllowedIssuer(url.origin)) return false;
  if (!listed.includes(url.origin) && !mayName(issuer, address)) return false;
  return url.host !== new URL(issuer).host;
}

/** A theme may write the address within its host, or with spaces around it: what counts is where the browser would go. */
function leadsBack({ links }: PageContents, context: EndPageContext): boolean {
  return links.filter((link) => resolve(link, context) === context.back).length === 1;
}

function resolve(action: string, { address }: EndPageContext): string {
  return URL.parse(action, address)?.href ?? '';
}
