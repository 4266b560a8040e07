import type { Ask } from '../../services/conversations/ask';
import { MINUTE_MS } from '../../services/platform/durations';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';

/** Age at which a request is refused: by then somebody has done it in another way, or its reason is gone. */
const STALE_MS = 15 * MINUTE_MS;
/** Minimum age in real time, so that a restart of the bot fits in, however fast the clock runs. */
const STALE_REAL_MS = 2 * MINUTE_MS;

/**
 * Throws UserError `askedTooLongAgo` before a change in Azure, if the bot was down when the request came and it is old
 * now.
 */
export function rejectStaleRequest(vm: string, { askedMs }: Ask, { clock }: Pick<Services, 'clock'>): void {
  if (askedMs === undefined) return;
  if (clock.now().getTime() - askedMs > Math.max(STALE_MS, STALE_REAL_MS * clock.speed))
    throw new UserError('askedTooLongAgo', { vm });
}
