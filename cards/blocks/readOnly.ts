import { adminTextOf, readOnlyFacts, type ReadOnlyMode } from '../../services/access/readOnly';
import type { Speaker } from '../text/speaker';

/** Who made the bot read-only, since when and why. */
export function readOnlyText(mode: ReadOnlyMode, speaker: Speaker): string {
  return mode.kind === 'environment'
    ? speaker.text('messages:readOnly.environment')
    : speaker.text(`messages:readOnly.${adminTextOf(mode)}`, readOnlyFacts(mode));
}
