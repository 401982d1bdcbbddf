import { isLoopbackHost } from './issuer.ts';

/** Names of the machine itself and of networks of one's own: RFC 6761, RFC 6762 with its appendix G, RFC 8375, and ICANN's `internal`. */
const NAMES = /(^|\.)(localhost|localdomain|local|internal|home\.arpa|lan|intranet|private|corp|home)\.?$/i;

/** Loopback, this network, link-local and private addresses of IPv4: RFC 1122, RFC 3927, RFC 1918, RFC 6598. */
const IPV4 =
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/;

/**
 * Loopback, unspecified, link-local, site-local and unique local addresses of IPv6, and those that stand for one of IPv4: RFC 4291,
 * RFC 4193, RFC 6052. Brackets stand around the whole of a host, and in no other.
 */
const IPV6 =
  /\[(::([\da-f]{1,4}(:[\da-f]{1,4})?)?|f[cd][\da-f]{2}:.*|fe[89a-f][\da-f]:.*|(::ffff|64:ff9b):.*)\]/i;

/**
 * Whether a host is this machine or stands in a network of somebody's own, so that another host must not have it asked.
 * @param hostname as the `URL` class gives it.
 */
export function isInternalHost(hostname: string): boolean {
  return [NAMES, IPV4, IPV6].some((kind) => kind.test(hostname)) || !/[.:]/.test(hostname);
}

/** What means this machine beside loopback: the unspecified address, and loopback as an address of IPv6 (RFC 4291, section 2.5.5.2). */
const THIS_MACHINE = /^(0\.0\.0\.0|\[::(ffff:(0|7f[\da-f]{2}):[\da-f]{1,4})?\])$/i;

/**
 * Whether one address may name another for it to be asked: this machine is named by itself alone, and what stands in a network of
 * somebody's own by what stands in one.
 * @param by an address, as the `URL` class takes it.
 * @param other the same.
 */
export function mayName(by: string, other: string): boolean {
  const [own, named] = [by, other].map((address) => new URL(address).hostname) as [string, string];
  if (isThisMachine(named)) return isThisMachine(own);
  return !isInternalHost(named) || isInternalHost(own);
}

function isThisMachine(hostname: string): boolean {
  return isLoopbackHost(hostname) || THIS_MACHINE.test(hostname);
}
