import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { MemoryStorage, type Storage, type StoreItems } from 'botbuilder';

import { createDialogStorage } from '../../../bots/turn/dialogStorage';
import type { CommandOutcome } from '../../../commands/handler';
import { DatabaseError } from '../../../services/platform/errors';
import { openStore } from '../../../services/store/openStore';
import { settle } from '../../support/manualClock';
import { anItem } from '../../support/samples';
import { deferred, recording, type RunningBot, saying, startBot } from '../../support/startBot';
import { aMessage } from '../../support/teamsActivities';

async function answerText(text: string): Promise<CommandOutcome> {
  if (!text.startsWith('backup')) return saying(`text: ${text}`);
  return {
    kind: 'choose',
    typed: 'vm-07',
    candidates: [
      anItem({ name: 'vm-07', resourceGroup: 'rg-east' }),
      anItem({ name: 'vm-07', resourceGroup: 'rg-west' }),
    ],
    pick: (item) => ({ kind: 'backupNow', vms: [item.vm.id], keepDays: 7 }),
  };
}

const failing = (): Promise<never> => Promise.reject(new DatabaseError('ECONNREFUSED'));

let bot: RunningBot;
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'choices-'));
});
afterEach(async () => {
  await bot.stop();
  rmSync(folder, { recursive: true });
});
const say = (text: string): Promise<unknown> => bot.post(aMessage(bot.connector.serviceUrl, text));

it.each<[string, Partial<Storage>]>([
  ['is gone', { read: failing, write: failing, delete: failing }],
  ['takes no write', { write: failing, delete: failing }],
])(
  'when the database %s, then which VM is asked all the same, once, and other questions are answered',
  async (_what, broken) => {
    const kept = new MemoryStorage();
    const storage: Storage = {
      read: (keys) => kept.read(keys),
      write: (changes) => kept.write(changes),
      delete: (keys) => kept.delete(keys),
      ...broken,
    };
    bot = await startBot({ brain: { answerText }, storage });

    await say('status vm-01');
    await say('backup vm-07');
    await say('help');

    expect(bot.connector.summaries).toEqual(['text: status vm-01', 'choose', 'text: help']);
  },
);

it('when the database takes no write while a question is open, then what is typed is answered all the same', async () => {
  const kept = new MemoryStorage();
  let full = false;
  const storage: Storage = {
    read: (keys) => kept.read(keys),
    write: (changes) => (full ? failing() : kept.write(changes)),
    delete: (keys) => (full ? failing() : kept.delete(keys)),
  };
  bot = await startBot({ brain: { answerText }, storage });

  await say('backup vm-07');
  full = true;
  await say('status vm-01');
  await say('2');

  expect(bot.connector.summaries).toEqual([
    'choose',
    'text: status vm-01',
    expect.stringContaining('backupNow') as unknown,
  ]);
});

it('when the channel asks to send the question again, then it is, and can be answered', async () => {
  bot = await startBot({ brain: { answerText } });
  bot.connector.failNext({ status: 429, headers: { 'retry-after': '9' } });
  const asking = say('backup vm-07');
  while (bot.clock.sleepers === 0) await settle();
  await bot.clock.advance(9_000);
  await bot.clock.advance(5_000); // The backoff's chance.
  await asking;
  await say('2');

  expect(bot.connector.summaries[0]).toBe('choose');
  expect(bot.connector.summaries[1]).toContain('backupNow');
});

it('when two replicas are answered at once, then one runs it, and the other finds no question any more', async () => {
  const store = await openStore(`sqlite:${join(folder, 'bot.db')}`, { log: recording([]) });
  const kept = createDialogStorage(store);
  bot = await startBot({ brain: { answerText }, storage: kept });
  await say('backup vm-07');

  // Both replicas read before either writes.
  let reading = 0;
  const both = deferred<undefined>();
  const read = async (keys: string[]): Promise<StoreItems> => {
    const items: StoreItems = await kept.read(keys);
    reading += 1;
    if (reading === 2) both.resolve(undefined);
    await both.promise;
    return items;
  };
  const storage: Storage = { read, write: (changes) => kept.write(changes), delete: (keys) => kept.delete(keys) };
  const replicas = await Promise.all([1, 2].map(() => startBot({ brain: { answerText }, storage })));
  await Promise.all(replicas.map((replica) => replica.post(aMessage(replica.connector.serviceUrl, '2'))));
  const said = replicas.flatMap(({ connector }) => connector.summaries).toSorted();
  await Promise.all(replicas.map((replica) => replica.stop()));
  await store.close();

  expect(said).toEqual(['text: 2', expect.stringContaining('backupNow')]);
});
