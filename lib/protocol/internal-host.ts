/** Names of the machine itself and of networks of one's own: RFC 6761, RFC 6762, RFC 8375, and ICANN's `internal`. */
const NAMES = /(^|\.)(localhost|local|internal|home\.arpa|lan|intranet)\.?$/i;

/** Loopback, this network, link-local and private addresses of IPv4: RFC 1122, RFC 3927, RFC 1918, RFC 6598. */
const IPV4 =
  /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7]))\.[\d.]+$/;

/** Loopback, unspecified, link-local, unique local and IPv4-mapped addresses of IPv6: RFC 4291, RFC 4193. */
const IPV6 = /^\[(::1?|f[cd][\da-f]{2}:.*|fe[89ab][\da-f]:.*|::ffff:.*)\]$/i;

/**
 * Whether a host is this machine or stands in a network of somebody's own, so that another host must not have it asked.
 * @param hostname as the `URL` class gives it.
 */
export function isInternalHost(hostname: string): boolean {
  return [NAMES, IPV4, IPV6].some((kind) => kind.test(hostname)) || !/[.:]/.test(hostname);
}
