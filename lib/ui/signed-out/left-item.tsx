import type { ComponentChildren, JSX } from 'preact';
import type { Backend } from '../../contract/messages.ts';
import type { RunRow } from '../../contract/status.ts';
import type { AppVerdict, DevicesVerdict, ProviderVerdict } from '../../verdict/beside.ts';
import {
  type LineLook,
  LOOK_OF_UNTOLD,
  lookOfApp,
  lookOfDevices,
  lookOfProvider,
} from '../shared/app-line.ts';
import {
  dataOfApp,
  dataOfDevices,
  dataOfProvider,
  EndPageLink,
  FinishButton,
} from '../shared/app-results.tsx';
import { FailureNote } from '../shared/failure-note.tsx';
import { Mark } from '../shared/marks.tsx';
import { HelpLink } from '../shared/realm-row.tsx';
import { render, t, textLocale } from '../shared/words/text.ts';
import type { Beside } from './left.ts';

type LeftItemProps = {
  backend: Backend;
  left: Beside;
  /** Whether the page on which it can be ended is linked here; else the remedy has it. */
  linked: boolean;
};

/** An app, an identity provider or other devices that a sign-out has left, and why. */
export function LeftItem({ backend, left, linked }: LeftItemProps): JSX.Element {
  const { row } = left;
  if ('app' in left) return <LeftApp app={left.app} backend={backend} row={row} />;
  if ('untold' in left) return <UntoldApps row={row} />;
  if ('provider' in left) return <LeftProvider provider={left.provider} row={row} linked={linked} />;
  return <LeftDevices devices={left.devices} row={row} linked={linked} />;
}

function LeftApp({ app, backend, row }: { app: AppVerdict; backend: Backend; row: RunRow }): JSX.Element {
  const where = app.origin ? new URL(app.origin).host : row.label;
  return (
    <Item name={app.name} where={where} look={lookOfApp(app, textLocale(), false)} data={dataOfApp(app)}>
      <FinishButton app={app} backend={backend} realmId={row.realmId} />
    </Item>
  );
}

function UntoldApps({ row }: { row: RunRow }): JSX.Element {
  return (
    <Item
      name={t('app.untold_name')}
      where={row.label}
      look={LOOK_OF_UNTOLD}
      data={{ 'data-apps': 'untold' }}
    />
  );
}

type LeftProviderProps = { provider: ProviderVerdict; row: RunRow; linked: boolean };

function LeftProvider({ provider, row, linked }: LeftProviderProps): JSX.Element {
  const { name, is, endPage } = provider;
  return (
    <Item name={name} where={row.label} look={lookOfProvider(provider)} data={dataOfProvider(provider)}>
      {linked && is === 'in' && endPage && <EndPageLink name={name} endPage={endPage} />}
    </Item>
  );
}

type LeftDevicesProps = { devices: DevicesVerdict; row: RunRow; linked: boolean };

function LeftDevices({ devices, row, linked }: LeftDevicesProps): JSX.Element {
  const { cause } = devices;
  return (
    <Item
      name={t('devices.name')}
      where={row.label}
      look={lookOfDevices(devices)}
      data={dataOfDevices(devices)}
    >
      {cause && (
        <FailureNote failure={cause} tone="warn">
          {linked && <HelpLink failure={cause} issuer={row.issuer} label={row.label} />}
        </FailureNote>
      )}
    </Item>
  );
}

type ItemProps = {
  name: string;
  where: string;
  look: LineLook;
  data: Record<`data-${string}`, string>;
  children?: ComponentChildren;
};

function Item({ name, where, look, data, children }: ItemProps): JSX.Element {
  return (
    <li class="realm beside" {...data}>
      <Mark name={look.mark} tone={look.tone} />
      <div class="name">
        <bdi>{name}</bdi>{' '}
        <span class="host" dir="auto">
          {where}
        </span>
      </div>
      <p class={`line ${look.tone}`}>{sentence(look.words.map(render).join(', '))}</p>
      {children}
    </li>
  );
}

/** A line of its own begins with a capital letter and ends with a full stop. */
function sentence(words: string): string {
  const closed = words.endsWith('.') ? words : `${words}.`;
  return closed.charAt(0).toLocaleUpperCase(textLocale()) + closed.slice(1);
}
