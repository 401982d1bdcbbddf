import type { ComponentChildren, JSX } from 'preact';
import type { Backend } from '../model/messages.ts';
import type { AppResult, RunRow, UpstreamResult } from '../model/status.ts';
import { type AppLook, lookOfApp, lookOfUpstream } from './app-line.ts';
import { Mark } from './marks.tsx';
import { say, tell } from './text.ts';

type AppResultsProps = { backend: Backend; row: RunRow };

/** What happened to each app behind a realm, to the person's other devices, and to who let the person in. */
export function AppResults({ backend, row }: AppResultsProps): JSX.Element | null {
  const { apps = [], upstreams = [], devicesEnded, label, realmId } = row;
  if (apps.length + upstreams.length === 0 && devicesEnded === undefined) return null;
  return (
    <ul class="apps" aria-label={say('app.list', { label })}>
      {devicesEnded !== undefined && (
        <Line
          look={{ mark: 'ok', tone: 'good', words: [] }}
          name={say('app.devices', { count: devicesEnded })}
        />
      )}
      {apps.map((app) => (
        <AppLine key={app.origin ?? app.name} app={app} backend={backend} realmId={realmId} />
      ))}
      {upstreams.map((upstream) => (
        <UpstreamLine key={upstream.alias} upstream={upstream} />
      ))}
    </ul>
  );
}

function AppLine({
  app,
  backend,
  realmId,
}: {
  app: AppResult;
  backend: Backend;
  realmId: string;
}): JSX.Element {
  const { name, origin, marks } = app;
  return (
    <Line
      look={lookOfApp(app)}
      name={name}
      data={{ 'data-app': origin ?? name, 'data-marks': marks.join(' ') }}
    >
      {origin && marks.includes('kept-open') && (
        <button type="button" onClick={() => void backend.send('finish-app', { realmId, origin })}>
          {say('app.finish', { name })}
        </button>
      )}
    </Line>
  );
}

function UpstreamLine({ upstream }: { upstream: UpstreamResult }): JSX.Element {
  const { name, alias, state, endPage } = upstream;
  return (
    <Line
      look={lookOfUpstream(upstream)}
      name={name}
      data={{ 'data-upstream': alias, 'data-upstream-state': state }}
    >
      {state === 'open' && endPage && (
        <a class="button" href={endPage} target="_blank" rel="noopener noreferrer">
          {say('upstream.end', { name })}
        </a>
      )}
    </Line>
  );
}

type LineProps = {
  look: AppLook;
  name: string;
  data?: Record<`data-${string}`, string>;
  children?: ComponentChildren;
};

function Line({ look, name, data, children }: LineProps): JSX.Element {
  const words = look.words.map(tell).join(', ');
  return (
    <li {...data}>
      <Mark name={look.mark} tone={look.tone} />
      <span>
        <b>{name}</b>
        {words && <span class={look.tone === 'good' ? 'soft' : look.tone}>: {words}</span>}
      </span>
      {children}
    </li>
  );
}
