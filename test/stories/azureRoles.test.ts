import { startSimulatedAzure } from '../../playground/azure/server';
import { type CallName, CALLS } from '../../services/azure/http/calls';
import { createClock } from '../../services/platform/clock';
import { textOf } from '../support/cardParts';
import { type Product, startProduct } from '../support/product';

/** In this order: the backup that is started is the one that is cancelled. */
const LINES = ['vms', 'points vm-01', 'jobs', 'status vm-01', 'backup now vm-01', 'cancel vm-01', 'yes'] as const;
type Line = (typeof LINES)[number];
const ALL_OF_VMS: readonly Line[] = LINES.filter((line) => line !== 'yes');

/** The lines whose answers say which permission is missing. Every other answer says what it says with all of them. */
const SAID_BY: Readonly<Record<Exclude<CallName, 'subscriptions'>, readonly Line[]>> = {
  // Without the vaults, or what is in them, the bot knows no VM.
  vaults: ALL_OF_VMS,
  items: ALL_OF_VMS,
  points: ['points vm-01', 'status vm-01'],
  policies: ['status vm-01'],
  jobs: ['jobs', 'status vm-01', 'cancel vm-01'],
  // The list of jobs names the new job instead; the log says why.
  operation: [],
  // Whether a VM runs SQL Server is then not asked about; the log says why.
  vm: [],
  // Reads are then made a little later; `/readyz` says why.
  graph: [],
  trigger: ['backup now vm-01'],
  cancel: ['yes'],
};
/** What the answer says where nothing that it needs is missing. */
const WELL: Readonly<Record<Line, RegExp>> = {
  vms: /^14 protected VMs/,
  'points vm-01': /^vm-01: \d+ recovery points/,
  jobs: /^\d+ jobs match/,
  'status vm-01': /^vm-01: no snapshot is running/,
  'backup now vm-01': /^vm-01: backup started/,
  'cancel vm-01': /^Cancel the backup of vm-01\?/,
  yes: /^vm-01: Azure was asked to cancel/,
};
/** Lines that have nothing to speak of once an earlier one has failed. */
const AFTER: Readonly<Partial<Record<Line, readonly Line[]>>> = {
  'backup now vm-01': ['cancel vm-01', 'yes'],
  'cancel vm-01': ['yes'],
};
const SENTENCES = {
  en: (action: string, role: string) =>
    `Azure does not allow this bot to do that: the permission ${action} is missing. The role “Azure Backup ChatOps ${role}” (infra/roles/${role}.json) grants it. Whoever runs this bot can have it assigned.`,
  ja: (action: string, role: string) =>
    `このボットには Azure での権限 ${action} がありません。ロール「Azure Backup ChatOps ${role}」(infra/roles/${role}.json) に含まれます。ボットの管理者に割り当てを依頼してください。`,
};
const IN_JAPANESE = { locale: 'ja-JP', entities: [{ type: 'clientInfo', locale: 'ja-JP', timezone: 'Asia/Tokyo' }] };

let azure: Awaited<ReturnType<typeof startSimulatedAzure>>;
let bot: Product;
afterEach(async () => {
  await bot.stop();
  await azure.close();
});

/** From its start on, the bot lacks the permission of that call. */
async function startWithout(name: CallName): Promise<void> {
  const clock = { speed: 1, epoch: new Date() };
  azure = await startSimulatedAzure({
    ...{ clock: createClock(clock), fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end' },
    isAllowed: (_token, action) => action !== CALLS[name].action,
  });
  bot = await startProduct({
    AZURE_RESOURCE_MANAGER_URL: azure.url,
    CLOCK_SPEED: '1',
    CLOCK_EPOCH: clock.epoch.toISOString(),
  });
}

it.each(Object.entries(SAID_BY) as [keyof typeof SAID_BY, readonly Line[]][])(
  'when the permission of the call %s is missing, then %j say so, in both languages, and the rest works',
  async (name, lines) => {
    await startWithout(name);
    const { action, role } = CALLS[name];
    const left = new Set<Line>(LINES);
    for (const line of LINES) {
      if (!left.has(line)) continue;
      const { summary, card } = await bot.say(line);
      const isBroken = lines.includes(line);
      expect({ line, says: textOf(card).includes(SENTENCES.en(action, role)) }).toEqual({ line, says: isBroken });
      if (!isBroken) expect(summary).toMatch(WELL[line]);
      if (isBroken) for (const later of AFTER[line] ?? []) left.delete(later);
    }
    if (lines.includes('yes')) await bot.say('cancel vm-01', IN_JAPANESE);
    const [first] = lines;
    if (first === undefined) return;
    expect(textOf((await bot.say(first, IN_JAPANESE)).card)).toContain(SENTENCES.ja(action, role));
  },
);
