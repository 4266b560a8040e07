import type { ProtectedItem } from '../services/backup/types';
import type { Ask } from '../services/conversations/ask';
import type { Services } from './services';

/** Items that the asker may see, including soft-deleted ones. */
export async function visibleItems(ask: Ask, services: Services, maxAgeMs?: number): Promise<readonly ProtectedItem[]> {
  const { value } = await services.vaults.inventory(maxAgeMs === undefined ? {} : { maxAgeMs });
  return value.items.filter((item) => ask.grant.may('viewer', item));
}
