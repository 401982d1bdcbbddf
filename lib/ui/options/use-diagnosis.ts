import { useCallback, useEffect, useState } from 'preact/hooks';
import type { OptionsBackend, OptionsView } from '../../contract/messages.ts';
import type { Diagnosis } from '../../keycloak/diagnosis.ts';
import type { Realm } from '../../settings/schema.ts';
import { ownOf } from '../shared/own-of.ts';

/** A realm's test as its row shows it. */
export type RealmTest = {
  /** What is known so far. */
  test: Diagnosis | undefined;
  /** What it has come to; null while it goes on. */
  done: Diagnosis | null;
  open: boolean;
  /** Asks for the realm's host and tests it. Call it in the very handler of a click. */
  start: () => void;
  close: () => void;
};

/**
 * The test of a realm, which is open from the time that it is begun, here or elsewhere, or asked for by the page's address.
 * @param begun it has been begun by the page, as when the realm has just been added.
 */
export function useDiagnosis(
  backend: OptionsBackend,
  view: OptionsView,
  { id, issuer }: Realm,
  begun = false,
): RealmTest {
  const test = ownOf(view.tests, id);
  const [open, setOpen] = useState(false);
  // What an earlier test has said is not what this one says.
  const [asking, setAsking] = useState(false);
  const running = test?.running ?? false;
  const ask = useCallback(() => {
    setAsking(true);
    void backend.setUp('test-realm', { realmId: id }).finally(() => setAsking(false));
  }, [backend, id]);
  useEffect(() => {
    if (running || begun) setOpen(true);
  }, [running, begun]);
  useEffect(() => {
    if (location.hash !== `#test=${encodeURIComponent(issuer)}`) return;
    setOpen(true);
    ask();
  }, [ask, issuer]);
  const start = () => {
    // First of all: a browser takes such a request only in the very handler of a click.
    const asked = backend.requestHosts([issuer]);
    setOpen(true);
    setAsking(true);
    void asked.then(ask);
  };
  const done = test && !running && !asking ? test : null;
  return { test, done, open, start, close: () => setOpen(false) };
}
