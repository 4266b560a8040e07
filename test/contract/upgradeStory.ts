import { rmSync } from 'node:fs';

import { FakeConnector } from '../support/fakeConnector';
import { startProduct } from '../support/product';
import { movedTo, type ReleasedFacts, startHourLater } from '../support/releasedDatabase';
import { aChannelMessage, SATO, TENANT } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

/** The database that the first release's code left, for one test. */
interface ReleasedCopy {
  readonly url: string;
  readonly facts: ReleasedFacts;
  /** Runs statements on it before the bot starts. */
  raw(statements: string): Promise<void>;
}

const [TANAKAS, SATOS, GROUP] = ['a:personal-tanaka', 'a:personal-sato', '19:group@thread.v2'];
const PLACE = { tenantId: TENANT };
const CHANNEL = /^19:general@thread\.tacv2/;
/** What was owed when the first release was killed: where, and how its sentence begins. */
const OWED: readonly (readonly [RegExp | string, RegExp])[] = [
  [CHANNEL, /^vm-02: no snapshot is running/], // Asked, and not answered yet.
  [TANAKAS, /^vm-01: .*snapshot( is)? done/],
  [TANAKAS, /^vm-02: .*snapshot( is)? done/],
  [TANAKAS, /^vm-01: Completed/],
  [TANAKAS, /^vm-02: Completed/],
  [GROUP, /^vm-01: .*snapshot( is)? done/],
  [GROUP, /^vm-01: Completed/],
  [SATOS, /^web-01: 完了/],
  [CHANNEL, /^web-01: Completed/],
];

/** `copy` gives the database, in the given folder where it is a file. */
export function itGoesOnWhereItWas(copy: (folder: string) => Promise<ReleasedCopy>): void {
  it('when this release starts on it, then what was owed is told once, and the settings and watches hold', async () => {
    const folder = tempFolder();
    const database = await copy(folder);
    const { url, facts } = database;
    const [connector, later] = await Promise.all([FakeConnector.start(), startHourLater(facts)]);
    await database.raw(movedTo(connector.serviceUrl, facts));
    const product = await startProduct({ ...later.env, DATABASE_URL: url }, tempFolder(), connector);
    try {
      await connector.until(() => OWED.every((owed) => told(connector, owed).length > 0));
      const ofSato = { from: SATO, conversation: { ...PLACE, id: SATOS, conversationType: 'personal' } };
      expect((await product.say('backup now vm-02', ofSato)).summary).toMatch(/read-only.*patch night/);
      const { conversation, channelData } = aChannelMessage('', '');
      expect(JSON.stringify(await product.say('watches', { conversation, channelData }))).toContain('all backups');
    } finally {
      await product.stop();
      await later.close();
      rmSync(folder, { recursive: true });
    }
    for (const owed of OWED) expect([...owed, told(connector, owed).length]).toEqual([...owed, 1]);
    expect(connector.messages.filter(({ conversationId }) => /left|uninstalled/.test(conversationId))).toEqual([]);
  }, 60_000);
}

function told({ messages }: FakeConnector, [where, what]: (typeof OWED)[number]): readonly string[] {
  return messages
    .filter(
      ({ method, conversationId }) =>
        method === 'POST' && (typeof where === 'string' ? conversationId === where : where.test(conversationId)),
    )
    .map(({ activity: { summary = '' } }) => summary)
    .filter((summary) => what.test(summary));
}
