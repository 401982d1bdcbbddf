import { useEffect, useState } from 'preact/hooks';
import type { Backend, Result } from '../../contract/messages.ts';
import type { Failure } from '../../errors/failure.ts';

/** Which sign-out a page shows: undefined until that is known, null where there is none. */
export type ShownRun = { runId: string | null | undefined; failure?: Failure };

/** The sign-out named in an address's fragment, as this page writes it there itself. */
export function runIdIn(hash: string): string | null {
  const name = new URLSearchParams(hash.slice(1)).get('run');
  return name || null;
}

/**
 * Finds out which sign-out to show. An address that names none may be an arrival from an OP and is handed to the background
 * once; afterwards the address names the sign-out alone, so that a reload shows it again and sends nothing.
 */
export function useRunId(backend: Backend): ShownRun {
  const [shown, setShown] = useState<ShownRun>({
    runId: isArrival() ? undefined : runIdIn(location.hash),
  });
  useEffect(() => {
    if (!isArrival()) return;
    void arrive(backend).then((answer) => setShown(settle(answer)));
  }, [backend]);
  return shown;
}

function isArrival(): boolean {
  return location.search !== '' || runIdIn(location.hash) === null;
}

/** A worker that is stopped before it answers has forgotten the page; a new one takes the same arrival again. */
async function arrive(backend: Backend): Promise<Result<{ runId: string | null }>> {
  const payload = { search: location.search };
  const answer = await backend.send('arrived', payload);
  return !answer.ok && answer.failure.code === 'interrupted' ? backend.send('arrived', payload) : answer;
}

function settle(answer: Result<{ runId: string | null }>): ShownRun {
  // The query stays where the background failed: a reload can hand it over again.
  if (!answer.ok) return { runId: null, failure: answer.failure };
  const runId = answer.value.runId ?? runIdIn(location.hash);
  const fragment = runId ? `#${new URLSearchParams({ run: runId })}` : '';
  history.replaceState(null, '', location.pathname + fragment);
  return { runId };
}
