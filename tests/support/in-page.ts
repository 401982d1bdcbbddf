/** Where to click. */
export type Point = { x: number; y: number };

/**
 * Runs in a page: finds the enabled button or link of an accessible name, brings it into view and gives its middle.
 * @returns null where there is none yet.
 */
export function pointOf(name: string): Point | null {
  const controls = [
    ...document.querySelectorAll<HTMLElement>('button, a[href], summary, input[type=radio], [role=button]'),
  ];
  const nameOf = (element: HTMLElement): string =>
    (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();
  const found = controls.find(
    (element) => nameOf(element) === name && !element.matches(':disabled, [aria-disabled=true]'),
  );
  if (!found) return null;
  found.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = found.getBoundingClientRect();
  return width > 0 ? { x: x + width / 2, y: y + height / 2 } : null;
}

/** Runs in an extension page: writes the settings document. */
export async function writeSettings(settings: unknown): Promise<void> {
  type Api = { storage: { local: { set(items: object): Promise<void> } } };
  const { browser, chrome } = globalThis as unknown as { browser?: Api; chrome: Api };
  await (browser ?? chrome).storage.local.set({ settings });
}

/** Runs in the OP's page: fills in the form by which a person signs in, and sends it. */
export function fillSignInForm(username: string, password: string): boolean {
  const field = (id: string) => document.querySelector<HTMLInputElement>(`#${id}`);
  const button = document.querySelector<HTMLElement>('#kc-login');
  const [user, pass] = [field('username'), field('password')];
  if (!button || !user || !pass) return false;
  user.value = username;
  pass.value = password;
  setTimeout(() => button.click());
  return true;
}
