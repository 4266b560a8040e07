import type { ChooseView } from '../../protocol/questionViews';
import type { View } from '../../protocol/view';
import type { Unread } from '../../services/backup/vaults';
import type { QuestionAsks, QuestionEnd, QuestionVm } from '../../services/notify/questionContent';
import { before, days, item, LEFT_BEHIND, MANY_LONG, sampleJob, SAMPLES_NOW } from './builders';

const UNREAD: Unread = { vaults: ['vault-b'], subscriptions: [], skipped: [], others: false };
const TWO = [item('web-01', { resourceGroup: 'rg-prod' }), item('web-01', { resourceGroup: 'rg-test' })];

function choose(typed: string, items: readonly ReturnType<typeof item>[]): ChooseView {
  return {
    kind: 'choose',
    typed,
    candidates: items.map((candidate) => ({
      item: candidate,
      press: {
        verb: 'status',
        data: { command: { kind: 'status', vm: candidate.id } },
        say: `status ${candidate.id}`,
      },
    })),
  };
}

const PROPOSAL = '0d9f8a52-58a3-4f4f-8a7e-6d1f0b3c2e11';
const OPEN = { kind: 'confirm', proposal: PROPOSAL, by: 'Tanaka Yui', until: before(-5) } as const;

function backupOf(items: readonly ReturnType<typeof item>[]): Extract<View, { kind: 'confirm' }> {
  return { ...OPEN, asks: { kind: 'backup', items, retainUntil: days(30) } };
}

function cancelOf(snapshotDone: boolean | null): Extract<View, { kind: 'confirm' }> {
  return {
    ...OPEN,
    asks: { kind: 'cancel', job: sampleJob('inProgress', null), item: item(), snapshotDone, seen: { at: SAMPLES_NOW } },
  };
}

function askedVm({ vm, ref }: ReturnType<typeof item>): QuestionVm {
  return { name: vm.name, resourceGroup: vm.resourceGroup, vault: ref.vault.name };
}

const BACKUP_ASKED = { kind: 'backup', vms: TWO.map(askedVm) } as const;
const CANCEL_ASKED = { kind: 'cancel', vmName: 'vm-01', vms: [askedVm(item())] } as const;

function closedOf(how: QuestionEnd['how'], asks: QuestionAsks): Extract<View, { kind: 'closed' }> {
  return { kind: 'closed', by: 'Tanaka Yui', asks, end: { how, atMs: before(3).getTime() } };
}

const ALL_WARNINGS: Extract<View, { kind: 'confirm' }> = {
  ...OPEN,
  asks: {
    kind: 'backup',
    items: MANY_LONG,
    retainUntil: days(99),
    longDays: 99,
    often: MANY_LONG.map(({ vm }) => ({ vm: vm.name, count: 9 })),
    sql: MANY_LONG.map(({ vm }) => ({ vm: vm.name, tag: `${'workload'.repeat(20)}=${'SQL'.repeat(80)}` })),
  },
};

const APPROVED = { how: 'yes', atMs: before(60).getTime(), by: 'Sato Ken' } as const;

export const QUESTION_SAMPLES: readonly { readonly name: string; readonly view: View }[] = [
  { name: 'choose, two', view: choose('web-01', TWO) },
  { name: 'choose, a vault not read', view: { ...choose('web-01', TWO), unread: UNREAD } },
  { name: 'choose, one was left behind', view: choose('web-01', [...TWO, { ...LEFT_BEHIND, vm: item('web-01').vm }]) },
  { name: 'choose, fifty with the longest names', view: choose('vm', MANY_LONG) },
  { name: 'confirm, backup of two', view: backupOf(TWO) },
  {
    name: 'confirm, backup kept for 27 years',
    view: { ...OPEN, asks: { kind: 'backup', items: [item()], retainUntil: days(9_999), longDays: 9_999 } },
  },
  { name: 'confirm, backup of fifty with the longest names', view: backupOf(MANY_LONG) },
  { name: 'confirm, backup that a second person must approve', view: { ...backupOf(TWO), approval: true } },
  {
    name: 'confirm, backup of a VM backed up often',
    view: {
      ...OPEN,
      asks: { kind: 'backup', items: [item()], retainUntil: days(30), often: [{ vm: 'vm-01', count: 4 }] },
    },
  },
  {
    name: 'confirm, backup of a VM that runs SQL Server by its tag',
    view: {
      ...OPEN,
      asks: {
        kind: 'backup',
        items: [item()],
        retainUntil: days(30),
        sql: [{ vm: 'vm-01', tag: 'workload=SQL Server' }],
      },
    },
  },
  {
    name: 'confirm, backup of fifty with the longest names and every warning, to approve',
    view: { ...ALL_WARNINGS, approval: true },
  },
  { name: 'confirm, cancel that a second person must approve', view: { ...cancelOf(false), approval: true } },
  { name: 'closed, backup of two, approved', view: { ...closedOf('yes', BACKUP_ASKED), end: APPROVED } },
  {
    name: 'closed, backup of two, declined',
    view: { ...closedOf('no', BACKUP_ASKED), end: { ...APPROVED, how: 'no' } },
  },
  { name: 'confirm, cancel in the snapshot', view: cancelOf(false) },
  { name: 'confirm, cancel after the snapshot', view: cancelOf(true) },
  { name: 'confirm, cancel, phase not known', view: cancelOf(null) },
  { name: 'closed, backup of two, answered yes', view: closedOf('yes', BACKUP_ASKED) },
  { name: 'closed, cancel, answered yes', view: closedOf('yes', CANCEL_ASKED) },
  { name: 'closed, cancel, answered no', view: closedOf('no', CANCEL_ASKED) },
  { name: 'closed, cancel, replaced', view: closedOf('replaced', CANCEL_ASKED) },
  {
    name: 'closed, cancel of a VM no longer protected, lapsed',
    view: closedOf('lapsed', { ...CANCEL_ASKED, vms: [] }),
  },
  {
    name: 'closed, backup of fifty with the longest names, lapsed',
    view: closedOf('lapsed', { kind: 'backup', vms: MANY_LONG.map(askedVm) }),
  },
  { name: 'which, a cancel', view: { kind: 'which', questions: [{ proposal: PROPOSAL, asks: CANCEL_ASKED }] } },
  {
    name: 'which, two of them',
    view: {
      kind: 'which',
      questions: [
        { proposal: PROPOSAL, asks: BACKUP_ASKED },
        { proposal: PROPOSAL.replace('0d9f', '1d9f'), asks: CANCEL_ASKED },
      ],
    },
  },
];
