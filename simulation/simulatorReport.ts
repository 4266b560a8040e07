/** One backup as the simulated Azure says that it really went; ISO times, null before. */
export interface RealJob {
  readonly id: string;
  readonly vm: string;
  readonly vault: string;
  readonly started: string;
  readonly snapshotDone: string | null;
  readonly ended: string | null;
}

/** What `GET /__simulator` answers. */
export interface Happened {
  readonly jobs: readonly RealJob[];
  /** By action. */
  readonly reads: Readonly<Record<string, number>>;
  readonly throttled: Readonly<Record<string, number>>;
}

export async function happenedAt(azureUrl: string): Promise<Happened> {
  return (await (await fetch(`${azureUrl}/__simulator`)).json()) as Happened;
}
