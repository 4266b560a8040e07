/** One backup as the simulated Azure says that it really went; ISO times, null before. */
export interface ReportedJob {
  readonly id: string;
  readonly vm: string;
  readonly vault: string;
  readonly started: string;
  readonly snapshotDone: string | null;
  readonly ended: string | null;
}

/** What `GET /__simulator` answers. */
export interface SimulatorReport {
  readonly jobs: readonly ReportedJob[];
  /** By action. */
  readonly reads: Readonly<Record<string, number>>;
  readonly throttled: Readonly<Record<string, number>>;
}

export async function readSimulatorReport(azureUrl: string): Promise<SimulatorReport> {
  return (await (await fetch(`${azureUrl}/__simulator`)).json()) as SimulatorReport;
}
