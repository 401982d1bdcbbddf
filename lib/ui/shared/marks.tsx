import type { JSX } from 'preact';
import type { MarkName } from '../popup/realm-line.ts';

/** A circle in the middle of a mark. */
const circle = (r: number, name = ''): JSX.Element => <circle class={name} cx="7" cy="7" r={r} />;

const SHAPES: Record<MarkName, JSX.Element> = {
  in: circle(6),
  out: circle(5.25, 'drawn'),
  unknown: circle(5.25, 'drawn'),
  ok: (
    <>
      {circle(7)}
      <path class="cut" d="M3.8 7.3 6 9.5l4.2-4.8" />
    </>
  ),
  done: (
    <>
      {circle(6.25, 'drawn')}
      <path class="drawn" d="M4.2 7.3 6.2 9.2l3.7-4.2" />
    </>
  ),
  alert: (
    <>
      <path d="M7 .6 13.8 13H.2Z" />
      <path class="cut" d="M7 5v3.6M7 10.6v.4" />
    </>
  ),
  unsure: (
    <>
      <rect x="2.1" y="2.1" width="9.8" height="9.8" rx="1.4" transform="rotate(45 7 7)" />
      <path class="cut" d="M5.6 5.5A1.45 1.45 0 1 1 7 7.4M7 9.8v.2" />
    </>
  ),
  busy: (
    <>
      {circle(5.5, 'track')}
      <path class="turn" d="M7 1.5A5.5 5.5 0 0 1 12.5 7" />
    </>
  ),
};

/** The mark of a state. The words beside it say the same, so it is hidden from assistive technology. */
export function Mark({ name, tone }: { name: MarkName; tone: string }): JSX.Element {
  return (
    <svg class={`mark ${name} ${tone}`} viewBox="0 0 14 14" aria-hidden>
      {SHAPES[name]}
    </svg>
  );
}

/** The extension's logo; assets/icon.svg is the same with fixed colours. */
export function Logo({ size }: { size: number }): JSX.Element {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 24 24" aria-hidden>
      <rect x="1.5" y="1.5" width="21" height="21" rx="6" />
      <path d="M11 6.5H8.5A1.5 1.5 0 0 0 7 8v8a1.5 1.5 0 0 0 1.5 1.5H11M10.5 12h7m-2.6-2.8L17.7 12l-2.8 2.8" />
    </svg>
  );
}

/** A line icon inside a control that has a name of its own: its path in a square of 20. */
export function Icon({ path }: { path: string }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden>
      <path d={path} />
    </svg>
  );
}
