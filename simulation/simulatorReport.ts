/** One backup as the simulated Azure really ran it. Times are ISO texts; null if not reached yet. */
export interface ReportedJob {
  readonly id: string;
  readonly vm: string;
  readonly vault: string;
  readonly started: string;
  readonly snapshotDone: string | null;
  readonly ended: string | null;
}

/** Answer of the simulated Azure's `GET /__simulator`. */
interface SimulatorReport {
  readonly jobs: readonly ReportedJob[];
  /** Number of answers by action, such as `Microsoft.RecoveryServices/Vaults/backupJobs/read`. */
  readonly reads: Readonly<Record<string, number>>;
  readonly throttled: Readonly<Record<string, number>>;
}

export async function readSimulatorReport(azureUrl: string): Promise<SimulatorReport> {
  return (await (await fetch(`${azureUrl}/__simulator`)).json()) as SimulatorReport;
}
