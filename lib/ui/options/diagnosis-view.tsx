import type { JSX } from 'preact';
import type { OptionsView } from '../../contract/messages.ts';
import {
  CAUSES,
  type Cause,
  CHECKS,
  type CheckState,
  type Diagnosis,
  failureFor,
  isCheck,
  ownWordsOf,
} from '../../keycloak/diagnosis.ts';
import type { Realm } from '../../settings/schema.ts';
import { Mark } from '../shared/marks.tsx';
import { issuerHost } from '../shared/words/format.ts';
import { keyPart } from '../shared/words/message.ts';
import { t } from '../shared/words/text.ts';
import { isHostAllowed } from './allowed.ts';
import { CommandLine } from './command-line.tsx';
import { pageTitle } from './pages.tsx';
import { linkTo } from './places.ts';
import type { RealmTest } from './use-diagnosis.ts';

/** Begins the test of a realm. */
export function TestButton({ realm, start }: { realm: Realm; start: () => void }): JSX.Element {
  return (
    <button type="button" aria-label={t('test.start_label', { label: realm.label })} onClick={start}>
      {t('test.start')}
    </button>
  );
}

type TestViewProps = { view: OptionsView; realm: Realm; diagnosis: RealmTest };

/**
 * The test of a realm's set-up: each check as it ends, what is wrong first, each with the way to put it right. A test that was begun
 * elsewhere shows here too, however quickly it ended.
 */
export function TestView({ view, realm, diagnosis }: TestViewProps): JSX.Element | null {
  const { label, issuer } = realm;
  const { test, done, open, close } = diagnosis;
  if (!open) return null;
  return (
    <dialog open class="test" aria-label={t('test.title', { label })} aria-busy={!done} data-test={issuer}>
      <p role="status">{done ? summaryOf(done) : t('test.running')}</p>
      {!isHostAllowed(view.allowed, issuer) && (
        <p class="soft">{t('test.why', { host: issuerHost(issuer) })}</p>
      )}
      {test && <Checks test={test} issuer={issuer} />}
      <button type="button" onClick={close}>
        {t('test.close')}
      </button>
    </dialog>
  );
}

function summaryOf({ checks }: Diagnosis): string {
  const count = (state: CheckState['state']) =>
    Object.values(checks).filter((check) => check.state === state).length;
  const [wrong, unknown] = [count('wrong'), count('unknown')];
  const parts = [
    wrong > 0 ? t('test.summary_wrong', { count: wrong }) : '',
    unknown > 0 ? t('test.summary_unknown', { count: unknown }) : '',
  ].filter(Boolean);
  return parts.length > 0 ? parts.join(' ') : t('test.summary_ok');
}

type DoneCheck = { cause: Cause; check: CheckState };

function Checks({ test, issuer }: { test: Diagnosis; issuer: string }): JSX.Element {
  const done = [...new Set<Cause>([...CAUSES, ...CHECKS])].flatMap((cause) => {
    const check = test.checks[cause];
    return check ? [{ cause, check }] : [];
  });
  const [passed, wrong, unknown] = (['ok', 'wrong', 'unknown'] as const).map((state) =>
    done.filter(({ check }) => check.state === state),
  ) as [DoneCheck[], DoneCheck[], DoneCheck[]];
  return (
    <>
      <ul class="apps">
        {[...wrong, ...unknown].map(({ cause, check }) => (
          <Check key={cause} {...{ cause, check, issuer }} />
        ))}
      </ul>
      <details>
        <summary>{t('test.rest', { count: passed.length })}</summary>
        <ul class="apps">
          {passed.map(({ cause, check }) => (
            <Check key={cause} {...{ cause, check, issuer }} />
          ))}
        </ul>
      </details>
    </>
  );
}

/** What is put right by registering the client, which is done on a page of its own. */
const UNREGISTERED: readonly Cause[] = ['built-in-client', 'client-unknown'];

function Check({ cause, check, issuer }: DoneCheck & { issuer: string }): JSX.Element {
  const data = { 'data-cause': cause, 'data-state': check.state };
  if (check.state === 'wrong') return <Wrong {...{ cause, check, issuer, data }} />;
  const isOk = check.state === 'ok';
  return (
    <li {...data}>
      <Mark name={isOk ? 'ok' : 'unsure'} tone={isOk ? 'good' : 'warn'} />
      <span>
        {isCheck(cause) && t(`test.${keyPart(cause)}.ok`)}{' '}
        {check.state === 'unknown' && <span class="soft">{t(`test.unknown.${keyPart(check.why)}`)}</span>}
      </span>
    </li>
  );
}

type WrongProps = {
  cause: Cause;
  check: Extract<CheckState, { state: 'wrong' }>;
  issuer: string;
  data: Record<string, string>;
};

function Wrong({ cause, check, issuer, data }: WrongProps): JSX.Element {
  const [what, remedy] = wrongWords(cause);
  return (
    <li {...data}>
      <Mark name="alert" tone="bad" />
      <div class="why">
        <p>
          <span class="bad">{what}</span> {remedy}{' '}
          {UNREGISTERED.includes(cause) && <a href={linkTo('admins', issuer)}>{pageTitle('admins')}</a>}
        </p>
        {check.details.map((detail) => (
          <code key={detail}>{detail}</code>
        ))}
        {check.command && <KcadmLine line={check.command} />}
      </div>
    </li>
  );
}

/** What is wrong, and what to do: in the words that a realm's row has for it too, where it has. */
function wrongWords(cause: Cause): [what: string, remedy: string] {
  const own = ownWordsOf(cause);
  if (own) return [t(`test.${keyPart(own)}.wrong`), t(`test.${keyPart(own)}.remedy`)];
  const code = keyPart(failureFor(cause) ?? 'unexpected');
  return [t(`error.${code}.what`), t(`error.${code}.remedy`)];
}

function KcadmLine({ line }: { line: string }): JSX.Element {
  return (
    <CommandLine
      title={t('test.command')}
      needs={t('client.kcadm_needs')}
      line={line}
      copies={t('client.kcadm_copy')}
    />
  );
}
