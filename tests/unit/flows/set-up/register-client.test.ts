import { describe, expect, it } from 'vitest';
import type { Ports } from '../../../../lib/flows/kernel/ports.ts';
import { registerClient } from '../../../../lib/flows/set-up/register-client.ts';
import { discoveryOf, fakeOp } from '../../fake-op.ts';
import { createPorts, createWorld } from '../../world.ts';

type Sent = { url: string; init: RequestInit };

/** Ports to an OP with a registration endpoint that answers as given. */
function portsTo(
  op: ReturnType<typeof fakeOp>,
  answer: () => Promise<Response>,
  registration_endpoint = `${op.realm.issuer}/clients-registrations/openid-connect`,
): { ports: Ports; sent: Sent[] } {
  const sent: Sent[] = [];
  const base = createPorts(createWorld(op));
  const { issuer } = op.realm;
  const fetch: Ports['fetch'] = async (url, init) => {
    if (url.endsWith('openid-configuration'))
      return Response.json({ ...discoveryOf(issuer), registration_endpoint });
    sent.push({ url, init });
    return answer();
  };
  return { ports: { ...base, fetch }, sent };
}

describe('registering the client', () => {
  const op = fakeOp('a');

  it('sends the token once, without cookies, and stores it nowhere', async () => {
    const answer = async () => Response.json({ clientId: 'c', webOrigins: [] }, { status: 201 });
    const { ports, sent } = portsTo(op, answer);
    ports.access.hasHost = async () => true;
    await expect(registerClient(op.realm, 'the-token', ports)).resolves.toMatchObject({ clientId: 'c' });
    expect(sent).toHaveLength(1);
    expect(sent[0]?.url).toBe(`${op.realm.issuer}/clients-registrations/default`);
    expect(sent[0]?.init).toMatchObject({ method: 'POST', credentials: 'omit' });
    expect(JSON.stringify(await ports.session.get(null))).not.toContain('the-token');
  });

  it('says that nothing could be read where the host is not allowed', async () => {
    const { ports } = portsTo(op, () => Promise.reject(new TypeError('Failed to fetch')));
    const failure = { code: 'registration-origin-refused', details: [ports.addresses.webOrigin] };
    await expect(registerClient(op.realm, 't', ports)).rejects.toMatchObject(failure);
  });

  it('says that the server is gone where the host is allowed', async () => {
    const { ports } = portsTo(op, () => Promise.reject(new TypeError('Failed to fetch')));
    ports.access.hasHost = async () => true;
    await expect(registerClient(op.realm, 't', ports)).rejects.toMatchObject({ code: 'server-unreachable' });
  });

  it('sends nothing to another server that discovery names, and says which', async () => {
    const elsewhere = 'https://elsewhere.test/register';
    const { ports, sent } = portsTo(op, async () => Response.json({}), elsewhere);
    const failure = { code: 'issuer-mismatch', details: [op.realm.issuer, elsewhere] };
    await expect(registerClient(op.realm, 't', ports)).rejects.toMatchObject(failure);
    expect(sent).toEqual([]);
  });

  it('says so where the OP takes no registrations', async () => {
    const ports = createPorts(createWorld(op));
    await expect(registerClient(op.realm, 't', ports)).rejects.toMatchObject({ code: 'no-registration' });
  });
});
