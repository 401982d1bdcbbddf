/** Where to click. */
export type Point = { x: number; y: number };

/**
 * Runs in a page: finds the enabled button or link of an accessible name, brings it into view and gives its middle.
 * @returns null where there is none yet.
 */
export function pointOf(name: string): Point | null {
  const CONTROLS = 'button, a[href], summary, input[type=radio], [role=button]';
  const controls = [...document.querySelectorAll<HTMLElement>(CONTROLS)];
  const nameOf = (element: HTMLElement): string =>
    (element.getAttribute('aria-label') ?? element.textContent ?? '').replace(/\s+/g, ' ').trim();
  const found = controls.find(
    (element) =>
      nameOf(element) === name &&
      !element.matches(':disabled, [aria-disabled=true]') &&
      element.checkVisibility(),
  );
  if (!found) return null;
  const page = globalThis as Heard;
  if (!page.heardClicks) {
    const heard = new Set<string>();
    page.heardClicks = heard;
    // Heard at the document: what stands under that name may have been made anew between the look and the click.
    const hear = ({ target }: Event): void => {
      const control = (target as Element).closest<HTMLElement>(CONTROLS);
      if (control) heard.add(nameOf(control));
    };
    document.addEventListener('click', hear, true);
  }
  found.scrollIntoView({ block: 'center', behavior: 'instant' });
  const { x, y, width, height } = found.getBoundingClientRect();
  return width > 0 ? { x: x + width / 2, y: y + height / 2 } : null;
}

type Heard = { heardClicks?: Set<string> };

/**
 * Runs in a page: whether the control whose middle was asked for has had a click since this was last asked. A page that has come since
 * has had it.
 */
export function takeClick(name: string): boolean {
  return (globalThis as Heard).heardClicks?.delete(name) ?? true;
}

/** Runs in a page: what may have kept a click from a control, in words for an error. */
export function stateFor(name: string): string {
  const named = [...document.querySelectorAll<HTMLElement>('button, a[href], summary')].filter((one) =>
    `${one.getAttribute('aria-label')} ${one.textContent}`.includes(name),
  );
  const boxes = named.map((one) => {
    const { x, y, width, height } = one.getBoundingClientRect();
    const there = document.elementFromPoint(x + width / 2, y + height / 2);
    return `${Math.round(x)},${Math.round(y)} ${Math.round(width)}×${Math.round(height)} under ${there?.tagName}.${there?.className}`;
  });
  const { visibilityState } = document;
  const text = document.body.innerText.replace(/\s+/g, ' ').slice(0, 500);
  return `${visibilityState}, focus ${document.hasFocus()}, ${innerWidth}×${innerHeight}, controls at ${boxes.join('; ')}, “${text}”`;
}

/** Runs in the popup: whether so many realms name the apps of their sessions. */
export function namesApps(realms: number): boolean {
  return document.querySelectorAll('.holds summary').length >= realms;
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
