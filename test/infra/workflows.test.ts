import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { parse } from 'yaml';

import { readContainerFile } from '../support/containerFile';

const ROOT = resolve(__dirname, '../..');
const FOLDER = join(ROOT, '.github/workflows');
/** What a job may be given beyond reading the code, and which job needs it. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  'release.yml image': ['packages', 'id-token', 'attestations'],
  'release.yml release': ['contents'],
};

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, unknown>>;
  readonly env?: Readonly<Record<string, unknown>>;
}
interface Job {
  readonly 'runs-on': string;
  readonly 'timeout-minutes'?: number;
  readonly container?: string;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly strategy?: { readonly matrix: Readonly<Record<string, readonly unknown[]>> };
  readonly needs?: readonly string[];
  readonly steps: readonly Step[];
}
interface Workflow {
  readonly on: Readonly<Record<string, unknown>>;
  readonly permissions: Readonly<Record<string, string>>;
  readonly concurrency: { readonly group: string };
  readonly jobs: Readonly<Record<string, Job>>;
}

const NAMES = readdirSync(FOLDER);
const textOf = (name: string): string => readFileSync(join(FOLDER, name), 'utf8');
const workflowOf = (name: string): Workflow => parse(textOf(name)) as Workflow;
const jobs = NAMES.flatMap((name) =>
  Object.entries(workflowOf(name).jobs).map(([job, value]) => [`${name} ${job}`, value] as const),
);

it.each(NAMES)('%s pins every action to a commit, with its version beside it', (name) => {
  const used = textOf(name)
    .split('\n')
    .filter((line) => /\buses:/.test(line));
  const pinned = /uses: [\w.-]+\/[\w.-]+@[0-9a-f]{40} # v\d+(\.\d+){0,2}$/;
  expect(used.length).toBeGreaterThan(0);
  expect(used.filter((line) => !pinned.test(line))).toEqual([]);
});

it.each(NAMES)('%s gives nothing but reading to all jobs, and runs once for each branch or tag', (name) => {
  const { permissions, concurrency } = workflowOf(name);
  expect([{}, { contents: 'read' }]).toContainEqual(permissions);
  expect(concurrency.group).toContain('${{ github.ref }}');
});

it.each(jobs)('%s ends in time, on a named system, with no more rights than it needs', (name, job) => {
  expect(job['timeout-minutes']).toBeLessThanOrEqual(120);
  expect(job['runs-on']).toMatch(/^ubuntu-\d/);
  const written = Object.entries(job.permissions ?? {}).filter(([, level]) => level !== 'read');
  expect(written.map(([right]) => right).toSorted()).toEqual([...(ALLOWED[name] ?? [])].toSorted());
});

it.each(jobs)('%s keeps no credential in the clone, and puts no text of others into a command', (_, { steps }) => {
  const clones = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
  expect(clones.filter((step) => step.with?.['persist-credentials'] !== false)).toEqual([]);
  expect(steps.filter(({ run }) => run?.includes('${{'))).toEqual([]);
});

it('every npm script and every file that a workflow names is there', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { scripts: object };
  const runs = jobs.flatMap(([, { steps }]) => steps.map(({ run = '' }) => run));
  const named = runs.flatMap((run) => [...run.matchAll(/npm run (?:--silent )?(?<script>[\w:]+)/g)]);
  expect(named.map(({ groups }) => groups?.['script'])).toEqual(expect.arrayContaining(['package', 'sbom']));
  expect(named.filter(({ groups }) => !((groups?.['script'] ?? '') in scripts)).map(([text]) => text)).toEqual([]);
});

it('the same .ci/run runs on Node 20, 22 and 24, on pushes and on pull requests', () => {
  const { on, jobs: all } = workflowOf('ci.yml');
  expect(Object.keys(on)).toEqual(['push', 'pull_request']);
  const [job] = Object.values(all);
  expect(job?.strategy?.matrix['node']).toEqual([20, 22, 24]);
  expect(job?.container).toBe('node:${{ matrix.node }}-bookworm');
  expect(job?.steps.filter(({ run }) => run !== undefined).map(({ run }) => run)).toContain('bash .ci/run');
});

it('a release makes the package, the image and the SBOM, and shows all three', () => {
  const { on, jobs: all } = workflowOf('release.yml');
  expect(on).toEqual({ push: { tags: ['v*.*.*'] } });
  expect(all['release']?.needs).toEqual(['package', 'image']);
  // The package's job compares the tag with the version.
  expect(all['image']?.needs).toEqual(['package']);
  const uploaded = all['package']?.steps.find(({ uses }) => uses?.startsWith('actions/upload-artifact@'));
  expect(String(uploaded?.with?.['path']).trim().split('\n')).toEqual([
    'appPackage/build/appPackage.release.zip',
    'sbom.cdx.json',
  ]);
  const push = all['image']?.steps.find(({ uses }) => uses?.startsWith('docker/build-push-action@'));
  expect(push?.with).toMatchObject({ push: true, provenance: 'mode=max', sbom: true });
  const attested = all['image']?.steps.find(({ uses }) => uses?.startsWith('actions/attest-build-provenance@'));
  expect(attested?.with).toMatchObject({ 'subject-digest': '${{ steps.push.outputs.digest }}' });
  const [, create] = all['release']!.steps;
  expect(create?.env).toMatchObject({ IMAGE: '${{ needs.image.outputs.reference }}' });
  expect(create?.run).toMatch(/gh release create "\$TAG" --verify-tag/);
});

it('the package and the image are made on the same line of Node', () => {
  const setup = workflowOf('release.yml').jobs['package']?.steps.find(({ uses }) => uses?.includes('/setup-node@'));
  expect(readContainerFile()[0]?.base).toMatch(new RegExp(`^node:${String(setup?.with?.['node-version'])}\\.`));
});
