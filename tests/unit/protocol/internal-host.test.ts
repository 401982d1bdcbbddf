import { describe, expect, it } from 'vitest';
import { isInternalHost, mayName } from '../../../lib/protocol/internal-host.ts';

describe('a host in somebody’s own network', () => {
  it.each([
    'http://localhost/',
    'https://wiki.localhost/',
    'https://printer.local/',
    'https://wiki.corp.internal/',
    'https://router.home.arpa/',
    'https://intranet/',
    'https://wiki/',
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'https://10.1.2.3/',
    'https://172.16.0.1/',
    'https://172.31.255.255/',
    'https://192.168.1.1/',
    'https://169.254.169.254/',
    'https://100.64.0.1/',
    'https://0.0.0.0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://[::127.0.0.1]/',
    'http://[64:ff9b::10.0.0.1]/',
    'https://[fec0::1]/',
    'https://wiki.corp/',
    'https://nas.home/',
    'https://printer.localdomain/',
    'https://[fd12::1]/',
    'https://[fe80::1]/',
    'http://localhost./',
    'https://home.arpa/',
    'https://172.20.0.1/',
    'https://100.70.0.1/',
    'https://100.110.0.1/',
    'https://100.127.0.1/',
    'https://[::]/',
    'https://[::10.0.1.1]/',
  ])('is told by %s', (address) => {
    expect(isInternalHost(new URL(address).hostname)).toBe(true);
  });

  it.each([
    'https://wiki.example.org/',
    'https://172.32.0.1/',
    'https://100.128.0.1/',
    'https://8.8.8.8/',
    'https://[2001:db8::1]/',
    'https://local.example.org/',
    'https://corp.example.org/',
    'https://[2001:db8::7f00:1]/',
    'https://10.example.org/',
    'https://10.0.0.1.example.org/',
  ])('is not %s', (address) => {
    expect(isInternalHost(new URL(address).hostname)).toBe(false);
  });
});

describe('an address', () => {
  const [REMOTE, OFFICE, HERE] = [
    'https://sso.example.org/realms/a',
    'https://sso.corp/realms/a',
    'http://localhost:8080/realms/a',
  ];
  it.each([
    [REMOTE, 'https://wiki.example.net/', true],
    [REMOTE, 'https://10.0.0.1/', false],
    [REMOTE, 'https://wiki.corp/', false],
    [REMOTE, 'http://127.0.0.1:9200/', false],
    [OFFICE, 'https://wiki.example.net/', true],
    [OFFICE, 'https://10.0.0.1/', true],
    [OFFICE, 'http://localhost:9200/', false],
    [OFFICE, 'https://0.0.0.0/', false],
    [OFFICE, 'https://[::ffff:127.0.0.1]/', false],
    [OFFICE, 'https://[::ffff:127.0.1.1]/', false],
    [OFFICE, 'https://[::]/', false],
    [OFFICE, 'https://[::ffff:10.0.0.1]/', true],
    [OFFICE, 'https://0.0.0.0.example.org/', true],
    [OFFICE, 'https://110.0.0.0/', true],
    [OFFICE, 'https://10.0.0.0/', true],
    [HERE, 'http://127.0.0.1:9200/', true],
    [HERE, 'https://10.0.0.1/', true],
    [HERE, 'https://wiki.example.net/', true],
  ])('of %s may name %s: %s', (by, other, may) => {
    expect(mayName(by, other)).toBe(may);
  });
});
