import type { ComponentChildren, JSX } from 'preact';
import type { Failure, FailureCode } from '../../errors/failure.ts';
import { deviceActivityPage } from '../../keycloak/account-pages.ts';
import type { Act, MarkName, Tone } from '../popup/realm-line.ts';
import { FailureNote } from './failure-note.tsx';
import { useSteadyHeight } from './hooks.ts';
import { Mark } from './marks.tsx';
import { issuerHost } from './words/format.ts';
import { keyPart } from './words/message.ts';
import { t } from './words/text.ts';

/** Failures after which the person can look for a session that was left, and end it by hand. */
const SESSION_MAY_BE_LEFT: readonly FailureCode[] = ['session-left', 'not-proven'];

/** Failures that a test of the realm explains: what Keycloak's own error page keeps to itself. */
const SET_UP: readonly FailureCode[] = [
  'not-a-realm',
  'issuer-mismatch',
  'no-sign-out-endpoint',
  'client-refused',
  'web-origin-missing',
  'post-logout-uri-refused',
  'interaction-needed',
  'token-refused',
];

/** What a row of realms shows, wherever it stands. */
export type RealmRowProps = {
  issuer: string;
  label: string;
  mark: MarkName;
  tone: Tone;
  /** The words; empty keeps their place. */
  line: string;
  acts: Act[];
  onAct: (act: Act) => void;
  failure?: Failure | undefined;
  /** Shows the moving bar. */
  busy: boolean;
  /** Keeps the height that the row had. */
  steady: boolean;
  /** What tests and assistive technology find the row by. */
  data: Record<`data-${string}`, string>;
  children?: ComponentChildren;
};

/** One realm: its mark, name and host, what is known of it, what can be done. */
export function RealmRow(props: RealmRowProps): JSX.Element {
  const { issuer, label, mark, tone, line, failure, busy, steady, data } = props;
  const row = useSteadyHeight<HTMLLIElement>(steady);
  // The button that was pressed goes away with the state it belonged to: the row takes the focus over.
  const act = (name: Act) => {
    row.current?.focus();
    props.onAct(name);
  };
  return (
    <li ref={row} class="realm" tabIndex={-1} data-realm={issuer} {...data}>
      <Mark name={mark} tone={tone} />
      <div class="name">
        <b>{label}</b> <span class="host">{issuerHost(issuer)}</span>
      </div>
      <p class={`line ${tone}`}>{line || '\u00a0'}</p>
      {props.acts.length > 0 && <ActButtons label={label} acts={props.acts} onAct={act} />}
      {failure && (
        <FailureNote failure={failure} tone={tone === 'bad' ? 'bad' : 'warn'}>
          {SESSION_MAY_BE_LEFT.includes(failure.code) && <DevicesLink issuer={issuer} label={label} />}
          {SET_UP.includes(failure.code) && <TestLink issuer={issuer} label={label} />}
        </FailureNote>
      )}
      {props.children}
      {busy && <Bar />}
    </li>
  );
}

function DevicesLink({ issuer, label }: { issuer: string; label: string }): JSX.Element {
  return (
    <a href={deviceActivityPage(issuer)} target="_blank" rel="noopener noreferrer">
      {t('failure.devices', { label })}
    </a>
  );
}

function TestLink({ issuer, label }: { issuer: string; label: string }): JSX.Element {
  return (
    <a href={`/options.html#test=${encodeURIComponent(issuer)}`} target="_blank" rel="noopener">
      {t('test.start_label', { label })}
    </a>
  );
}

function ActButtons({
  label,
  acts,
  onAct,
}: {
  label: string;
  acts: Act[];
  onAct: (act: Act) => void;
}): JSX.Element {
  return (
    <div class="acts">
      {acts.map((act) => (
        <button key={act} type="button" onClick={() => onAct(act)}>
          <ActName act={act} label={label} />
        </button>
      ))}
    </div>
  );
}

// Part of the name is only heard. An aria-label would do, were it not for those who speak what they see.
function ActName({ act, label }: { act: Act; label: string }): JSX.Element {
  const edge = '\u0000';
  const [before, heard, after] = t(`act.${keyPart(act)}`, { label, hide: edge, show: edge }).split(edge);
  return (
    <>
      {before}
      <span class="unseen">{heard}</span>
      {after}
    </>
  );
}

function Bar(): JSX.Element {
  return (
    <div class="bar">
      <i />
    </div>
  );
}
