/** The range of days that a backup policy's retention takes: https://learn.microsoft.com/azure/backup/backup-azure-arm-vms-prepare */
export const KEEP_DAYS_MIN = 1;
export const KEEP_DAYS_MAX = 9_999;
