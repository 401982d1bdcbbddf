import type { JSX } from 'preact';
import type { MarkName } from '../popup/realm-line.ts';

const SHAPES: Record<MarkName, JSX.Element> = {
  in: <circle cx="7" cy="7" r="6" fill="currentColor" />,
  out: <circle cx="7" cy="7" r="5.25" fill="none" stroke="currentColor" stroke-width="1.5" />,
  unknown: (
    <circle
      cx="7"
      cy="7"
      r="5.25"
      fill="none"
      stroke="currentColor"
      stroke-width="1.5"
      stroke-dasharray="2.2 1.92"
    />
  ),
  ok: (
    <>
      <circle cx="7" cy="7" r="7" fill="currentColor" />
      <path class="cut" d="M3.8 7.3 6 9.5l4.2-4.8" stroke-linejoin="round" />
    </>
  ),
  done: (
    <>
      <circle cx="7" cy="7" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5" />
      <path
        d="M4.2 7.3 6.2 9.2l3.7-4.2"
        fill="none"
        stroke="currentColor"
        stroke-width="1.5"
        stroke-linecap="round"
        stroke-linejoin="round"
      />
    </>
  ),
  alert: (
    <>
      <path d="M7 .6 13.8 13H.2Z" fill="currentColor" />
      <path class="cut" d="M7 5v3.6M7 10.6v.4" />
    </>
  ),
  unsure: (
    <>
      <rect
        x="2.1"
        y="2.1"
        width="9.8"
        height="9.8"
        rx="1.4"
        fill="currentColor"
        transform="rotate(45 7 7)"
      />
      <path class="cut" d="M5.6 5.5A1.45 1.45 0 1 1 7 7.4M7 9.8v.2" />
    </>
  ),
  busy: (
    <>
      <circle class="track" cx="7" cy="7" r="5.5" />
      <path class="turn" d="M7 1.5A5.5 5.5 0 0 1 12.5 7" />
    </>
  ),
};

/** The mark of a state. The words beside it say the same, so it is hidden from assistive technology. */
export function Mark({ name, tone }: { name: MarkName; tone: string }): JSX.Element {
  return (
    <svg class={`mark ${name} ${tone}`} viewBox="0 0 14 14" aria-hidden="true">
      {SHAPES[name]}
    </svg>
  );
}

/** The extension's logo; assets/icon.svg is the same with fixed colours. */
export function Logo({ size }: { size: number }): JSX.Element {
  return (
    <svg class="logo" width={size} height={size} viewBox="0 0 24 24" aria-hidden="true">
      <rect x="1.5" y="1.5" width="21" height="21" rx="6" />
      <path d="M11 6.5H8.5A1.5 1.5 0 0 0 7 8v8a1.5 1.5 0 0 0 1.5 1.5H11M10.5 12h7m-2.6-2.8L17.7 12l-2.8 2.8" />
    </svg>
  );
}

const ICONS = {
  options:
    'M3 6h6.5M14.5 6H17M3 14h2.5M10.5 14H17M12 3.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM8 11.5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5Z',
  up: 'M10 16V4.5M5 9.5l5-5 5 5',
  down: 'M10 4v11.5M5 10.5l5 5 5-5',
};

/** A line icon inside a control that has a name of its own. */
export function Icon({ name }: { name: keyof typeof ICONS }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  );
}
