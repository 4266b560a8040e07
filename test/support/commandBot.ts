import { answerText } from '../../commands/answer';
import type { CommandOutcome } from '../../commands/handler';
import { runCommand } from '../../commands/run';
import type { Command } from '../../protocol/command';
import { ReadOnly } from '../../services/access/readOnly';
import { NO_GRANT } from '../../services/access/roles';
import type { Ask } from '../../services/conversations/ask';
import { Proposals } from '../../services/conversations/proposals';
import { Triggers } from '../../services/onDemand/triggers';
import type { Clock } from '../../services/platform/clock';
import type { Services } from '../../views/services';
import { aCommandStore, type CommandStoreOfTests } from './commandStore';
import { aGrant } from './grants';
import { anItem, aReading, NOTHING_READ, NOW, VAULT } from './samples';

export const VAULT_B = { ...VAULT, name: 'vault-b' };
export const ITEMS = [
  anItem(),
  anItem({ name: 'vm-02', vault: VAULT_B }),
  anItem({ name: 'web' }),
  anItem({ name: 'web', resourceGroup: 'rg-test' }),
  anItem({ name: 'secret', vault: { ...VAULT, name: 'vault-c' } }),
];
export const NO_LOG = { warn: () => undefined };
export const TO = { tenant: 'tenant-a', conversation: '19:c@thread.tacv2' };

interface CommandBot {
  readonly store: CommandStoreOfTests;
  readonly services: Services;
  readonly run: (command: Command) => Promise<CommandOutcome>;
  /** The same as text, as people type it. */
  readonly say: (text: string) => Promise<CommandOutcome>;
}

/** Who asks. */
interface Who {
  readonly role?: Ask['grant']['role'];
  /** The name of the VM that they may not see. */
  readonly hides?: string;
  /** The id of somebody else, whose access has ended. */
  readonly left?: string;
}

/** The bot for commands that only look at the list of items and at the store. */
export function aBot({ role = 'viewer', hides, left }: Who = {}): CommandBot {
  const store = aCommandStore();
  const ask = anAsk({ role, may: (_role, item) => role !== null && item.vm.name !== hides });
  const reading = aReading({ items: ITEMS, vaults: [], unread: [] });
  // Only what these commands touch: anything else would be a test of another command.
  const services = {
    store,
    clock: { now: () => NOW },
    access: { grantOf: ({ id }: Ask['person']) => (id === left ? NO_GRANT : ask.grant), contact: () => null },
    vaults: { inventory: async () => reading, known: () => reading },
    lastRead: NOTHING_READ,
    readOnly: new ReadOnly({ store, clock: { now: () => NOW } as Clock, byEnvironment: false }),
    triggers: new Triggers({ store, clock: { now: () => NOW } as Clock, wake: () => undefined }),
    proposals: new Proposals({
      store,
      clock: { now: () => NOW, speed: 1 } as Clock,
      log: NO_LOG,
      wake: () => undefined,
    }),
  } as unknown as Services;
  return {
    store,
    services,
    run: (command) => runCommand(command, ask, services),
    say: (text) => answerText(text, ask, services),
  };
}

export function anAsk(grant: Pick<Ask['grant'], 'role' | 'may'> = { role: 'viewer', may: () => true }): Ask {
  return {
    person: { id: '29:me', name: 'Me', aadObjectId: 'aad-me', tenantId: 'tenant-a', guest: false },
    place: { id: TO.conversation, kind: 'channel', teamId: '19:team' },
    to: TO,
    thread: 'root-1',
    grant: aGrant(grant),
    language: 'en',
    timeZone: 'Asia/Tokyo',
    turnId: 't-1',
  };
}

export function viewOf(outcome: CommandOutcome): Extract<CommandOutcome, { kind: 'view' }>['view'] {
  expect(outcome.kind).toBe('view');
  return (outcome as Extract<CommandOutcome, { kind: 'view' }>).view;
}
