import { UserError } from '../../services/platform/errors';
import { isTimeZone } from '../../services/platform/language';
import { withAudit } from '../audited';
import { type Handler, outcome } from '../handler';

/** Changes the conversation's language and time zone, or shows them. */
export const changeSettings: Handler<'settings'> = async (command, context) => {
  const { language, timeZone } = command;
  const { ask, services } = context;
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw new UserError('badTimeZone', { typed: timeZone });
  const changed = language !== undefined || timeZone !== undefined;
  const change = { ...(language && { language }), ...(timeZone !== undefined && { timeZone }) };
  const settings = changed
    ? await withAudit({ kind: 'setting', command, item: null }, context, async () => ({
        value: await services.settings.change(ask.to, change),
        outcome: { result: 'changed', jobId: null, code: null },
      }))
    : await services.settings.of(ask.to);
  return outcome({
    kind: 'settings',
    language: settings.language ?? ask.language,
    timeZone: settings.timeZone ?? ask.timeZone,
    changed,
  });
};
