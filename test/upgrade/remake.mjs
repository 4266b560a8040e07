// Makes the database of the first release anew, with that release's own code (README.md beside this file says which):
// `node test/upgrade/remake.mjs FOLDER sqlite|postgres`, where FOLDER is a built checkout of it. The bot is talked to
// as people do it, and killed twice. Leaves first-release.db.gz or first-release.sql here, and what a test must know of
// it in first-release.json.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const HERE = dirname(fileURLToPath(import.meta.url));
const [, , checkout = '.', kind = 'sqlite'] = process.argv;
const released = resolve(checkout);
const require = createRequire(import.meta.url);
const { process: withoutTypes } = require('../../jest.transform.js');
require.extensions['.ts'] = (module, file) => {
  module._compile(withoutTypes(readFileSync(file, 'utf8'), file).code, file);
};
const { FakeConnector } = require('../support/fakeConnector.ts');
const Libsql = require('libsql');
const { postgresPrograms, startPostgres } = require('../support/postgresServer.ts');
const teams = require('../support/teamsActivities.ts');
const { startSimulatedAzure } = require(join(released, 'dist/playground/azure/server.js'));

const SPEED = 60;
const epoch = new Date();
const nowMs = () => epoch.getTime() + (Date.now() - epoch.getTime()) * SPEED;
let azureClock = () => epoch; // Every schedule and job id follows from this moment.
const azure = await startSimulatedAzure({
  clock: { speed: SPEED, now: () => azureClock(), sleep: async () => undefined },
  ...{ fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end' },
});
azureClock = () => new Date(nowMs());

process.on('exit', () => bot?.kill('SIGKILL'));
const connector = await FakeConnector.start();
const folder = mkdtempSync(join(tmpdir(), 'first-release-'));
const file = join(folder, 'bot.db');
const server = kind === 'postgres' ? await startPostgres(postgresPrograms()) : null;
const DATABASE_URL = server ? await server.createDatabase() : `sqlite:${file}`;
let bot;
let url;

async function start() {
  bot = spawn(process.execPath, [join(released, 'dist/index.js')], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...{ PATH: process.env.PATH, PORT: '0', LOG_LEVEL: 'warn', DATABASE_URL },
      ...{ CLOCK_SPEED: String(SPEED), CLOCK_EPOCH: epoch.toISOString(), AZURE_RESOURCE_MANAGER_URL: azure.url },
    },
  });
  url = await new Promise((listening, failed) => {
    bot.stdout.setEncoding('utf8').on('data', (text) => listening(text.trim()));
    bot.once('exit', (status) => failed(new Error(`the bot ended with status ${status}`)));
  });
}

async function kill() {
  const ended = new Promise((done) => bot.once('exit', done));
  bot.kill('SIGKILL');
  await ended;
}

const PERSONAL = {};
const SATO = { from: teams.SATO, conversation: { ...teams.anActivity('').conversation, id: 'a:personal-sato' } };
const CHANNEL = teams.aChannelMessage('', '');
const ofChannel = { conversation: CHANNEL.conversation, channelData: CHANNEL.channelData, entities: CHANNEL.entities };
const GROUP = {
  conversation: { id: '19:group@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: teams.TENANT },
};

/** From which the bot is thrown out. */
const LEFT = { conversation: { ...GROUP.conversation, id: '19:left@thread.v2' } };
const UNINSTALLED = { conversation: { ...GROUP.conversation, id: '19:uninstalled@thread.v2' } };

const post = (activity) =>
  fetch(new URL('api/messages', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(activity),
  });

/** Resolves with the answer once it came. */
async function deliver(activity) {
  const before = connector.messages.length;
  await post({ ...activity, summary: undefined });
  const answer = () =>
    connector.messages
      .slice(before)
      .find(
        ({ activityId, activity: { summary = '' } }) =>
          activityId === activity.id && !summary.startsWith('Still asking'),
      );
  await connector.until(() => answer() !== undefined);
  const { activity: said } = answer();
  process.stderr.write(`${activity.text ?? activity.name}: ${said.summary}\n`);
  return said;
}

const say = (text, place) => {
  const mention = place === ofChannel ? `<at>${teams.BOT.name}</at> ` : '';
  return deliver(teams.aMessage(connector.serviceUrl, mention + text, place));
};
/** Resolves once the bot has said it there. */
const told = ({ conversation: { id } }, what) =>
  connector.until(({ messages }) =>
    messages.some(
      ({ conversationId, activity }) => conversationId.startsWith(id.split(';')[0]) && what.test(activity.summary),
    ),
  );
const running = async (vm) => {
  for (;;) {
    const { jobs } = await (await fetch(`${azure.url}/__simulator`)).json();
    const found = jobs.find((job) => job.vm === vm && job.status === 'InProgress');
    if (found) return found;
    await wait(500);
  }
};

await start();
for (const place of [PERSONAL, ofChannel, GROUP]) {
  await post(teams.anInstallation(connector.serviceUrl, place));
}
await say('settings timezone Asia/Tokyo', PERSONAL);
await say('settings language ja', SATO);
await say('watch all progress', ofChannel);
await say('watch vm-02 all', PERSONAL);
await say('watch vm-01 all', GROUP);
await say('watch vm-01 all', LEFT);
await say('watch vm-02', UNINSTALLED);
await post(teams.anInstallation(connector.serviceUrl, { ...UNINSTALLED, action: 'remove' }));
await say('backup now vm-01 keep 9d', PERSONAL);
await say('backup now vm-02', ofChannel);
await told(ofChannel, /^vm-02: snapshot done/);
await kill();

// From here on Teams takes nothing in two of the conversations: what is owed there waits in the outbox.
// From here on the second group is gone for good.
const refusals = {
  [teams.anActivity('').conversation.id]: { status: 503 },
  [GROUP.conversation.id]: { status: 404, code: 'ConversationNotFound' },
  [LEFT.conversation.id]: { status: 403, code: 'BotNotInConversationRoster' },
};
connector.refusing = ({ conversationId }) => refusals[conversationId] ?? null;
await start();
await told(ofChannel, /^vm-01: (?!snapshot|this)/);
await told(ofChannel, /^vm-02: (?!snapshot|this|wait)/);
await fetch(new URL('readyz', url));
const scheduled = await running('web-01');
await deliver(teams.aPress(connector.serviceUrl, { command: { kind: 'watch', scope: { job: scheduled.id } } }, SATO));
await say('backup now vm-01 vm-02', SATO);
await say('status app-01', SATO);
await say('read-only on: patch night', ofChannel);
connector.hold(); // The next answer never arrives.
void post(teams.aMessage(connector.serviceUrl, 'status vm-02', { ...ofChannel, summary: undefined })).catch(
  () => undefined,
);
await wait(2_000);
await kill();

const facts = { azureStarted: epoch.toISOString(), ended: new Date(nowMs()).toISOString() };
const known = JSON.parse(readFileSync(join(HERE, 'first-release.json'), 'utf8'));
known[kind] = { ...facts, serviceUrl: connector.serviceUrl, scheduledJob: scheduled.id };
writeFileSync(join(HERE, 'first-release.json'), `${JSON.stringify(known, null, 2)}\n`);
if (server) {
  const args = ['--no-owner', '--no-privileges', '--rows-per-insert=100', `--dbname=${DATABASE_URL}`];
  const dump = execFileSync(join(postgresPrograms(), 'pg_dump'), args, { encoding: 'utf8' });
  // Without what only psql understands.
  writeFileSync(join(HERE, 'first-release.sql'), dump.replace(/^\\(un)?restrict .*\n/gm, ''));
  server.remove();
} else {
  const database = new Libsql(file);
  for (const pragma of ['wal_checkpoint(TRUNCATE)', 'journal_mode=DELETE']) database.pragma(pragma);
  database.exec('vacuum');
  database.pragma('journal_mode=WAL');
  database.close();
  writeFileSync(join(HERE, 'first-release.db.gz'), gzipSync(readFileSync(file), { level: 9 }));
}
connector.release();
await Promise.all([azure.close(), connector.stop()]);
rmSync(folder, { recursive: true });
