import type { ComponentChildren, JSX } from 'preact';
import type { Backend } from '../../contract/messages.ts';
import type { AppResult, ProviderResult, RunRow } from '../../contract/status.ts';
import { type AppLook, lookOfApp, lookOfProvider } from './app-line.ts';
import { Mark } from './marks.tsx';
import { render, t } from './words/text.ts';

type AppResultsProps = { backend: Backend; row: RunRow };

/** What happened to each app behind a realm, to the person's other devices, and to who let the person in. */
export function AppResults({ backend, row }: AppResultsProps): JSX.Element | null {
  const { apps = [], providers = [], devicesEnded, label, realmId } = row;
  if (apps.length + providers.length === 0 && devicesEnded === undefined) return null;
  return (
    <ul class="apps" aria-label={t('app.list', { label })}>
      {devicesEnded !== undefined && (
        <Line
          look={{ mark: 'ok', tone: 'good', words: [] }}
          name={t('app.devices', { count: devicesEnded })}
        />
      )}
      {apps.map((app) => (
        <AppLine key={app.origin ?? app.name} app={app} backend={backend} realmId={realmId} />
      ))}
      {providers.map((provider) => (
        <ProviderLine key={provider.alias} provider={provider} />
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
          {t('app.finish', { name })}
        </button>
      )}
    </Line>
  );
}

function ProviderLine({ provider }: { provider: ProviderResult }): JSX.Element {
  const { name, alias, state, endPage } = provider;
  return (
    <Line
      look={lookOfProvider(provider)}
      name={name}
      data={{ 'data-provider': alias, 'data-provider-state': state }}
    >
      {state === 'open' && endPage && (
        <a class="button" href={endPage} target="_blank" rel="noopener noreferrer">
          {t('provider.end', { name })}
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
  const words = look.words.map(render).join(', ');
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
