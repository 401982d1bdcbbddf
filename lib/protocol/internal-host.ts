/** Names of the machine itself and of networks of one's own: RFC 6761, RFC 6762 with its appendix G, RFC 8375, and ICANN's `internal`. */
const NAMES = /(^|\.)(localhost|localdomain|local|internal|home\.arpa|lan|intranet|private|corp|home)\.?$/i;

/** Loopback, this network, link-local and private addresses of IPv4: RFC 1122, RFC 3927, RFC 1918, RFC 6598. */
const IPV4 =
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/;

/**
 * Loopback, unspecified, link-local, site-local and unique local addresses of IPv6, and those that stand for one of IPv4: RFC 4291,
 * RFC 4193, RFC 6052.
 */
const IPV6 =
  /^\[(::([\da-f]{1,4}(:[\da-f]{1,4})?)?|f[cd][\da-f]{2}:.*|fe[89a-f][\da-f]:.*|(::ffff|64:ff9b):.*)\]$/i;

/**
 * Whether a host is this machine or stands in a network of somebody's own, so that another host must not have it asked.
 * @param hostname as the `URL` class gives it.
 */
export function isInternalHost(hostname: string): boolean {
  return [NAMES, IPV4, IPV6].some((kind) => kind.test(hostname)) || !/[.:]/.test(hostname);
}
