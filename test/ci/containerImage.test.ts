import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { environmentOf, readContainerFile, said, wordsOf } from '../support/containerFile';
import { needing } from '../support/needing';
import { freePort } from '../support/ports';
import { postgresPrograms, type PostgresServer, startPostgres } from '../support/postgresServer';
import { buildProduct } from '../support/teamsProcess';

const ROOT = resolve(__dirname, '../..');
const GUID = '00000000-0000-4000-8000-0000000000bb';
const STOP_MS_MAX = 10_000;
const [build, image] = readContainerFile();
const isRoot = process.getuid?.() === 0;

/**
 * The image's root, made as the container file says: what its build leaves of dist, copied to where it stands there.
 * Nobody may write in it.
 */
function makeImage(folder: string): string {
  const built = join(folder, 'build');
  mkdirSync(built);
  cpSync(join(ROOT, 'dist'), join(built, 'dist'), { recursive: true });
  const afterBuild = said(build!, 'RUN')[1]!.replace('npm run build && ', '');
  execFileSync('sh', ['-ec', afterBuild], { cwd: built });
  const root = join(folder, 'app');
  for (const [from = '', to = ''] of said(image!, 'COPY').map((text) =>
    text.replace('--from=build /app', built).split(' '),
  ))
    cpSync(from === 'LICENSE' ? join(ROOT, from) : from, join(root, to === './' ? from : to), { recursive: true });
  compileBeforehand(root);
  execFileSync('chmod', ['-R', 'a=rX', root]);
  return root;
}

/** What the image runs while it is made: first as root, who makes a folder for its user, then as that user. */
function compileBeforehand(root: string): void {
  const [asRoot, asUser] = said(image!, 'RUN');
  const inside = asInside(root, 0);
  execFileSync('sh', ['-ec', isRoot ? asRoot! : asRoot!.replace(/ && chown .*/, '')], { cwd: root });
  execFileSync('sh', ['-ec', asUser!.replace('node ', `${process.execPath} `)], { ...inside, stdio: 'ignore' });
}

interface Container {
  readonly process: ChildProcess;
  readonly port: number;
}

/** With the rights and the variables that the container file names; root gives its rights up. */
function asInside(
  root: string,
  port: number,
): { cwd: string; env: Record<string, string>; uid?: number; gid?: number } {
  const [uid = 0, gid = 0] = said(image!, 'USER')[0]!.split(':').map(Number);
  const named = Object.entries(environmentOf(image!));
  const environment = Object.fromEntries(named.map(([name, value]) => [name, value.replace(/^\/app\//, `${root}/`)]));
  return {
    cwd: root,
    env: { PATH: process.env['PATH'] ?? '', ...environment, PORT: String(port) },
    ...(isRoot && { uid, gid }),
  };
}

function node([program = '', ...args]: readonly string[]): [string, string[]] {
  return [program === 'node' ? process.execPath : program, args];
}

needing(postgresPrograms(), 'PostgreSQL is not installed')('what the container file makes', (programs) => {
  let folder: string;
  let root: string;
  let server: PostgresServer;
  let running: Container;
  beforeAll(async () => {
    buildProduct();
    server = await startPostgres(programs);
    folder = mkdtempSync(join(tmpdir(), 'image-'));
    chmodSync(folder, 0o755);
    root = makeImage(folder);
    writeFileSync(join(folder, 'access.json'), JSON.stringify({ tenants: [GUID], rules: [] }));
    running = await start();
  });
  afterAll(() => {
    (running as Container | undefined)?.process.kill('SIGKILL');
    server.remove();
    if (!isRoot) execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  });

  /** As `docker run` starts it, on a free port. */
  async function start(): Promise<Container> {
    const port = await freePort();
    const [program, args] = node(wordsOf(said(image!, 'CMD')[0]!));
    const inside = asInside(root, port);
    const started = spawn(program, args, {
      ...inside,
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...inside.env,
        ...{ MicrosoftAppType: 'UserAssignedMSI', MicrosoftAppId: GUID, MicrosoftAppTenantId: GUID },
        ...{ BACKUP_VAULTS: `${GUID}/rg-prod/vault-a`, AZURE_RESOURCE_MANAGER_URL: 'http://127.0.0.1:1' },
        ...{ ACCESS_FILE: join(folder, 'access.json'), DATABASE_URL: await server.createDatabase() },
        ...{ OPS_PORT: String(await freePort()), LOG_LEVEL: 'silent' },
      },
    });
    const [told] = (await Promise.race([once(started.stdout, 'data'), once(started, 'exit')])) as [unknown];
    expect(String(told)).toBe(`http://0.0.0.0:${port}/\n`);
    return { process: started, port };
  }
  const isHealthy = (port: number): boolean => {
    const [program, args] = node(wordsOf(said(image!, 'HEALTHCHECK')[0]!));
    return spawnSync(program, args, asInside(root, port)).status === 0;
  };

  it('holds the bundle alone: no packages, no playground, no bench, no maps, and little beside', () => {
    expect(readdirSync(root).toSorted()).toEqual(['LICENSE', 'cache', 'dist']);
    const names = readdirSync(join(root, 'dist'), { recursive: true, encoding: 'utf8' });
    expect(names).toEqual(expect.arrayContaining(['index.js', 'tools/audit.js']));
    expect(names.filter((name) => /^(playground|bench|simulation)|node_modules|\.map$/.test(name))).toEqual([]);
    expect(readdirSync(join(root, 'cache')).length).toBeGreaterThan(0);
    const added = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => statSync(join(root, name)));
    const bytes = added.reduce((sum, file) => sum + (file.isFile() ? file.size : 0), 0);
    process.stderr.write(`The image adds ${(bytes / 1e6).toFixed(1)} MB to its base.\n`);
    expect(bytes).toBeLessThan(60e6);
  });

  it('runs as a user without rights in a folder that it cannot write, and its health check says so', async () => {
    const writing = spawnSync(process.execPath, ['-e', "fs.writeFileSync('x', '')"], asInside(root, running.port));
    expect(writing.stderr.toString()).toContain('EACCES');
    expect(isHealthy(running.port)).toBe(true);
    expect(isHealthy(await freePort())).toBe(false);
  });

  it('answers two paths, and to every other one that there is nothing', async () => {
    const statuses = async (method: string, paths: readonly string[]): Promise<readonly number[]> => {
      const url = `http://127.0.0.1:${running.port}`;
      return Promise.all(paths.map(async (path) => (await fetch(url + path, { method })).status));
    };
    const others = [
      '/',
      '/readyz',
      '/metrics',
      '/gallery',
      '/page.js',
      '/api',
      '/api/messages/x',
      '/healthz/x',
      '/%2e',
    ];
    expect(await statuses('GET', others)).toEqual(others.map(() => 404));
    expect(await statuses('POST', others)).toEqual(others.map(() => 404));
    expect(await statuses('GET', ['/healthz'])).toEqual([200]);
    expect(await statuses('POST', ['/api/messages'])).toEqual([401]);
  });

  it('ends by itself when it is told to stop', async () => {
    const { process: ending } = await start();
    const beganMs = performance.now();
    ending.kill(said(image!, 'STOPSIGNAL')[0] as NodeJS.Signals);
    expect(await once(ending, 'exit')).toEqual([0, null]);
    expect(performance.now() - beganMs).toBeLessThan(STOP_MS_MAX);
  });
});

it('what goes to App Service is the bundle and the rules of access', () => {
  const folder = mkdtempSync(join(tmpdir(), 'zip-'));
  const files = ['dist/index.js', 'dist/tools/audit.js', 'dist/playground/start.js', 'dist/bench/main.js', '.npmrc'];
  files.push('infra/access.json', 'infra/azure.bicep', 'env/.env.dev.user', 'node_modules/a/index.js', 'index.ts');
  for (const file of files) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), '');
  }
  // The toolkit reads the file as git reads its own.
  cpSync(join(ROOT, '.webappignore'), join(folder, '.gitignore'));
  execFileSync('git', ['init', '--quiet'], { cwd: folder });
  const kept = execFileSync('git', ['ls-files', '--others', '--exclude-standard'], { cwd: folder, encoding: 'utf8' });
  expect(kept.trim().split('\n')).toEqual(['dist/index.js', 'dist/tools/audit.js', 'infra/access.json']);
  rmSync(folder, { recursive: true });
});
