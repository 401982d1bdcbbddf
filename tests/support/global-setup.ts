import type { TestProject } from 'vitest/node';
import manifest from '../../package.json' with { type: 'json' };
import type { BrowserName } from './browser.ts';
import { buildExtension } from './build.ts';
import { startKeycloak } from './keycloak-server.ts';
import type { OpAddress } from './op.ts';

declare module 'vitest' {
  interface ProvidedContext {
    op: OpAddress;
    browser: BrowserName;
    /** Of Keycloak. */
    version: string;
  }
}

/** Builds the extension and starts the Keycloak that all browser tests share; the embedded OP starts within each file. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const { root } = project.config;
  const browser: BrowserName = process.env.E2E_BROWSER === 'firefox' ? 'firefox' : 'chromium';
  project.provide('browser', browser);
  await buildExtension(root, browser);
  if (process.env.E2E_OP !== 'keycloak') {
    project.provide('op', { kind: 'embedded' });
    return async () => undefined;
  }
  const version = process.env.E2E_KEYCLOAK ?? manifest.config.keycloak;
  project.provide('version', version);
  const { url, username, password, stop } = await startKeycloak(root, { version });
  project.provide('op', { kind: 'keycloak', keycloak: { url, username, password } });
  return stop;
}
