import type { Notice } from '../../../services/backup/jobEvents';
import type { Replica } from '../../support/askingReplica';
import { failureOf } from '../../support/notifySamples';
import { ReplicaHarness } from '../../support/replicaHarness';
import { BOT, TANAKA, TENANT } from '../../support/teamsActivities';

/** Teams mode: the owner of a watch is looked up in the roster before each message. */
const HERE = { tenant: TENANT, conversation: 'a:personal-tanaka' };
const OTHER = { id: '19:ops@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: TENANT };
const MENTION = { type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` };
const MINUTE_MS = 60_000;

let host: ReplicaHarness;
let bot: Replica;
/** Undoes that somebody left. */
let left: () => void;
beforeEach(async () => {
  left = () => undefined;
  host = await ReplicaHarness.start();
  bot = host.replica({ asksRoster: true });
  host.connector.roster.set(TANAKA.id, { ...TANAKA, tenantId: TENANT, userRole: 'user' });
  await bot.say('watch all');
  await host.clock.advance(60 * MINUTE_MS); // From here on the roster is read anew.
});
afterEach(() => host.end());

const failure = (): Notice => failureOf('vm-01', host.clock.now().getTime());
const isResting = (): Promise<boolean> =>
  host.store.transaction(async ({ reach }) => (await reach.restingSince(HERE)) !== null);

/** Lets time pass until it is so, in so many steps at most. */
async function within(steps: number, stepMs: number, enough: () => Promise<boolean>): Promise<boolean> {
  for (let step = 0; step < steps && !(await enough()); step += 1) await host.clock.advance(stepMs);
  return enough();
}

/** Teams refuses every request to the watch's conversation, the roster's too. */
function refuses(status: number, code: string): void {
  host.connector.refusing = ({ conversationId }) => (conversationId === HERE.conversation ? { status, code } : null);
}

it('when Teams says that the bot is not in the conversation, then the conversation rests', async () => {
  refuses(403, 'BotNotInConversationRoster');
  await bot.tell(failure());
  expect(await within(10, MINUTE_MS, isResting)).toBe(true);
  expect(host.connector.messages).toHaveLength(1);
});

it('when Teams does not know the conversation for hours, then it rests; not before', async () => {
  refuses(404, 'ConversationNotFound');
  await bot.tell(failure());
  expect(await within(170, MINUTE_MS, isResting)).toBe(false);
  expect(await within(60, MINUTE_MS, isResting)).toBe(true);
});

it('when Teams refuses for another reason, then the message waits, and is told once the roster answers', async () => {
  refuses(403, 'NotEnoughPermissions');
  await bot.tell(failure());
  expect(await within(30, MINUTE_MS, isResting)).toBe(false);
  host.connector.refusing = () => null;
  expect(await within(10, MINUTE_MS, async () => host.connector.messages.length > 1)).toBe(true);
});

it.each<[string, () => void]>([
  [
    'the bot is out of one',
    () => {
      refuses(403, 'BotNotInConversationRoster');
    },
  ],
  [
    'the person has left one',
    () => {
      const member = host.connector.roster.get(TANAKA.id)!;
      host.connector.roster.delete(TANAKA.id);
      left = () => host.connector.roster.set(TANAKA.id, member);
    },
  ],
])(
  'when a person asks in another conversation, and %s, then the person is known in the other',
  async (_what, given) => {
    given();
    await bot.tell(failure());
    await within(10, 1_000, async () => host.connector.refused + host.connector.looked.length > 1);
    left();
    expect(await bot.say('whoami', { conversation: OTHER, entities: [MENTION] })).not.toMatch(
      /could not check|not list/,
    );
  },
);
