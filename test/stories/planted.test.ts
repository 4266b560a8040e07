import { rmSync } from 'node:fs';
import { join } from 'node:path';

import { pino } from 'pino';

import { AzureError } from '../../services/backup/vaults';
import { openStore } from '../../services/store/openStore';
import type { Replica } from '../support/askingReplica';
import { PLANTED, takeLeaks, watchLine } from '../support/planted';
import { ReplicaHarness } from '../support/replicaHarness';
import { recording } from '../support/startBot';
import { tempFolder } from '../support/tempFolder';

const ALL = Object.values(PLANTED);

describe('the look for planted secrets, which follows each test', () => {
  it.each([PLANTED.token, PLANTED.message])(
    'when "%s" stands in a line, deep in an error or its cause, then it is found',
    (planted) => {
      recording([]).warn({ err: new Error('x', { cause: { deep: [{ headers: new Map([['a', planted]]) }] } }) }, 'y');
      watchLine({ url: encodeURIComponent(planted) });
      expect(takeLeaks()).toHaveLength(2);
    },
  );

  it('when a secret stands in a line from which the log takes it out, then none is found', () => {
    const { token, message, ...others } = PLANTED;
    for (const planted of Object.values(others)) watchLine({ err: new Error(planted) });
    watchLine({ authorization: `Bearer ${token}` });
    expect(takeLeaks()).toEqual([]);
    watchLine({ message });
    expect(takeLeaks()).toHaveLength(1);
  });

  it.each(ALL)(
    'when "%s" stands in a row of a database, then it is found as long as it stands there',
    async (planted) => {
      const folder = tempFolder();
      const to = { tenant: 't', conversation: 'c' };
      const store = await openStore(`sqlite:${join(folder, 'bot.db')}`, { log: pino({ level: 'silent' }) });
      await store.transaction(({ settings }) => settings.put(to, { language: planted }));
      expect(takeLeaks()).toEqual([expect.stringMatching(/^conversations: |^settings: /)]);
      await store.transaction(({ settings }) => settings.put(to, { language: 'en' }));
      expect(takeLeaks()).toEqual([]);
      await store.close();
      rmSync(folder, { recursive: true });
    },
  );
});

describe('messages, buttons and answers of Azure that hold secrets', () => {
  let host: ReplicaHarness;
  let bot: Replica;
  beforeEach(async () => {
    host = await ReplicaHarness.start();
    bot = host.replica();
  });
  afterEach(() => host.end());

  it.each([
    ...ALL,
    ...['status', 'backup now', 'cancel', 'watch', 'unwatch', 'points', 'jobs', 'audit', 'job', 'vms', 'explain'].map(
      (word) => `${word} ${PLANTED.message}`,
    ),
    `yes ${PLANTED.sasUrl}`,
    `settings timezone ${PLANTED.message}`,
    ...[PLANTED.sasUrl, PLANTED.connectionString, 'postgres://bot:pl4nted@host/db', 'bearer pl4nted'].flatMap(
      (secret) => [`read only on: see ${secret}`, `backup now vm-02 ${secret}`],
    ),
    `${PLANTED.connectionString}\nbackup now vm-02`,
  ])('when somebody says "%s", then it stands in no row and no line', async (text) => {
    await bot.say(text);
    expect(takeLeaks()).toEqual([]);
  });

  it('when a button carries more than its command, then no row and no line holds it', async () => {
    const more = { note: PLANTED.sasUrl, token: PLANTED.token };
    for (const command of [
      { kind: 'readOnly', set: 'on', why: PLANTED.sasUrl },
      { kind: 'readOnly', set: 'off', why: PLANTED.connectionString },
      { kind: 'watch', scope: { vm: 'vm-01', ...more }, ...more },
      { kind: 'backupNow', vms: more },
    ])
      await bot.press({ command, ...more });
    expect(takeLeaks()).toEqual([]);
  });

  it('when Azure refuses with secrets in its answer, then the audit holds its code alone', async () => {
    const cause = Object.assign(new Error('refused'), { code: 'X' });
    host.azure.fails = new AzureError(
      { kind: 'refused', message: PLANTED.sasUrl },
      { code: 'X', requestId: 'r', cause },
    );
    await bot.say('backup now vm-02');
    const [entry] = await host.store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 9 }));
    expect(entry?.outcome).toEqual({ result: 'azureRefused', jobId: null, code: 'X' });
    expect(JSON.stringify(entry)).not.toMatch('pl4nted');
    expect(takeLeaks()).toEqual([]);
  });
});
