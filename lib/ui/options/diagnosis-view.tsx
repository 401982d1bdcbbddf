import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { OptionsBackend, OptionsView } from '../../contract/messages.ts';
import { type Cause, CHECKS, type CheckState, type Diagnosis } from '../../keycloak/diagnosis.ts';
import type { Realm } from '../../settings/schema.ts';
import { Mark } from '../shared/marks.tsx';
import { ownOf } from '../shared/own-of.ts';
import { issuerHost } from '../shared/words/format.ts';
import { keyPart } from '../shared/words/message.ts';
import { t } from '../shared/words/text.ts';
import { isHostAllowed } from './allowed.ts';
import { CommandLine } from './command-line.tsx';

type RealmTestingProps = {
  backend: OptionsBackend;
  view: OptionsView;
  realm: Realm;
  /** Its test has been begun by the page, as when the realm has just been added. */
  begun?: boolean;
};

/**
 * Tests a realm's set-up: each check as it ends, what is wrong first, each with the way to put it right. A test that was begun
 * elsewhere shows here too, however quickly it ended.
 */
export function RealmTesting({ backend, view, realm, begun = false }: RealmTestingProps): JSX.Element {
  const { label, issuer, id } = realm;
  const test = ownOf(view.tests, id);
  const [open, setOpen] = useState(false);
  const running = test?.running ?? false;
  useEffect(() => {
    if (running || begun) setOpen(true);
  }, [running, begun]);
  useEffect(() => {
    if (location.hash !== `#test=${encodeURIComponent(issuer)}`) return;
    setOpen(true);
    void backend.setUp('test-realm', { realmId: id });
  }, [backend, issuer, id]);
  const start = () => {
    // First of all: a browser takes such a request only in the very handler of a click.
    const asked = backend.requestHosts([issuer]);
    setOpen(true);
    void asked.then(() => backend.setUp('test-realm', { realmId: id }));
  };
  return (
    <div class="more">
      <button type="button" aria-label={t('test.start_label', { label })} onClick={start}>
        {t('test.start')}
      </button>
      {open && (
        <dialog open class="test" aria-label={t('test.title', { label })} data-test={issuer}>
          <p role="status">{test && !running ? summaryOf(test) : t('test.running')}</p>
          {!isHostAllowed(view.allowed, issuer) && (
            <p class="soft">{t('test.why', { host: issuerHost(issuer) })}</p>
          )}
          {test && <Checks test={test} />}
          <button type="button" onClick={() => setOpen(false)}>
            {t('test.close')}
          </button>
        </dialog>
      )}
    </div>
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

function Checks({ test }: { test: Diagnosis }): JSX.Element {
  const done = CHECKS.flatMap((cause) => {
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
          <Check key={cause} cause={cause} check={check} />
        ))}
      </ul>
      <details>
        <summary>{t('test.rest', { count: passed.length })}</summary>
        <ul class="apps">
          {passed.map(({ cause, check }) => (
            <Check key={cause} cause={cause} check={check} />
          ))}
        </ul>
      </details>
    </>
  );
}

function Check({ cause, check }: { cause: Cause; check: CheckState }): JSX.Element {
  const key = keyPart(cause);
  const data = { 'data-cause': cause, 'data-state': check.state };
  if (check.state === 'ok')
    return (
      <li {...data}>
        <Mark name="ok" tone="good" />
        <span>{t(`test.${key}.ok`)}</span>
      </li>
    );
  if (check.state === 'unknown')
    return (
      <li {...data}>
        <Mark name="unsure" tone="warn" />
        <span>
          {t(`test.${key}.ok`)} <span class="soft">{t(`test.unknown.${keyPart(check.why)}`)}</span>
        </span>
      </li>
    );
  return (
    <li {...data}>
      <Mark name="alert" tone="bad" />
      <div class="why">
        <p>
          <span class="bad">{t(`test.${key}.wrong`)}</span> {t(`test.${key}.remedy`)}
        </p>
        {check.details.map((detail) => (
          <code key={detail}>{detail}</code>
        ))}
        {check.command && <KcadmLine line={check.command} />}
      </div>
    </li>
  );
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
