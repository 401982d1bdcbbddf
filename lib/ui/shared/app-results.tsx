import type { ComponentChildren, JSX } from 'preact';
import type { Backend } from '../../contract/messages.ts';
import type { RunRow } from '../../contract/status.ts';
import type { AppVerdict, BesideVerdict, DevicesVerdict, ProviderVerdict } from '../../verdict/beside.ts';
import { type LineLook, lookOfApp, lookOfDevices, lookOfProvider, soFar } from './app-line.ts';
import { Mark } from './marks.tsx';
import { render, t, textLocale } from './words/text.ts';

type AppResultsProps = {
  backend: Backend;
  row: RunRow<BesideVerdict>;
  /** What else can be done about an app. */
  choiceFor?: ((app: AppVerdict) => ComponentChildren) | undefined;
};

/** What happened to each app behind a realm, to the person's other devices, and to who let the person in. */
export function AppResults({ backend, row, choiceFor }: AppResultsProps): JSX.Element | null {
  const { label, realmId, step, verdict } = row;
  const atWork = step !== undefined;
  const { apps, providers, devices } = atWork ? soFar(verdict) : verdict;
  if (apps.length + providers.length === 0 && !devices) return null;
  return (
    <ul class="apps" aria-label={t('app.list', { label })}>
      {devices && <DevicesLine devices={devices} />}
      {apps.map((app) => (
        <AppLine key={app.key} app={app} backend={backend} realmId={realmId} atWork={atWork}>
          {choiceFor?.(app)}
        </AppLine>
      ))}
      {providers.map((provider) => (
        <ProviderLine key={provider.alias} provider={provider} />
      ))}
    </ul>
  );
}

function DevicesLine({ devices }: { devices: DevicesVerdict }): JSX.Element {
  const { words, ...look } = lookOfDevices(devices);
  return <Line look={{ ...look, words: [] }} name={words.map(render).join()} data={dataOfDevices(devices)} />;
}

type AppLineProps = { app: AppVerdict; backend: Backend; realmId: string };

type LineOfApp = AppLineProps & { atWork: boolean; children?: ComponentChildren };

function AppLine({ app, backend, realmId, atWork, children }: LineOfApp): JSX.Element {
  return (
    <Line look={lookOfApp(app, textLocale(), atWork)} name={app.name} data={dataOfApp(app)}>
      <FinishButton app={app} backend={backend} realmId={realmId} />
      {children}
    </Line>
  );
}

/** Gives up what the person has typed into an app's tab, where that kept it open. */
export function FinishButton({ app, backend, realmId }: AppLineProps): JSX.Element | null {
  const { name, origin, marks } = app;
  if (!origin || !marks.includes('kept-open')) return null;
  return (
    <button type="button" onClick={() => void backend.send('finish-app', { realmId, origin })}>
      {t('app.finish', { name })}
    </button>
  );
}

function ProviderLine({ provider }: { provider: ProviderVerdict }): JSX.Element {
  const { is, endPage, name } = provider;
  return (
    <Line look={lookOfProvider(provider)} name={name} data={dataOfProvider(provider)}>
      {is === 'in' && endPage && <EndPageLink name={name} endPage={endPage} />}
    </Line>
  );
}

type EndPageLinkProps = { name: string; endPage: string; primary?: boolean };

/** Leads to an identity provider's own sign-out page. */
export function EndPageLink({ name, endPage, primary = false }: EndPageLinkProps): JSX.Element {
  return (
    <a class={primary ? 'button primary' : 'button'} href={endPage} target="_blank" rel="noopener noreferrer">
      {t('provider.end', { name })}
    </a>
  );
}

/** What tests find an app's line by. */
export function dataOfApp({ key, marks }: AppVerdict): Record<`data-${string}`, string> {
  return { 'data-app': key, 'data-marks': marks.join(' ') };
}

/** What tests find an identity provider's line by. */
export function dataOfProvider({ alias, is }: ProviderVerdict): Record<`data-${string}`, string> {
  return { 'data-provider': alias, 'data-provider-state': is };
}

/** What tests find the line of the other devices by. */
export function dataOfDevices({ ended }: DevicesVerdict): Record<`data-${string}`, string> {
  return { 'data-devices': ended ? 'ended' : 'left' };
}

type LineProps = {
  look: LineLook;
  name: string;
  data: Record<`data-${string}`, string>;
  children?: ComponentChildren;
};

/** A line below a realm: its mark, whose it is, and what there is to say. */
export function Line({ look, name, data, children }: LineProps): JSX.Element {
  const words = look.words.map(render).join(', ');
  return (
    <li {...data}>
      <Mark name={look.mark} tone={look.tone} />
      <span>
        <bdi>{name}</bdi>
        {words && <span class={look.tone === 'good' ? 'soft' : look.tone}>: {words}</span>}
      </span>
      {children}
    </li>
  );
}
