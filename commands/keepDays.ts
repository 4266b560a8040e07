/** The range of days that a backup policy's retention takes: https://learn.microsoft.com/azure/backup/backup-azure-arm-vms-prepare */
export const KEEP_DAYS_MIN = 1;
export const KEEP_DAYS_MAX = 9_999;
/**
 * A year and a month: what a yearly comparison needs. The storage is paid for as long as the recovery point is kept, so
 * more days are started only after a yes.
 */
export const KEEP_DAYS_UNCONFIRMED_MAX = 400;
