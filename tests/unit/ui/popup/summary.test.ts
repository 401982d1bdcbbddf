import { describe, expect, it } from 'vitest';
import type { View } from '../../../../lib/contract/messages.ts';
import type { RealmStatus } from '../../../../lib/contract/status.ts';
import { allButton, statusOf } from '../../../../lib/ui/popup/summary.ts';
import { message } from '../../../../lib/ui/shared/words/message.ts';
import { rowOf, runOf } from '../rows.ts';
import { viewOf } from '../view.ts';

const inn: RealmStatus = { state: 'signed-in', userName: 'alice' };
const out: RealmStatus = { state: 'signed-out' };
const working: RealmStatus = { state: 'working', step: 'ending' };
const realms = (count: number) => message('popup.realms', { count });
const noteOf = (view: View) => allButton(view, false).note;

describe('the button for everything', () => {
  it('counts realms and who is signed in', () => {
    const known = message('popup.signed_in', { count: 1 });
    expect(noteOf(viewOf(inn, out))).toEqual(message('popup.summary', { realms: realms(2), known }));
  });

  it('says so where nobody is signed in', () => {
    const known = message('popup.none_signed_in');
    expect(noteOf(viewOf(out))).toEqual(message('popup.summary', { realms: realms(1), known }));
  });

  it('counts what is not known, failures with it', () => {
    const known = message('popup.signed_in', { count: 1 });
    const args = { realms: realms(3), known, unsure: 2 };
    expect(noteOf(viewOf(inn, undefined, { state: 'failed' }))).toEqual(
      message('popup.summary_unsure', args),
    );
  });

  it('claims nothing where nothing is known', () => {
    expect(noteOf(viewOf(undefined, undefined))).toEqual(
      message('popup.summary_unknown', { realms: realms(2) }),
    );
  });

  it('says that it checks only once that takes a while', () => {
    const view = viewOf({ ...inn, checking: true });
    expect(allButton(view, true).note).toEqual(message('row.checking'));
    expect(allButton(view, false).note).not.toEqual(message('row.checking'));
  });

  it('counts what is done while a sign-out runs, and not after it', () => {
    const rows = [rowOf('0', 'signed-out'), rowOf('1', 'working')];
    const view = viewOf(out, working);
    expect(noteOf({ ...view, runs: [runOf(rows)] })).toEqual(
      message('popup.progress', { done: 1, total: 2 }),
    );
    expect(noteOf({ ...view, runs: [runOf(rows.slice(0, 1))] }).key).toBe('popup.summary');
  });

  it('can be clicked unless every realm is working', () => {
    expect(allButton(viewOf(working, out), false)).toMatchObject({
      enabled: true,
      label: message('popup.all'),
    });
    expect(allButton(viewOf(working, working), false)).toMatchObject({
      enabled: false,
      label: message('popup.all_working'),
    });
  });
});

describe('the status of a realm', () => {
  it.each(['constructor', '__proto__', 'toString'])('of the id %s is unknown until it was asked', (id) => {
    expect(statusOf(viewOf(inn), id)).toEqual({ state: 'unknown' });
    const asked = { ...viewOf(), statuses: Object.fromEntries([[id, out]]) };
    expect(statusOf(asked, id)).toEqual(out);
  });
});
