import type { JSX } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Countdown, CountdownAnswer } from '../../contract/countdown.ts';
import type { Backend, View } from '../../contract/messages.ts';
import { useTitle, useView } from '../shared/hooks.ts';
import { render, t, textLocale } from '../shared/words/text.ts';
import { isSpoken, lineOfCountdown } from './countdown-line.ts';

/** What the window is given to work with. */
export type CountdownBackend = Backend & {
  watchCountdown(onCountdown: (countdown: Countdown | null) => void): () => void;
  /** The time, milliseconds since 1970. */
  now(): number;
};

/** How often the time that is left is looked at, milliseconds: each second is seen. */
const TICK_MS = 250;

/** A small window: how long until the sign-out that comes by itself, and what a person can say to it. */
export function CountdownPage({ backend }: { backend: CountdownBackend }): JSX.Element {
  const view = useView(backend);
  const [countdown, setCountdown] = useState<Countdown | null>(null);
  useLayoutEffect(() => backend.watchCountdown(setCountdown), [backend]);
  useTitle(t('extension.shortName'));
  return (
    <main class="window">
      {view && countdown && <Body backend={backend} view={view} countdown={countdown} />}
    </main>
  );
}

type BodyProps = { backend: CountdownBackend; view: View; countdown: Countdown };

function Body({ backend, view, countdown }: BodyProps): JSX.Element {
  const now = useNow(backend, countdown.stoppedAt === undefined);
  const heading = useRef<HTMLHeadingElement>(null);
  // A key that is already on its way decides nothing.
  useEffect(() => heading.current?.focus(), []);
  const realms = view.settings.realms.filter(({ id }) => !view.found.includes(id));
  const line = lineOfCountdown(countdown, realms, view.statuses, now, textLocale());
  const spoken = useSpoken(render(line.heading), countdown, now);
  const isStopped = countdown.stoppedAt !== undefined;
  const part = Math.max(0, Math.min(1, (countdown.actAt - now) / (countdown.actAt - countdown.startedAt)));
  const say = (answer: CountdownAnswer) => void backend.send('answer-countdown', { answer });
  return (
    <>
      <div class="said">
        <h1 ref={heading} tabIndex={-1}>
          {render(line.heading)}
        </h1>
        <p>{render(line.why)}</p>
        <p class="soft">{render(line.who)}</p>
        <p class="unseen" role="status">
          {spoken}
        </p>
      </div>
      <div class="left" aria-hidden>
        {!isStopped && <i style={{ transform: `scaleX(${part})` }} />}
      </div>
      <div class="row">
        <button type="button" class="primary" onClick={() => say('now')}>
          {t('countdown.now')}
        </button>
        {/* It stays under the pointer when the words become the question who sits here. */}
        <button type="button" onClick={() => say(isStopped ? 'that-is-me' : 'not-now')}>
          {t(isStopped ? 'countdown.that_is_me' : 'countdown.not_now')}
        </button>
      </div>
    </>
  );
}

function useNow({ now }: CountdownBackend, runs: boolean): number {
  const [at, setAt] = useState(now);
  useEffect(() => {
    if (!runs) return;
    const timer = setInterval(() => setAt(now()), TICK_MS);
    return () => clearInterval(timer);
  }, [now, runs]);
  return at;
}

/** What is said aloud: not each second. */
function useSpoken(heading: string, countdown: Countdown, now: number): string {
  const spoken = useRef(heading);
  if (countdown.stoppedAt !== undefined || isSpoken(countdown, now)) spoken.current = heading;
  return spoken.current;
}
