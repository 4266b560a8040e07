/**
 * Range of days of a backup policy's retention: https://learn.microsoft.com/azure/backup/backup-azure-arm-vms-prepare
 */
export const KEEP_DAYS_MIN = 1;
export const KEEP_DAYS_MAX = 9_999;
/**
 * A recovery point costs storage as long as it is kept, and its retention cannot be changed later: a backup with more
 * days than Azure's default is started only after a yes.
 */
export const KEEP_DAYS_UNCONFIRMED_MAX = 30;
