import type { Ask } from '../../services/conversations/ask';
import { UserError } from '../../services/platform/errors';
import type { Services } from '../../views/services';

/** After this the person has found another way, or the reason is gone. */
const LATE_MS = 15 * 60_000;
/** A fast clock leaves a restart its time. */
const LATE_REAL_MS = 2 * 60_000;

/** Before anything changes in Azure: throws UserError where it was asked too long ago, since nobody was there to answer. */
export function rejectStaleRequest(vm: string, { askedMs }: Ask, { clock }: Pick<Services, 'clock'>): void {
  if (askedMs === undefined) return;
  if (clock.now().getTime() - askedMs > Math.max(LATE_MS, LATE_REAL_MS * clock.speed))
    throw new UserError('askedTooLongAgo', { vm });
}
