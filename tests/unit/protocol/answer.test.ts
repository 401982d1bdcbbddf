import { describe, expect, it } from 'vitest';
import { insteadOfJson, outageIn, waitWanted } from '../../../lib/protocol/answer.ts';
import { readNetworkError } from '../../../lib/protocol/network-error.ts';

const NOW = Date.parse('Mon, 23 Nov 2026 12:00:00 GMT');

describe('what comes in place of an answer', () => {
  it.each([
    [200, null],
    [302, null],
    [400, null],
    [404, null],
    [429, 'server-busy'],
    [500, 'server-error'],
    [501, 'server-error'],
    [502, 'server-unavailable'],
    [503, 'server-unavailable'],
    [504, 'server-unavailable'],
    [507, 'server-error'],
    [511, 'page-instead'],
    [599, 'server-error'],
  ])('is told by the status %i, with what was asked', (status, code) => {
    expect(outageIn(status, 'discovery')).toEqual(code && { code, details: ['discovery', `HTTP ${status}`] });
  });

  it.each([
    ['JSON', 200, '{}', null],
    ['a refusal', 400, '{"error":"invalid_grant"}', null],
    ['a page', 200, ' \n<!doctype html>', 'page-instead'],
    ['a page that asks for a sign-in', 401, '<html>', 'page-instead'],
    ['a page of what is not there', 404, '<html>', null],
    ['half of it', 200, '{"issuer":"https://op', 'answer-broken'],
    ['nothing, as of what is too long', 200, '', 'answer-broken'],
    ['a page of a proxy', 503, '<html>', 'server-unavailable'],
  ])('is told where JSON was asked for: %s', (_, status, body, code) => {
    expect(insteadOfJson({ status, redirected: false, body }, 'token')).toEqual(
      code && { code, details: ['token', `HTTP ${status}`] },
    );
  });

  it('is the way to a page, where a request is led on', () => {
    const led = { status: 0, redirected: true, body: '' };
    expect(insteadOfJson(led, 'token')).toEqual({ code: 'page-instead', details: ['token', 'HTTP 3xx'] });
  });
});

describe('how long a server wants to be left alone', () => {
  it.each([
    ['in seconds', 429, '7', 7_000],
    ['in many seconds', 429, '120', 120_000],
    ['by a date that begins with its day', 503, '23 Nov 2026 12:00:04 GMT', 4_000],
    ['by a date that ends in its year', 429, 'Mon Nov 23 11:00:00 2020', 0],
    ['by a date', 503, 'Mon, 23 Nov 2026 12:00:04 GMT', 4_000],
    ['by a date that has passed', 429, 'Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['not at all, after too many requests', 429, null, 1_000],
    ['in no words that are known', 429, 'soon', 1_000],
    ['not at all', 503, null, null],
    ['although all is well', 200, '7', null],
    ['although it has failed', 500, '7', null],
  ])('is said %s', (_, status, retryAfter, ms) => {
    expect(waitWanted(status, retryAfter, NOW)).toBe(ms);
  });
});

describe('a browser’s own words for what keeps a request from being answered', () => {
  it.each([
    ['net::ERR_NAME_NOT_RESOLVED', 'name-unknown'],
    ['NS_ERROR_UNKNOWN_HOST', 'name-unknown'],
    ['net::ERR_CERT_AUTHORITY_INVALID', 'certificate-untrusted'],
    ['net::ERR_CERT_DATE_INVALID', 'certificate-untrusted'],
    ['net::ERR_SSL_PROTOCOL_ERROR', 'certificate-untrusted'],
    ['SEC_ERROR_UNKNOWN_ISSUER', 'certificate-untrusted'],
    ['MOZILLA_PKIX_ERROR_SELF_SIGNED_CERT', 'certificate-untrusted'],
    ['offline', 'offline'],
    ['net::ERR_INTERNET_DISCONNECTED', 'offline'],
    ['NS_ERROR_OFFLINE', 'offline'],
    ['net::ERR_CONNECTION_REFUSED', 'server-unreachable'],
    ['NS_ERROR_CONNECTION_REFUSED', 'server-unreachable'],
    ['', 'server-unreachable'],
  ])('%s', (said, code) => {
    expect(readNetworkError(said)).toBe(code);
  });
});
