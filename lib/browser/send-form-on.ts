import type { FormToSend } from '../contract/messages.ts';
import { SIGNED_OUT_PAGE } from './addresses.ts';
import { send } from './send.ts';

/**
 * Leads this tab on by a form that the worker has stored for it, so that what the form holds stands in no address. A page that was
 * opened by anybody else, or again, finds none and shows that there is nothing to show.
 * @param key names the form.
 */
export async function sendFormOn(key: string): Promise<void> {
  const answer = await send('take-form', { key });
  const form = answer.ok ? answer.value : null;
  if (!form) return location.replace(SIGNED_OUT_PAGE);
  if (form.method === 'post') return submit(form);
  const url = new URL(form.action);
  for (const [name, value] of Object.entries(form.fields)) url.searchParams.set(name, value);
  location.replace(url);
}

function submit({ action, fields }: FormToSend): void {
  const form = document.createElement('form');
  form.action = action;
  form.method = 'post';
  for (const [name, value] of Object.entries(fields)) form.append(hiddenField(name, value));
  document.body.append(form);
  // A field of the form may be called `submit`, which hides the form's own method of that name.
  HTMLFormElement.prototype.submit.call(form);
}

function hiddenField(name: string, value: string): HTMLInputElement {
  const field = document.createElement('input');
  field.type = 'hidden';
  field.name = name;
  field.value = value;
  return field;
}
