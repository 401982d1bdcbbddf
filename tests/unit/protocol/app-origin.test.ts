import { describe, expect, it } from 'vitest';
import { appOriginOf, isAppOrigin, parentAddresses } from '../../../lib/protocol/app-origin.ts';

describe('the origin of an app', () => {
  it.each([
    ['https://app.test/start?x=1', 'https://app.test'],
    ['https://app.test:8443/', 'https://app.test:8443'],
    ['http://localhost:9000/start', 'http://localhost:9000'],
    ['http://app.test/', null],
    ['https://*.test/', null],
    ['chrome-extension://id/page.html', null],
    ['/start', null],
    ['', null],
  ])('of %j is %j', (address, origin) => {
    expect(appOriginOf(address)).toBe(origin);
  });

  it('is one only with nothing after the host', () => {
    expect(['https://app.test', 'https://app.test/', 'https://APP.test'].map(isAppOrigin)).toEqual([
      true,
      false,
      false,
    ]);
  });
});

describe('the parent domains whose cookies an app may receive', () => {
  it.each<[string, string[]]>([
    ['https://a.b.example.org', ['https://b.example.org', 'https://example.org']],
    ['https://wiki.example.org:8443', ['https://example.org']],
    ['https://wiki.example.co.uk', ['https://example.co.uk']],
    ['https://wiki.example.com.au', ['https://example.com.au']],
    ['https://wiki.abc.de', ['https://abc.de']],
    ['https://wiki.ab.de', ['https://ab.de']],
    ['https://x.wiki.b2', ['https://wiki.b2']],
    ['https://1a.wiki.example.org', ['https://wiki.example.org', 'https://example.org']],
    ['https://wiki.disco.uk', ['https://disco.uk']],
    ['https://wiki.com.info', ['https://com.info']],
    ['https://example.org', []],
    ['https://intranet', []],
    ['http://localhost:9000', []],
    ['http://127.0.0.1:9000', []],
    ['https://[::1]', []],
  ])('of %s are %j', (origin, parents) => {
    expect(parentAddresses(origin)).toEqual(parents);
  });
});
