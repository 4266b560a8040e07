import { UserError } from '../../services/platform/errors';
import { isTimeZone } from '../../services/platform/language';
import { type Handler, outcome } from '../handler';

/** Changes the conversation's language and time zone, or shows them. */
export const changeSettings: Handler<'settings'> = async ({ language, timeZone }, { ask, services }) => {
  if (timeZone !== undefined && !isTimeZone(timeZone)) throw new UserError('badTimeZone', { typed: timeZone });
  const changed = language !== undefined || timeZone !== undefined;
  const change = { ...(language && { language }), ...(timeZone !== undefined && { timeZone }) };
  const settings = await (changed ? services.settings.change(ask.to, change) : services.settings.of(ask.to));
  return outcome({
    kind: 'settings',
    language: settings.language ?? ask.language,
    timeZone: settings.timeZone ?? ask.timeZone,
    changed,
  });
};
