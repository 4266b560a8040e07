import * as fc from 'fast-check';

import type { Command } from '../../protocol/command';
import type { Services } from '../../views/services';
import {
  answering,
  type Bodies,
  bodiesOf,
  JOB,
  type Kind,
  KINDS,
  pathsIn,
  SCENES,
  servicesWith,
  shown,
} from '../support/azureScenes';
import { harmsOf } from '../support/harmless';
import { NAUGHTY } from '../support/naughty';
import { type LogLine, recording } from '../support/startBot';
import type { Json } from '../support/teamsActivities';
import { VaultsHarness } from '../support/vaultsHarness';

const HOUR_MS = 3_600_000;
/** Azure's longest name, that of a resource group. */
const NAME_MAX = 90;
const lines: LogLine[] = [];
let azure: VaultsHarness;
let services: Services;
beforeAll(async () => {
  azure = await VaultsHarness.start();
  services = servicesWith(azure, recording(lines));
});
afterAll(() => azure.close());
afterEach(() => {
  expect(lines.filter(({ level }) => level === 'error')).toEqual([]);
  lines.length = 0;
});

const naughty = fc.oneof(
  { weight: 9, arbitrary: fc.constantFrom(...NAUGHTY) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
);

interface Change {
  readonly kind: Kind;
  readonly at: number;
  readonly text: string;
  /** Whether it stands after what was there, as in an id. */
  readonly after: boolean;
}

/** The bodies with these texts in the place of others. */
function renamed(bodies: Bodies, changes: readonly Change[]): Bodies {
  const copy = structuredClone(bodies) as Record<Kind, Json>;
  for (const { kind, at, text, after } of changes) {
    const paths = pathsIn(copy[kind]).filter((path) => typeof valueAt(copy[kind], path) === 'string');
    const path = paths[at % paths.length] ?? [];
    const was = valueAt(copy[kind], path) as string;
    const within = valueAt(copy[kind], path.slice(0, -1)) as Json;
    const fits = path.includes('errorDetails') ? text : text.slice(0, NAME_MAX);
    within[path.at(-1) ?? ''] = after ? `${was}${fits}` : fits;
  }
  return copy;
}

function valueAt(body: Json, path: ReturnType<typeof pathsIn>[number]): unknown {
  return path.reduce<unknown>((value, step) => (value as Json)[step], body);
}

/** Every command that shows what Azure says, of the VM as it is called now. */
async function commandsNow(): Promise<readonly Command[]> {
  const items = await services.vaults.inventory().then(
    ({ value }) => value.items,
    () => [],
  );
  const name = items[0]?.vm.name.trim() ?? '';
  const vm = name === '' ? 'vm-01' : name;
  return [
    ...(['status', 'safe', 'points', 'jobs'] as const).map((kind) => ({ kind, vm })),
    ...[{ kind: 'vms' } as const, { kind: 'vms', text: vm.slice(0, 200) } as const, { kind: 'job', id: JOB } as const],
    ...[{ kind: 'jobs', filter: 'failed' } as const, { kind: 'cancel', target: { vm } } as const],
    ...[{ kind: 'watch', scope: { vm } } as const, { kind: 'watches' } as const],
  ];
}

async function expectHarmless(texts: readonly string[]): Promise<void> {
  for (const command of await commandsNow())
    for (const rendered of await shown(command, services)) {
      expect([command.kind, harmsOf(rendered, texts.join('\n'))]).toEqual([command.kind, []]);
      expect(rendered.summary).not.toMatch(/could not carry that out|実行できませんでした/);
    }
}

it('when VMs, groups, vaults, states and errors have names of all kinds, then every card shows them as text', async () => {
  const change = fc.record({
    ...{ kind: fc.constantFrom(...KINDS), at: fc.nat(60), text: naughty, after: fc.boolean() },
  });
  const cases = fc.record({
    ...{ scene: fc.constantFrom(...SCENES), changes: fc.array(change, { minLength: 1, maxLength: 12 }) },
  });
  const property = fc.asyncProperty(cases, async ({ scene, changes }) => {
    await azure.clock.advance(2 * HOUR_MS);
    azure.stub.answer(answering(renamed(bodiesOf(scene, azure.clock.now()), changes)));
    await expectHarmless(changes.map(({ text }) => text));
  });
  await fc.assert(property, { seed: 33, numRuns: 90 });
});

it('when Azure refuses with sentences of all kinds, then they are shown as text, and each failure has an answer', async () => {
  const shape = fc.constantFrom<(code: string, message: string) => unknown>(
    (code, message) => ({ error: { code, message, details: [{ code: message, message: code }] } }),
    (code, message) => ({ code, message: JSON.stringify({ error: { code, message } }) }),
    (code, message) => ({ error: code, error_description: message }),
    (code, message) => `<Error><Code>${code}</Code><Message>${message}</Message></Error>`,
    (code, message) => `${code}: ${message}`,
    (code, message) => ({ 'odata.error': { code, message: { lang: message, value: message } }, [message]: code }),
  );
  const cases = fc.record({
    status: fc.constantFrom(400, 401, 403, 404, 409, 412, 423, 429),
    ...{ shape, code: naughty, message: naughty, scene: fc.constantFrom(...SCENES), failing: fc.subarray([...PLACES]) },
  });
  const property = fc.asyncProperty(cases, async ({ status, code, message, failing, scene, ...given }) => {
    await azure.clock.advance(2 * HOUR_MS);
    const fine = answering(bodiesOf(scene, azure.clock.now()));
    azure.stub.answer((request) =>
      failing.some((place) => request.path.includes(place))
        ? { status, body: given.shape(code, message), headers: { 'retry-after': '1' } }
        : fine(request),
    );
    await expectHarmless([code, message]);
  });
  await fc.assert(property, { seed: 34, numRuns: 40 });
});

const PLACES = ['/backupProtectedItems', '/backupJobs', '/backupJobs/', '/recoveryPoints', '/backupPolicies'] as const;
