import type { HelpView, MessageView } from '../../protocol/messageView';
import type { View } from '../../protocol/view';
import { readOnlyFacts, type ReadOnlyMode } from '../../services/access/readOnly';
import { before, SAMPLES_NOW } from './builders';
import { HOSTILE } from './texts';

interface Sample {
  readonly name: string;
  readonly view: View;
}

const SWITCH = {
  id: '5b2f8f5e-7b0f-4a52-9c1c-000000000009',
  atMs: before(40).getTime(),
  by: { id: '29:sato', name: 'Sato Ken' },
  why: 'storage migration of vault-a',
};
const PROPOSAL = '0d9f8a52-58a3-4f4f-8a7e-6d1f0b3c2e12';
const ASKED = { kind: 'readOnlyOff', vms: [] } as const;
const LIFT = { verb: 'readOnly', data: { command: { kind: 'readOnly', set: 'off' } }, say: 'read only off' };

function message(key: string, facts: MessageView['facts'] = {}, rest: Partial<MessageView> = {}): Sample {
  return {
    name: `message, readOnly.${key}`,
    view: { kind: 'message', tone: 'warning', key: `readOnly.${key}`, facts, offers: [], ...rest },
  };
}

function help(readOnly: ReadOnlyMode): HelpView {
  const usage = { en: 'status <vm>', ja: '状態 <vm>' };
  return { kind: 'help', role: 'viewer', readOnly, commands: [{ name: 'status', usage, role: 'viewer' }] };
}

export const READ_ONLY_SAMPLES: readonly Sample[] = [
  message('environment'),
  message('admin', readOnlyFacts({ ...SWITCH, why: null }), { offers: [LIFT] }),
  message('adminWhy', readOnlyFacts(SWITCH), { offers: [LIFT] }),
  {
    ...message('adminWhy', readOnlyFacts({ ...SWITCH, by: { id: '29:x', name: HOSTILE }, why: HOSTILE })),
    name: 'message, readOnly.adminWhy, hostile name and reason',
  },
  message('off', {}, { tone: 'info' }),
  message('switchedOff', {}, { tone: 'info' }),
  message('needsAll', { role: 'admin' }),
  message('was'),
  { name: 'help, read-only', view: help({ kind: 'admin', ...SWITCH }) },
  {
    name: 'whoami, read-only',
    view: { kind: 'whoami', name: 'Tanaka Yui', ids: [], role: 'operator', readOnly: { kind: 'environment' } },
  },
  {
    name: 'confirm, end of read-only mode',
    view: {
      kind: 'confirm',
      proposal: PROPOSAL,
      by: 'Tanaka Yui',
      until: before(-5),
      asks: { kind: 'readOnlyOff', since: SWITCH },
    },
  },
  {
    name: 'closed, end of read-only mode, answered yes',
    view: { kind: 'closed', by: 'Tanaka Yui', asks: ASKED, end: { how: 'yes', atMs: SAMPLES_NOW.getTime() } },
  },
  {
    name: 'which, end of read-only mode',
    view: { kind: 'which', questions: [{ proposal: PROPOSAL, asks: ASKED }] },
  },
  {
    name: 'audit, read-only mode',
    view: {
      kind: 'audit',
      vmName: null,
      days: 7,
      cutAt: null,
      at: SAMPLES_NOW,
      entries: (['Off', 'On'] as const).map((set, index) => ({
        at: before(index * 40).getTime(),
        kind: 'setting',
        by: { ...SWITCH.by, aadObjectId: null },
        tenant: null,
        conversation: '19:ops',
        command: 'readOnly',
        text: set === 'On' ? `read only on: ${SWITCH.why}` : 'read only off',
        vm: null,
        role: 'admin',
        rule: null,
        requestId: null,
        outcome: { result: `readOnly${set}`, jobId: null, code: null },
      })),
    },
  },
];
