import { text } from 'node:stream/consumers';
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider';
import { ALICE } from './addresses.ts';

/** Asks whether to sign out; the button has the id of Keycloak's. */
export function confirmationPage(ctx: KoaContextWithOIDC, form: string): void {
  const button = '<button id="kc-logout" name="logout" value="yes">Logout</button>';
  ctx.type = 'html';
  ctx.body = `<!doctype html><title>Logging out</title><p>Do you want to log out?</p>${form.replace('</form>', `${button}</form>`)}`;
}

/** Shows the login form and takes its answer. The fields have the ids of Keycloak's. */
export function answerLogin(provider: Provider) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<unknown>): Promise<void> => {
    if (!ctx.path.startsWith('/interaction/')) return void (await next());
    try {
      await provider.interactionDetails(ctx.req, ctx.res);
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error;
      ctx.status = 400;
      ctx.body = loginPage('Page has expired');
      return;
    }
    if (ctx.method !== 'POST') ctx.body = loginPage();
    else if (isAlice(new URLSearchParams(await text(ctx.req)))) await finish(provider, ctx);
    else ctx.body = loginPage('Invalid username or password.');
  };
}

async function finish(provider: Provider, ctx: KoaContextWithOIDC): Promise<void> {
  ctx.respond = false;
  await provider.interactionFinished(ctx.req, ctx.res, { login: { accountId: ALICE.username } });
}

function isAlice(form: URLSearchParams): boolean {
  return form.get('username') === ALICE.username && form.get('password') === ALICE.password;
}

function loginPage(error = ''): string {
  return `<!doctype html><title>Sign in</title>
<p id="input-error">${error}</p>
<form id="kc-form-login" method="post">
<label>Username <input id="username" name="username"></label>
<label>Password <input id="password" name="password" type="password"></label>
<button id="kc-login">Sign In</button>
</form>`;
}
