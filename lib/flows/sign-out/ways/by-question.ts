import { endSessionEndpoint } from '../../../protocol/discovery.ts';
import { LIMITS } from '../../kernel/limits.ts';
import type { Ports } from '../../kernel/ports.ts';
import type { OpHandle } from '../../op/handle.ts';
import { landByHops } from '../../op/landing.ts';
import { askQuestion, type QuestionForm } from '../../op/question.ts';
import { doDeed, type RealmSignOut } from '../act.ts';
import { type Ended, readEnding, whileEnding } from '../ending.ts';
import type { EndWay } from './way.ts';

/**
 * By Keycloak's confirmation page, answered with its own form: no hint is given, so the session behind the browser's cookie ends and no
 * other can be meant. It needs no token.
 */
export const byQuestion: EndWay = {
  name: 'question',
  end: async (op, act, { sid, inBrowser }, ports) => {
    if (!inBrowser || !(await ports.access.hasHost(endSessionEndpoint(op.metadata)))) return null;
    const at = ports.moments.next();
    const answer = await askQuestion(op, ports);
    const { who, cause } = answer;
    act.add({ f: 'browser', at, who, by: 'question', ...(cause && { cause }) });
    if (answer.who !== 'somebody') return null;
    const work = () => post(op, act, answer.form, ports);
    return (await doDeed(act, { way: 'question', key: sid }, work)).landing;
  },
};

async function post(op: OpHandle, act: RealmSignOut, form: QuestionForm, ports: Ports): Promise<Ended> {
  const { issuer } = op.metadata;
  const request = landByHops(
    {
      url: form.action,
      init: { method: 'POST', body: new URLSearchParams(form.values) },
      limitMs: LIMITS.endSession,
      step: 'end-session',
      issuer,
    },
    ports,
  );
  const landing = await whileEnding(act, request, ports);
  return readEnding(op, act, landing, { uri: form.back, state: form.state }, ports);
}
