import { findJob } from '../../../commands/lookup/job';
import type { Job, VaultRef } from '../../../services/backup/types';
import { AzureError, type AzureProblem, type Reading } from '../../../services/backup/vaults';
import type { Ask } from '../../../services/conversations/ask';
import type { Services } from '../../../views/services';
import { anAsk } from '../../support/commandBot';
import { aJob, anItem, aReading, NOW, VAULT } from '../../support/samples';

const vault = (name: string): VaultRef => ({ ...VAULT, name });
const VAULTS = ['vault-a', 'vault-b', 'vault-c', 'vault-d', 'vault-e', 'vault-f', 'vault-g'].map(vault);
const ADMIN = anAsk({ role: 'admin', may: () => true });
const DOWN: AzureProblem = { kind: 'unavailable', status: 500 };

/** Vaults with one VM each. `answers`: result of the single read by vault; without an entry, `notFound`. */
function servicesWith(
  names: readonly VaultRef[],
  answers: Readonly<Record<string, AzureProblem | Job>>,
  { bare = [] }: { readonly bare?: readonly VaultRef[] } = {},
): Services {
  const items = names.map((of) => anItem({ name: `vm-${of.name}`, vault: of }));
  const inventory = aReading({ items, vaults: [...names, ...bare], unread: [] });
  const vaults = {
    inventory: async () => inventory,
    known: () => inventory,
    jobs: async () => aReading([]),
    job: async ({ name }: VaultRef): Promise<Reading<Job>> => {
      const answer = answers[name] ?? ({ kind: 'notFound', what: 'job' } as const);
      if ('kind' in answer) throw new AzureError(answer);
      return aReading(answer);
    },
  };
  // The services that looking for a job uses.
  return { vaults, clock: { now: () => NOW }, triggers: { vaultOf: async () => null } } as unknown as Services;
}

const lookFor = (services: Services, ask: Ask = ADMIN): Promise<unknown> => findJob('j-1', ask, services);

it('when every vault was asked and has no such job, then there is none', async () => {
  await expect(lookFor(servicesWith(VAULTS.slice(0, 5), {}))).rejects.toMatchObject({
    problem: { kind: 'notFound', what: 'job' },
  });
});

it('when one vault fails, then the job of another is found all the same', async () => {
  const job = aJob({ id: 'j-1', vmName: 'vm-vault-b', vault: vault('vault-b') });
  const services = servicesWith(VAULTS.slice(0, 2), { 'vault-a': DOWN, 'vault-b': job });
  await expect(lookFor(services)).resolves.toMatchObject({ reading: { value: { id: 'j-1' } } });
});

it('when one vault fails and no other has the job, then it may be there', async () => {
  await expect(lookFor(servicesWith(VAULTS.slice(0, 2), { 'vault-a': DOWN }))).rejects.toMatchObject({
    reason: 'unknownJobUnread',
    unread: { vaults: ['vault-a'], skipped: [] },
  });
});

it('when all that were asked fail, then the reason is told', async () => {
  const services = servicesWith(VAULTS.slice(0, 1), { 'vault-a': DOWN });
  await expect(lookFor(services)).rejects.toMatchObject({ problem: DOWN });
});

it('when there are more vaults than one question asks, then it may be in the others', async () => {
  await expect(lookFor(servicesWith(VAULTS, {}))).rejects.toMatchObject({
    reason: 'unknownJobUnread',
    unread: { vaults: [], skipped: ['vault-f', 'vault-g'], limit: 5 },
  });
});

describe('a job of no VM, in a vault without VMs', () => {
  const services = (): Services =>
    servicesWith([vault('vault-a')], { 'vault-s': { kind: 'notOfVm', workload: 'SQL' } }, { bare: [vault('vault-s')] });

  it('is told as such to who may see all', async () => {
    await expect(lookFor(services())).rejects.toMatchObject({ problem: { kind: 'notOfVm', workload: 'SQL' } });
  });

  it('is not found by who may see some VMs only', async () => {
    const some = anAsk({ role: 'viewer', may: (_role, { vm }) => vm.name.startsWith('vm-') });
    await expect(lookFor(services(), some)).rejects.toMatchObject({ problem: { kind: 'notFound' } });
  });
});
