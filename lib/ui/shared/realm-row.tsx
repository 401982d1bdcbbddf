import type { ComponentChildren, JSX } from 'preact';
import { type Failure, traitsOf } from '../../errors/failure.ts';
import { deviceActivityPage } from '../../keycloak/account-pages.ts';
import type { Act, MarkName, Tone } from '../popup/realm-line.ts';
import { FailureNote } from './failure-note.tsx';
import { useSteadyHeight } from './hooks.ts';
import { Mark } from './marks.tsx';
import { issuerHost } from './words/format.ts';
import { keyPart } from './words/message.ts';
import { t } from './words/text.ts';

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
  /** Shows the moving bar, and keeps the height that the row had. */
  busy: boolean;
  /** Whether nobody has named the realm: it was found. */
  found?: boolean;
  /** What tests and assistive technology find the row by. */
  data: Record<`data-${string}`, string>;
  children?: ComponentChildren;
};

/** One realm: its mark, name and host, what is known of it, what can be done. */
export function RealmRow(props: RealmRowProps): JSX.Element {
  const { issuer, label, mark, tone, line, failure, busy, found, data } = props;
  const row = useSteadyHeight<HTMLLIElement>(busy);
  // The button that was pressed goes away with the state it belonged to: the row takes the focus over.
  const act = (name: Act) => {
    row.current?.focus();
    props.onAct(name);
  };
  return (
    <li ref={row} class="realm" tabIndex={-1} data-realm={issuer} {...data}>
      <Mark name={mark} tone={tone} />
      <div class="name">
        <bdi>{label}</bdi> <span class="host">{issuerHost(issuer)}</span>{' '}
        {found && <span class="tag">{t('found.tag')}</span>}
      </div>
      <p class={`line ${tone}`}>{line || '\u00a0'}</p>
      {props.acts.length > 0 && (
        <div class="acts">
          {props.acts.map((name) => (
            <ActButton key={name} label={label} act={name} onAct={act} />
          ))}
        </div>
      )}
      {failure && (
        <FailureNote failure={failure} tone={tone === 'bad' ? 'bad' : 'warn'}>
          <HelpLink failure={failure} issuer={issuer} label={label} />
        </FailureNote>
      )}
      {props.children}
      {busy && <Bar />}
    </li>
  );
}

type HelpLinkProps = { failure: Failure; issuer: string; label: string };

/** Where the person can see more of a failure: their own list of sessions, or a test of the realm. */
export function HelpLink({ failure, issuer, label }: HelpLinkProps): JSX.Element | null {
  const { help } = traitsOf(failure.code);
  if (help === 'sessions') return <SessionsLink issuer={issuer} label={label} />;
  return help === 'test' ? <TestLink issuer={issuer} label={label} /> : null;
}

function SessionsLink({ issuer, label }: { issuer: string; label: string }): JSX.Element {
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

type ActButtonProps = { label: string; act: Act; onAct: (act: Act) => void; primary?: boolean };

/** What can be done to a realm, as a button. */
export function ActButton({ label, act, onAct, primary = false }: ActButtonProps): JSX.Element {
  return (
    <button type="button" class={primary ? 'primary' : ''} onClick={() => onAct(act)}>
      <ActName act={act} label={label} />
    </button>
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
