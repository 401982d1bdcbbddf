import { createServer } from 'node:http';
import express, { type Express } from 'express';
import session, { MemoryStore } from 'express-session';
import { closeServer, loopbackPort } from '../loopback.ts';

/** A small server on a host name of its own: all `*.localhost` reach loopback, and each is another site. */
export type Site = { origin: string; loopback: string; app: Express; close(): Promise<void> };

/**
 * Starts a server.
 * @param host the part before `.localhost`.
 */
export async function openSite(host: string): Promise<Site> {
  const app = express();
  const server = createServer(app);
  const port = await loopbackPort(server);
  return {
    origin: `http://${host}.localhost:${port}`,
    // A server asks this one by its number: not every resolver knows names below localhost.
    loopback: `http://127.0.0.1:${port}`,
    app,
    close: () => closeServer(server),
  };
}

/**
 * The session of a server-side app: the server's own, by a cookie that is `SameSite=Lax`.
 * @param domain the cookie's, for an app that shares it with its sister hosts.
 * @param slides whether each answer sets the cookie anew.
 */
export function keepSessions({ app }: Site, host: string, domain?: string, slides = false): MemoryStore {
  const store = new MemoryStore();
  app.use(
    session({
      name: `${host}.sid`,
      secret: 'only-for-tests',
      store,
      resave: false,
      saveUninitialized: false,
      rolling: slides,
      cookie: { sameSite: 'lax', httpOnly: true, ...(domain && { domain }) },
    }),
  );
  return store;
}

/** A page that says one thing, and leads to the sign-in. */
export function page(title: string, text: string): string {
  const safe = (value: string) => value.replace(/[&<>]/g, ' ');
  return `<!doctype html><html lang="en"><title>${safe(title)}</title>
<body style="font: 16px system-ui; margin: 3rem"><h1>${safe(title)}</h1><p id="said">${safe(text)}</p><p><a href="/login">Sign in</a></p></body></html>`;
}
