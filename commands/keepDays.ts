/**
 * Range of days of a backup policy's retention: https://learn.microsoft.com/azure/backup/backup-azure-arm-vms-prepare
 */
export const KEEP_DAYS_MIN = 1;
export const KEEP_DAYS_MAX = 9_999;
/**
 * A year and a month, so that a yearly comparison needs no yes. A recovery point costs storage as long as it is kept:
 * a backup with more days is started only after a yes.
 */
export const KEEP_DAYS_UNCONFIRMED_MAX = 400;
