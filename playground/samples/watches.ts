import type { MessageView } from '../../protocol/messageView';
import type { View } from '../../protocol/view';
import type { AuditView, WatchesView } from '../../protocol/watchViews';
import { type AuditedEntry, deliveryEnded, deliveryFailed, rulesReloaded } from '../../services/access/audit';
import type { RunningSubscription } from '../../services/subscriptions/jobSubscription';
import type { Watch, WatchScope } from '../../services/subscriptions/watch';
import { before, item, LEFT_BEHIND, longItem, SAMPLES_NOW, VAULT } from './builders';
import { HOSTILE } from './texts';

interface Sample {
  readonly name: string;
  readonly view: View;
}

const CHANNEL = '19:0123456789abcdef0123456789abcdef@thread.tacv2';
const ALL: WatchScope = { kind: 'all' };
const OF_VAULT: WatchScope = { kind: 'vault', vault: VAULT };

function ofVm({ id, vm }: ReturnType<typeof item>): WatchScope {
  return { kind: 'vm', itemId: id, vmName: vm.name };
}

function watch(scope: WatchScope, change: Partial<Watch> & { name?: string } = {}): Watch {
  const { name = 'Tanaka Yui', ...rest } = change;
  const person = { id: '29:1a2b3c', name, aadObjectId: null, tenantId: null, guest: false };
  return {
    to: { tenant: '66666666-7777-8888-9999-000000000000', conversation: CHANNEL },
    thread: null,
    scope,
    level: 'failures',
    owner: { person, place: { id: CHANNEL, kind: 'channel', teamId: null } },
    language: 'en',
    timeZone: 'Asia/Tokyo',
    createdMs: before(2_000).getTime(),
    ...rest,
  };
}

function watches(
  did: WatchesView['did'],
  of: readonly Watch[],
  change: Partial<Pick<WatchesView, 'standing' | 'ended' | 'hidden' | 'resting' | 'inactive' | 'running'>> = {},
): WatchesView {
  const counts = { standing: did === 'ended' ? 0 : of.length, ended: 0, hidden: 0 };
  return { kind: 'watches', did, watches: of, ...counts, resting: [], at: SAMPLES_NOW, ...change };
}

const THREE = [watch(ALL), watch(OF_VAULT, { level: 'progress' }), watch(ofVm(item()), { level: 'all' })];
const MANY = Array.from({ length: 100 }, (_, index) =>
  watch(ofVm(longItem(index)), { level: 'progress', name: HOSTILE }),
);

const JOB = '5b0c2e4a-6a0f-4d0e-9d35-0f1a2b3c4d5e';

function asked(change: Partial<RunningSubscription> = {}): RunningSubscription {
  const { vm, ref } = item();
  const of = { jobId: JOB, vmName: vm.name, vmResourceGroup: vm.resourceGroup, vault: ref.vault };
  return { ...of, by: 'Tanaka Yui', isOwn: true, createdMs: before(12).getTime(), ...change };
}

const ASKED = [asked(), asked({ vmName: 'vm-02', by: HOSTILE, isOwn: false }), asked({ vmName: 'vm-03', jobId: null })];

const OBJECT_ID = '11111111-2222-4333-8444-555555555555';
const REQUEST = '99999999-8888-4777-8666-555555555555';

function refusedFor(code: string): Pick<AuditedEntry, 'kind' | 'rule' | 'outcome'> {
  return { kind: 'refusal', rule: null, outcome: { result: 'refused', jobId: null, code } };
}

function entry(text: string, change: Partial<AuditedEntry> = {}): AuditedEntry {
  return {
    at: before(90).getTime(),
    kind: 'trigger',
    by: { id: '29:1a2b3c', aadObjectId: OBJECT_ID, name: 'Tanaka Yui' },
    tenant: null,
    conversation: CHANNEL,
    command: 'backupNow',
    text,
    vm: { name: 'vm-01', itemId: item().id },
    role: 'operator',
    rule: `rules.1: {"who":"user:${OBJECT_ID}","role":"operator","vms":["vm-*"]}`,
    requestId: null,
    outcome: { result: 'started', jobId: JOB, code: null },
    ...change,
  };
}

const ENTRIES: readonly AuditedEntry[] = [
  entry('backup now vm-01', { requestId: REQUEST }),
  entry('cancel vm-02', { role: 'viewer', ...refusedFor('notPermitted') }),
  entry('cancel vm-01', {
    requestId: REQUEST,
    outcome: { result: 'azureRefused', jobId: JOB, code: 'BMSUserErrorCancelNotAllowed' },
  }),
  entry(HOSTILE, {
    role: null,
    vm: null,
    rule: null,
    outcome: { result: 'aWordOfANewerVersion', jobId: null, code: null },
  }),
  entry('backup now vm-03 keep 14d', { at: before(4_000).getTime(), outcome: null }),
];

/** What no person asked for, and answers to questions. */
const EVENTS: readonly AuditedEntry[] = [
  entry('backup now vm-01 vm-02', { kind: 'proposal', outcome: { result: 'asked', jobId: null, code: null } }),
  entry('yes', { kind: 'proposal', outcome: { result: 'accepted', jobId: null, code: null } }),
  entry('language en', { kind: 'setting', vm: null, outcome: { result: 'changed', jobId: null, code: null } }),
  entry('', { vm: null, role: null, ...refusedFor('unlisted') }),
  entry('yes', { vm: null, ...refusedFor('proposalExpired') }),
  entry('cancel vm-01', {
    kind: 'cancel',
    outcome: { result: 'declined', jobId: null, code: 'cannotCancel.transfer' },
  }),
  entry('backup now vm-01', {
    requestId: REQUEST,
    approvedBy: { id: '29:4d5e6f', aadObjectId: OBJECT_ID, name: 'Sato Ken' },
  }),
  deliveryFailed({ tenant: 't', conversation: CHANNEL }, before(94).getTime(), {
    ...{ why: 'tooOld', vm: { name: 'vm-01', itemId: item().id }, jobId: JOB },
  }),
  deliveryEnded({ tenant: 't', conversation: CHANNEL }, before(95).getTime(), 'removed'),
  deliveryEnded({ tenant: 't', conversation: CHANNEL }, before(96).getTime(), 'unreachable'),
  rulesReloaded({ result: 'rulesRead', digest: 'ab12'.repeat(16) }, before(97).getTime()),
  rulesReloaded({ result: 'rulesBroken', reason: 'access file: not valid JSON.' }, before(98).getTime()),
];

function audit(entries: readonly AuditedEntry[], change: Partial<AuditView> = {}): AuditView {
  return { kind: 'audit', vmName: null, days: 7, entries, cutAt: null, at: SAMPLES_NOW, ...change };
}

function message(key: string, facts: MessageView['facts'] = {}, offers: MessageView['offers'] = []): Sample {
  return { name: `message, ${key}`, view: { kind: 'message', tone: 'warning', key, facts, offers } };
}

const STOP_VM = { kind: 'unwatch', scope: { vm: 'rg-prod/vm-01' } };
const STOP = { verb: 'unwatch', data: { command: STOP_VM }, say: 'unwatch rg-prod/vm-01' };
const WATCH_ALL = { kind: 'watch', scope: { all: true } };
const START = { verb: 'watch', data: { command: WATCH_ALL }, say: 'watch all' };

export const WATCH_SAMPLES: readonly Sample[] = [
  { name: 'watches, began, failures of a VM', view: watches('began', [watch(ofVm(item()))]) },
  {
    name: 'watches, began, of a VM that is not backed up',
    view: watches('began', [watch(ofVm(LEFT_BEHIND))], { inactive: LEFT_BEHIND }),
  },
  {
    name: 'watches, began, progress of a vault',
    view: watches('began', [watch(OF_VAULT, { level: 'progress' })], { standing: 4 }),
  },
  { name: 'watches, began, all of all', view: watches('began', [watch(ALL, { level: 'all' })], { standing: 2 }) },
  { name: 'watches, none', view: watches('listed', []) },
  { name: 'watches, none, two that ended', view: watches('listed', [], { ended: 2 }) },
  { name: 'watches, three', view: watches('listed', THREE) },
  { name: 'watches, three, and backups that were asked for', view: watches('listed', THREE, { running: ASKED }) },
  { name: 'watches, none, and one backup that was asked for', view: watches('listed', [], { running: [asked()] }) },
  { name: 'watches, one at rest, two not shown', view: watches('listed', THREE, { resting: ['all'], hidden: 2 }) },
  { name: 'watches, none that may be shown', view: watches('listed', [], { hidden: 1 }) },
  { name: 'watches, ended as far as they may be shown', view: watches('ended', THREE, { hidden: 1 }) },
  { name: 'watches, a hundred with the longest names', view: watches('listed', MANY) },
  { name: 'watches, one ended', view: watches('ended', [watch(ofVm(item()))], { standing: 1 }) },
  { name: 'watches, all ended', view: watches('ended', THREE) },
  { name: 'watches, brought back', view: watches('restored', THREE.slice(0, 2), { standing: 3 }) },
  { name: 'audit, none', view: audit([]) },
  { name: 'audit, none of the newest', view: audit([], { cutAt: 200 }) },
  { name: 'audit, five', view: audit(ENTRIES) },
  { name: 'audit, of events', view: audit(EVENTS) },
  { name: 'audit, of one VM', view: audit(ENTRIES.slice(0, 1), { vmName: 'vm-01', days: 1 }) },
  {
    name: 'audit, a thousand',
    view: audit(
      Array.from({ length: 200 }, (_, index) => entry(`backup now ${longItem(index).vm.name}`)),
      { cutAt: 200 },
    ),
  },
  message('unknownVault', { typed: 'valut-a' }, [START]),
  message('severalVaults', { typed: 'vault-a' }, [START]),
  message('tooManyWatches', { limit: 100 }),
  message('nothingWatched'),
  message('notWatched', {}, [STOP]),
  message('nothingEnded'),
  message('daysRange', { min: 1, max: 400 }),
  message('watchMissing', { usage: 'watch <vm>|<vault>|all [failures|progress|all]' }, [START]),
];
