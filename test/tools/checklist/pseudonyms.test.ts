import fc from 'fast-check';

import type { Checklist } from '../../../services/azure/checklist/answers';
import { composeChecklist } from '../../../tools/checklist/file';
import { withoutNames } from '../../../tools/checklist/pseudonyms';
import { knownNames } from '../../../tools/checklist/pseudonyms';
import { type Exchanged, nothingSeen, type Seeing } from '../../../tools/checklist/seen';
import { startChecklistWorld } from '../../support/checklistRun';
import { PLANTED } from '../../support/planted';
import { anItem } from '../../support/samples';

const SUBSCRIPTION = 'aaaaaaaa-1111-4222-8333-bbbbbbbbbbbb';
/** Names as Azure allows them, which no word of the file holds by chance. */
const name = fc
  .tuple(
    fc.constantFrom('zq', 'ZQ-経理-', 'q.z_', 'Zq('),
    fc.stringMatching(/^[a-z0-9]{4,12}$/),
    fc.constantFrom('', ')', '-x'),
  )
  .map((parts) => `${parts.join('')}zq`);
const named = fc.record({ vm: name, vmGroup: name, vault: name, group: name, person: name });
type Named = typeof named extends fc.Arbitrary<infer T> ? T : never;

function itemOf({ vm, vmGroup, vault, group }: Named): ReturnType<typeof anItem> {
  const item = anItem();
  const inner = `iaasvmcontainerv2;${vmGroup};${vm}`;
  return {
    ...item,
    ref: {
      vault: { subscription: SUBSCRIPTION, resourceGroup: group, name: vault },
      ...{ container: `IaasVMContainer;${inner}`, item: `VM;${inner}` },
    },
    vm: { name: vm, resourceGroup: vmGroup, id: `/subscriptions/${SUBSCRIPTION}/x/${vm}` },
  };
}

/** Azure's sentences, with everything in them that names somebody or something. */
function sentencesOf({ vm, vmGroup, vault, group, person }: Named): readonly string[] {
  const scope = `/subscriptions/${SUBSCRIPTION.toUpperCase()}/resourceGroups/${group}/providers/Microsoft.RecoveryServices/vaults/${vault.toUpperCase()}`;
  return [
    `The client '${person}@contoso.example' with object id 'cccccccc-1111-4222-8333-dddddddddddd' does not have authorization to perform action 'Microsoft.RecoveryServices/vaults/read' over scope '${scope}/backupFabrics/Azure/protectionContainers/IaasVMContainer%3Biaasvmcontainerv2%3B${encodeURIComponent(vmGroup)}%3B${encodeURIComponent(vm)}'.`,
    `Changes were made to ${vm} in ${vmGroup.toLowerCase()} (${vault}) from 203.0.113.7, see https://${person}.example/x`,
    `"${person}" ${PLANTED.sasUrl} Bearer ${PLANTED.token} ${PLANTED.clientSecret}`,
    `AzureBackup_${vm}_123 /virtualMachines/${person} failed`,
  ];
}

const WORDS = (all: Named): readonly string[] => [
  ...Object.values(all),
  ...['pl4nted', SUBSCRIPTION, 'cccccccc-1111', '203.0.113.7', 'contoso'],
];

function leaksIn(text: string, all: Named): readonly string[] {
  const lower = text.toLowerCase();
  return WORDS(all).filter((word) =>
    [word, encodeURIComponent(word)].some((form) => lower.includes(form.toLowerCase())),
  );
}

/** Everything that Azure words, and that reaches the file. */
function seenWith(sentence: string): Seeing {
  const refused = (status: number): Exchanged => ({
    ...{ kind: 'probe', atMs: 1_000, doneMs: 1_001, status, code: 'Refused', message: sentence },
    ...{ dateMs: 1_000, limits: {}, untilMs: null },
  });
  const seeing = nothingSeen();
  seeing.begunMs = 1_000;
  Object.assign(seeing.probes, { without: refused(401), broken: refused(401), item: refused(403) });
  const at = new Date(1_000);
  const task = {
    name: sentence,
    state: 'inProgress',
    statusText: sentence,
    startedAt: at,
    endedAt: null,
    durationMs: null,
  } as const;
  seeing.jobs.push({
    ...{ atMs: 1_000, doneMs: 1_001 },
    job: {
      ...{ id: 'j', vault: anItem().ref.vault, vmName: sentence, vmResourceGroup: null, operation: 'Backup' },
      ...{ state: 'failed', statusText: sentence, startedAt: at, endedAt: at, durationMs: null, tasks: [task] },
      ...{ errors: [], sizeMb: null, retainUntil: null, restore: null },
    },
  });
  seeing.graph.push({ atMs: 1_000, doneMs: 1_001, rows: 1, status: sentence.slice(0, 50), ended: false });
  seeing.exchanged.push({ ...refused(403), kind: 'graph' });
  return seeing;
}

const CONFIG = { channel: null, azureClientIds: null };

it('property: whatever is named in what Azure words, no name, id, address or secret reaches the file', () => {
  const property = fc.property(named, fc.nat(3), (all, at) => {
    const sentence = sentencesOf(all)[at] ?? '';
    const take = withoutNames(knownNames(itemOf(all), CONFIG), [PLANTED.clientSecret]);
    const file: Checklist = composeChecklist(seenWith(sentence), {
      ...{ now: new Date(2_000), run: 'ended', subscription: SUBSCRIPTION, take, earlier: null },
      ...{ azure: 'live', names: 'replaced' },
    });
    expect({ leaks: leaksIn(JSON.stringify(file), all), sentence }).toEqual({ leaks: [], sentence });
  });
  fc.assert(property, { seed: 11, numRuns: 300 });
});

it('when Azure names an action, a number or a time in quotes, then it stays', () => {
  const take = withoutNames(new Map(), []);
  const sentence =
    "action 'Microsoft.RecoveryServices/vaults/backupJobs/read' exceeded the limit of '150' for time interval '01:00:00'.";
  expect(take(sentence)).toBe(sentence);
});

it('when a whole run is written, then no name or id of the fleet stands in it, and with --full they do', async () => {
  const forbids = (action: string): boolean => !action.endsWith('protectedItems/read');
  const world = await startChecklistWorld({ points: 'snapshot', isAllowed: (_token, action) => forbids(action) });
  try {
    const { text, file } = await world.run(['--vm', 'vm-01', '--start-backup']);
    const [job] = (await world.happened()).jobs.filter(({ vm }) => vm === 'vm-01');
    const words = ['vm-01', 'vault-01', 'rg-backup', 'rg-app', world.azure.subscriptionId, job?.id ?? '?'];
    expect(words.filter((word) => text.toLowerCase().includes(word))).toEqual([]);
    expect(file.answers.find(({ id }) => id === 'forbidden')?.evidence[0]?.['says']).toMatch(
      /^The client '<id>' with .* perform action 'Microsoft\.[\w./]+\/protectedItems\/read' over scope '<name>' or/,
    );
    const full = await world.run(['--vm', 'vm-01', '--full']);
    expect(full.text).toMatch(/vault-01/);
    // What an earlier run wrote in full does not come back.
    const again = await world.run(['--vm', 'vm-01']);
    expect(words.filter((word) => again.text.toLowerCase().includes(word))).toEqual([]);
    expect(again.file.answers.find(({ id }) => id === 'snapshotClock')?.settled).toBe(true);
  } finally {
    await world.stop();
  }
});
