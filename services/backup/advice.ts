import type { Advice } from './findings';
import type { Job } from './types';

/** Microsoft's two pages on failed VM backups. The addresses name no language, so each reader gets their own. */
const SNAPSHOT_PAGE =
  'https://learn.microsoft.com/azure/backup/backup-azure-troubleshoot-vm-backup-fails-snapshot-timeout';
const BACKUP_PAGE = 'https://learn.microsoft.com/azure/backup/backup-azure-vms-troubleshoot';

interface Row {
  readonly then: Advice['then'];
  readonly link: string;
  /** Other codes of the same cause, and the numbers that Azure sends instead of a name. */
  readonly also?: readonly string[];
}

/** Advice by the first error code of each cause, after Microsoft's two pages. */
const ROWS: Readonly<Record<string, Row>> = {
  UserErrorGuestAgentStatusUnavailable: { then: 'fixFirst', link: SNAPSHOT_PAGE, also: ['400196'] },
  GuestAgentSnapshotTaskStatusError: { then: 'fixFirst', link: SNAPSHOT_PAGE, also: ['400039'] },
  UserErrorVmProvisioningStateFailed: { then: 'fixFirst', link: SNAPSHOT_PAGE, also: ['400160'] },
  UserErrorRpCollectionLimitReached: { then: 'fixFirst', link: SNAPSHOT_PAGE },
  UserErrorBackupOperationInProgress: { then: 'wait', link: SNAPSHOT_PAGE, also: ['400001'] },
  ExtensionSnapshotFailedNoNetwork: { then: 'fixFirst', link: SNAPSHOT_PAGE },
  ExtensionOperationFailedForManagedDisks: { then: 'fixFirst', link: SNAPSHOT_PAGE },
  BackUpOperationFailed: { then: 'retry', link: SNAPSHOT_PAGE, also: ['BackUpOperationFailedV2', '400002'] },
  UserErrorVmNotFoundV2: {
    then: 'fixFirst',
    link: BACKUP_PAGE,
    also: ['400136', 'ResourceNotFound', '320001', 'BCMV2VMNotFound', '400094'],
  },
  UserErrorKeyVaultPermissionsNotConfigured: { then: 'fixFirst', link: SNAPSHOT_PAGE, also: ['400198'] },
  UserErrorCrpReportedUserError: { then: 'fixFirst', link: BACKUP_PAGE, also: ['400349'] },
  UserErrorBcmDatasourceNotPresent: { then: 'fixFirst', link: SNAPSHOT_PAGE },
  UserErrorUnsupportedDiskSize: { then: 'fixFirst', link: SNAPSHOT_PAGE },
  UserErrorFsFreezeFailed: { then: 'fixFirst', link: BACKUP_PAGE },
  // `fixFirst`: Azure takes file-system consistent snapshots in the next three attempts, so a retry at once is useless.
  ExtensionFailedVssWriterInBadState: { then: 'fixFirst', link: BACKUP_PAGE },
  ExtensionSnapshotFailedCOM: {
    then: 'fixFirst',
    link: BACKUP_PAGE,
    also: ['ExtensionInstallationFailedCOM', 'ExtensionInstallationFailedMDTC'],
  },
  ExtensionStuckInDeletionState: { then: 'fixFirst', link: BACKUP_PAGE },
  ExtensionFailedSnapshotLimitReachedError: { then: 'fixFirst', link: BACKUP_PAGE },
  ExtensionFailedTimeoutVMNetworkUnresponsive: { then: 'retry', link: BACKUP_PAGE },
  UserErrorVmNotInDesirableState: { then: 'wait', link: BACKUP_PAGE, also: ['UserErrorVmNotDesirableState'] },
  UserErrorRequestDisallowedByPolicy: { then: 'fixFirst', link: BACKUP_PAGE },
};

const ALL: readonly Advice[] = Object.entries(ROWS).flatMap(([key, { then, link, also = [] }]) =>
  [key, ...also].map((code) => ({ code, key, then, link })),
);
const BY_CODE = new Map(ALL.map((advice) => [advice.code.toLowerCase(), advice]));

/** Every error code with advice, in Azure's spelling, including numbers. */
export const ADVICE_CODES: readonly string[] = ALL.map(({ code }) => code);
/** The keys of the rows. The locales hold one text for each. */
export const ADVICE_KEYS: readonly string[] = Object.keys(ROWS);

/** Advice for a symbolic code in any case, or for its number; null for a code without advice. */
export function adviceFor(code: string): Advice | null {
  return BY_CODE.get(code.trim().toLowerCase()) ?? null;
}

/** Advice for the job's errors, in Azure's order, once per cause. */
export function adviceOf(job: Job): readonly Advice[] {
  const found = job.errors.flatMap(({ code }) => adviceFor(code) ?? []);
  return found.filter((advice, index) => found.findIndex(({ key }) => key === advice.key) === index);
}
