/**
 * What is wrong by itself. `reset`, `lost`: the server has done what it was asked, and the connection breaks before its answer, or nothing
 * comes; `broken`: half an answer comes, of nobody's.
 */
type Plain = 'refused' | 'reset' | 'broken' | 'silent' | 'lost' | 'loop' | 'elsewhere';

/** What goes wrong with one answer on its way, whoever brings it: the fakes of the unit tests show it to a port, a proxy to a browser. */
export type Wire =
  | { [P in Plain]: { is: P } }[Plain]
  | { is: 'slow'; ms: number }
  /** Another answer in place of the server's. */
  | { is: 'answer'; status: number; type: string; body: string; headers?: Record<string, string> }
  /** The server's own answer, changed. */
  | { is: 'changed'; how: 'cut' | 'type' | 'doubled' };

/** A fault with its name. */
export type WireFault = { name: string; wire: Wire };

/** A page as a gateway, a portal or a proxy shows it. */
const PAGE = '<!doctype html><title>Gateway</title><h1>This is not the page that you wanted</h1>';

/** How long an answer is late that comes within every limit, milliseconds. */
const LATE_MS = 2_000;

/** So big an answer nobody reads, characters. */
const HUGE = 8_000_000;

/** Every fault on the wire. */
export const WIRE_FAULTS: readonly WireFault[] = [
  { name: 'no connection', wire: { is: 'refused' } },
  { name: 'reset once it is done', wire: { is: 'reset' } },
  { name: 'breaks off in mid answer', wire: { is: 'broken' } },
  { name: 'never answers', wire: { is: 'silent' } },
  { name: 'answer lost', wire: { is: 'lost' } },
  { name: 'slow', wire: { is: 'slow', ms: LATE_MS } },
  page('401', 401),
  page('403', 403),
  page('404', 404),
  page('429', 429, { 'retry-after': '1' }),
  page('500', 500),
  page('502', 502),
  page('503', 503),
  page('HTML', 200),
  { name: 'cut off', wire: { is: 'changed', how: 'cut' } },
  { name: 'huge', wire: { is: 'answer', status: 200, type: 'application/json', body: 'x'.repeat(HUGE) } },
  { name: 'doubled header', wire: { is: 'changed', how: 'doubled' } },
  { name: 'wrong type', wire: { is: 'changed', how: 'type' } },
  { name: 'redirect elsewhere', wire: { is: 'elsewhere' } },
  { name: 'redirect loop', wire: { is: 'loop' } },
  { name: 'empty', wire: { is: 'answer', status: 200, type: 'application/json', body: '' } },
  {
    name: 'wrong JSON',
    wire: { is: 'answer', status: 200, type: 'application/json', body: '{"unexpected":[1,null]}' },
  },
  {
    name: 'garbage',
    wire: { is: 'answer', status: 200, type: 'application/octet-stream', body: '\u0000\u0007ÿþ%7{' },
  },
];

function page(name: string, status: number, headers: Record<string, string> = {}): WireFault {
  return { name, wire: { is: 'answer', status, type: 'text/html', body: PAGE, headers } };
}
