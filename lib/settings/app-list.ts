import { appOriginOf } from '../protocol/app-origin.ts';
import type { App } from './schema.ts';

/** Why a line names no app: no address, or http beyond this machine. */
export type RefusedLine = { line: string; reason: 'no-address' | 'not-secure' };

/** The apps that a text names, and the lines that name none. */
export type AppList = { apps: App[]; refused: RefusedLine[] };

/** As long as a label may be. */
const LABEL_LENGTH = 80;

/**
 * Reads a list of apps as a person types or pastes it: a line for each, its address first and, behind it, the label. An
 * address without a scheme is taken as https.
 */
export function readAppList(text: string): AppList {
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  const read = lines.map(readLine);
  const apps = read.flatMap((one) => ('origin' in one ? [one] : []));
  return { apps: mergeApps([], apps), refused: read.flatMap((one) => ('line' in one ? [one] : [])) };
}

/** Adds apps to a list; an origin stands once, as it was first named. */
export function mergeApps(apps: App[], more: App[]): App[] {
  const all = [...apps, ...more];
  return all.filter(({ origin }, at) => all.findIndex((other) => other.origin === origin) === at);
}

function readLine(line: string): App | RefusedLine {
  const [address = '', ...label] = line.split(/\s+/);
  const url = URL.parse(/^[a-z][a-z0-9+.-]*:\/\//i.test(address) ? address : `https://${address}`);
  if (!url || !/^https?:$/.test(url.protocol)) return { line, reason: 'no-address' };
  const origin = appOriginOf(url.href);
  if (!origin) return { line, reason: 'not-secure' };
  return { origin, label: (label.join(' ') || url.host).slice(0, LABEL_LENGTH) };
}
