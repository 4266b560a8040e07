import type { AzureVaults } from '../../services/azure/vaults';
import { list } from './armBodies';
import { type ArmStub, startArmStub, type StubAnswer, type StubRequest } from './armStub';
import { VAULT } from './samples';
import { VaultsHarness } from './vaultsHarness';

const MINUTE_MS = 60_000;

/** A job of the vault, as Azure has it. */
interface TrueJob {
  readonly id: string;
  readonly startedMs: number;
  status: string;
}

/** The port to Azure over a vault's jobs, which are listed and read as Azure does. */
export class RunningHarness extends VaultsHarness {
  jobs: TrueJob[] = [];
  /** What a request is answered in place of the truth. */
  fault: (request: StubRequest) => StubAnswer | null = () => null;

  private constructor(stub: ArmStub) {
    super(stub);
    stub.answer((request) => this.fault(request) ?? this.#answerTo(request));
  }

  static override async start(): Promise<RunningHarness> {
    return new RunningHarness(await startArmStub());
  }

  nowMs(): number {
    return this.clock.now().getTime();
  }

  /** A job that began so many milliseconds ago. */
  runs(id: string, ago: number, status = 'InProgress'): TrueJob {
    const job = { id, startedMs: this.nowMs() - ago, status };
    this.jobs.push(job);
    return job;
  }

  /** The jobs of the last hour. */
  listed(options = { maxAgeMs: 0 }): ReturnType<AzureVaults['jobs']> {
    return this.port.jobs(VAULT, this.hoursAgo(1), options);
  }

  async idsOf(reading = this.listed()): Promise<string[]> {
    return (await reading).value.map(({ id }) => id);
  }

  /** As Azure does: a list has the jobs that began in its window, and of one status where that is asked for. */
  #answerTo({ path, query }: StubRequest): StubAnswer {
    const row = ({ id, startedMs, status }: TrueJob): object =>
      this.job(id, { minutesAgo: (this.nowMs() - startedMs) / MINUTE_MS, status });
    const single = this.jobs.find(({ id }) => path.endsWith(`/backupJobs/${id}`));
    if (single) return { body: row(single) };
    if (!path.endsWith('/backupJobs')) return { status: 404, body: { error: { code: 'NotFound', message: '' } } };
    const from = Date.parse(`${/startTime eq '([^']+)'/.exec(query.get('$filter') ?? '')![1]!} UTC`);
    const status = statusIn(query);
    return list(
      ...this.jobs.filter((job) => job.startedMs >= from && (status === null || job.status === status)).map(row),
    );
  }
}

/** The one status that a list is asked for; null: whatever status. */
export function statusIn(query: URLSearchParams): string | null {
  return /status eq '([^']+)'/.exec(query.get('$filter') ?? '')?.[1] ?? null;
}
