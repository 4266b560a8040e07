import type { CommandOutcome } from '../../commands/handler';
import { runCommand } from '../../commands/run';
import type { Command } from '../../protocol/command';
import type { SafeView, StatusView } from '../../protocol/vmViews';
import { everyoneIsAdmin } from '../../services/access/accessRules';
import type { Job, ProtectedItem, VaultRef } from '../../services/backup/types';
import { AzureError, type Reading, type Vaults } from '../../services/backup/vaults';
import type { Ask } from '../../services/conversations/ask';
import { Proposals } from '../../services/conversations/proposals';
import { NOT_REQUESTED } from '../../services/onDemand/triggers';
import type { Services } from '../../views/services';
import { CHANGES_ALLOWED } from './changesAllowed';
import { anAsk, ITEMS, NO_LOG, viewOf } from './commandBot';
import { aCommandStore } from './commandStore';
import { aGrant } from './grants';
import { ManualClock } from './manualClock';
import { aReading, at } from './samples';

export const GONE = new AzureError({ kind: 'notFound', what: 'job' });

/** Who asks. */
export interface Who {
  readonly role?: Ask['grant']['role'];
  readonly may?: Ask['grant']['may'];
}

/** Commands over an Azure of a list of rows and single reads; the list is five seconds old. */
export class JobListHarness {
  readonly store = aCommandStore();
  items: readonly ProtectedItem[] = ITEMS;
  /** Rows of the vault's list. */
  rows: Job[] = [];
  /** Jobs that single reads show instead. */
  readonly alone = new Map<string, Job | AzureError>();
  listProblem: AzureError | null = null;
  /** Which vault's list has the problem; null: each. */
  problemIn: string | null = null;
  /** When backups were triggered that no job shows yet. */
  unseen: readonly Date[] = [];
  /** Ids of the jobs that were read alone. */
  readonly read: string[] = [];
  triggered = 0;
  readonly #vaults: Partial<Vaults> = {
    inventory: async () => this.#inventory(),
    known: () => this.#inventory(),
    jobs: async (vault) => this.#listOf(vault),
    job: async (vault, id) => {
      this.read.push(id);
      const row = this.rows.find((job) => job.id === id && job.vault.name === vault.name);
      const found = this.alone.get(id) ?? row ?? GONE;
      if (found instanceof AzureError) throw found;
      return aReading(found, at(-1));
    },
    points: async () => aReading([], at(0)),
    policy: async () => aReading(null, at(0)),
    tags: async () => aReading({}, at(0)),
    trigger: async () => {
      this.triggered += 1;
      return 'named';
    },
  };

  run(command: Command, { role = 'operator', may = () => true }: Who = {}): Promise<CommandOutcome> {
    const { store } = this;
    const clock = new ManualClock(at(0).toISOString());
    // Other tests cover triggers; here only those count that no job shows yet.
    const services = {
      ...{ clock, store, vaults: this.#vaults, readOnly: CHANGES_ALLOWED },
      ...{
        consistencyCache: { remember: () => undefined },
        access: { ...everyoneIsAdmin, grantOf: () => aGrant({ role, may }) },
      },
      proposals: new Proposals({ store, clock, log: NO_LOG, wake: () => undefined }),
      triggers: {
        pending: async () => this.unseen,
        newest: async () => null,
        vaultOf: async () => null,
        requestOf: async () => NOT_REQUESTED,
        ofTurn: async () => null,
        record: async () => ({ key: 'k', assignJob: async () => 'k', withdraw: async () => undefined }),
      },
    } as unknown as Services;
    return runCommand(command, anAsk({ role, may }), services);
  }

  async safe(who?: Who): Promise<SafeView> {
    return viewOf(await this.run({ kind: 'safe', vm: 'vm-01' }, who)) as SafeView;
  }

  async status(who?: Who): Promise<StatusView> {
    return viewOf(await this.run({ kind: 'status', vm: 'vm-01' }, who)) as StatusView;
  }

  #inventory(): Awaited<ReturnType<Vaults['inventory']>> {
    return aReading({ items: this.items, vaults: [], unread: [] }, at(0));
  }

  #listOf({ name }: VaultRef): Reading<readonly Job[]> {
    const value = this.rows.filter(({ vault }) => vault.name === name).map((job) => ({ ...job, tasks: null }));
    const isLost = this.problemIn === null || this.problemIn === name;
    return { ...aReading(value, at(-5)), ...(this.listProblem && isLost && { problem: this.listProblem }) };
  }
}
