import type { ReadOnly } from '../../services/access/readOnly';

/** Read-only mode that is off, for tests of something else. */
export const CHANGES_ALLOWED: Pick<ReadOnly, 'requireChanges' | 'shown'> = {
  requireChanges: async () => undefined,
  shown: async () => ({}),
};
