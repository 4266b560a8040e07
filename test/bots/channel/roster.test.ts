import type { Person } from '../../../services/access/roles';
import { type RunningBot, saying, startBot } from '../../support/startBot';
import { aChannelMessage, aMessage, aPress, aSubmit, type Json, TANAKA, TENANT } from '../../support/teamsActivities';

const TEAM = '19:team@thread.tacv2';
const MEMBER = { ...TANAKA, tenantId: TENANT, userRole: 'user', userPrincipalName: 'tanaka@contoso.example' };

const UNREAD = 'unchecked.unread';
const UNLISTED = 'unchecked.unlisted';

let bot: RunningBot;
/** The people that reached the commands. */
let asked: Person[];
beforeEach(async () => {
  asked = [];
  bot = await startBot({
    asksRoster: true,
    brain: {
      answerText: async (_text, { person }) => {
        asked.push(person);
        return saying(`${person.guest ? 'guest' : 'member'} of ${person.tenantId ?? 'no tenant'}`);
      },
    },
  });
});
afterEach(() => bot.stop());

async function ask(change: Json = {}): Promise<string | undefined> {
  await bot.post(aMessage(bot.connector.serviceUrl, 'whoami', change));
  return bot.connector.summaries.at(-1);
}

function listed(change: Json = {}): void {
  bot.connector.roster.set(TANAKA.id, { ...MEMBER, ...change });
}

it('when the roster says that a person is a user of the home tenant, then the person is a member', async () => {
  listed();

  expect(await ask()).toBe(`member of ${TENANT}`);
  expect(bot.connector.looked).toEqual([`a:personal-tanaka/${TANAKA.id}`]);
});

it('when it was asked in a channel, then the roster of the team is asked', async () => {
  listed();

  await bot.post(aChannelMessage(bot.connector.serviceUrl, 'whoami'));

  expect(bot.connector.summaries.at(-1)).toBe(`member of ${TENANT}`);
  expect(bot.connector.looked).toEqual([`${TEAM}/${TANAKA.id}`]);
});

it.each<[string, Json]>([
  ['says guest', { userRole: 'guest' }],
  ['says anonymous', { userRole: 'Anonymous' }],
  ['says nothing of the role', { userRole: undefined }],
  ['names an address of another tenant', { userPrincipalName: 'tanaka_fabrikam.example#EXT#@contoso.example' }],
])('when the roster %s, then the person is a guest', async (_what, change) => {
  listed(change);

  expect(await ask()).toBe(`guest of ${TENANT}`);
});

it("when a person of another tenant asks in a shared channel, then the tenant is the person's and not the host's", async () => {
  listed({ tenantId: 'fabrikam' });

  await bot.post(aChannelMessage(bot.connector.serviceUrl, 'whoami'));

  expect(bot.connector.summaries.at(-1)).toBe('member of fabrikam');
});

function failing(status: number): void {
  listed();
  bot.connector.refusing = ({ method }) => (method === 'GET' ? { status } : null);
}

it.each<[string, string, () => void]>([
  ['does not know the person', UNLISTED, () => undefined],
  [
    'names no tenant',
    UNLISTED,
    () => {
      listed({ tenantId: undefined });
    },
  ],
  ...[0, 401, 403, 404, 429, 500, 503].map((status): [string, string, () => void] => [
    `answers ${status}`,
    UNREAD,
    () => {
      failing(status);
    },
  ]),
])('when the roster %s, then nobody is asked for, and the answer is %s', async (_what, told, given) => {
  given();

  expect(await ask()).toBe(told);
  expect(await ask({ from: { ...TANAKA, userRole: 'user', tenantId: TENANT } })).toBe(told);
  expect(asked).toEqual([]);
});

it('when a press comes and the roster fails, then its command is not run', async () => {
  failing(503);
  const data = { command: { kind: 'backupNow', vms: ['vm-01'] } };
  for (const activity of [aPress(bot.connector.serviceUrl, data), aSubmit(bot.connector.serviceUrl, data)]) {
    await bot.post(activity);
    expect(bot.connector.summaries.at(-1)).toBe(UNREAD);
  }
});

it.each([
  ['aadObjectId', { aadObjectId: 'oid-of-the-roster' }],
  ['objectId', { aadObjectId: undefined, objectId: 'oid-of-the-roster' }],
])("when the activity names another object id, then it is the roster's (%s) that counts", async (_field, change) => {
  listed(change);

  await ask({ from: { ...TANAKA, aadObjectId: 'oid-of-an-admin' } });

  expect(asked).toMatchObject([{ aadObjectId: 'oid-of-the-roster', guest: false }]);
});

it('when the roster names no object id, then the person has none, whatever the activity says', async () => {
  listed({ aadObjectId: undefined });

  expect(await ask()).toBe(`guest of ${TENANT}`);
  expect(asked).toMatchObject([{ aadObjectId: null }]);
});

it('when the activity itself claims to come from a member, then the roster decides', async () => {
  listed({ userRole: 'guest' });

  expect(await ask({ from: { ...TANAKA, userRole: 'user', tenantId: TENANT } })).toBe(`guest of ${TENANT}`);
});

it('when a person asks again within the hour, then the roster is not asked again; after it, it is', async () => {
  listed();
  await ask();
  await ask({ conversation: { id: '19:other@thread.v2', conversationType: 'groupChat', tenantId: TENANT } });
  expect(bot.connector.looked).toHaveLength(1);
  listed({ userRole: 'guest' });

  await bot.clock.advance(3_600_000);

  expect(await ask()).toBe(`guest of ${TENANT}`);
  expect(bot.connector.looked).toHaveLength(2);
});

it.each([
  [404, 'ConversationNotFound'],
  [503, ''],
])('when the roster answers %i %s once, at random, then nobody loses a role by it', async (status, code) => {
  listed();
  bot.connector.failNext({ status, code });
  expect(await ask()).toBe(`member of ${TENANT}`);
});

it('when the roster failed, then it is asked again a minute later', async () => {
  failing(502);
  await ask();
  bot.connector.refusing = () => null;
  expect(await ask()).toBe(UNREAD);

  await bot.clock.advance(60_000);

  expect(await ask()).toBe(`member of ${TENANT}`);
});

it.each([
  [404, 'MemberNotFoundInConversation', UNLISTED],
  [403, 'BotNotInConversationRoster', UNREAD],
])('when the roster of one conversation answers %i %s, then that of another is asked', async (status, code, told) => {
  listed();
  bot.connector.refusing = ({ method, conversationId }) =>
    method === 'GET' && conversationId === '19:left@thread.v2' ? { status, code } : null;
  const left = { conversation: { id: '19:left@thread.v2', conversationType: 'groupChat', tenantId: TENANT } };
  expect(await ask(left)).toBe(told);

  expect(await ask()).toBe(`member of ${TENANT}`);
});

it('when the roster is slow, then nobody is asked for this time, and the person is a member once it has answered', async () => {
  listed();
  bot.connector.hold();
  const slow = bot.post(aMessage(bot.connector.serviceUrl, 'whoami'));
  await bot.timers.pass(2_000);
  bot.connector.release();
  await slow;

  expect(bot.connector.summaries.at(-1)).toBe(UNREAD);
  expect(await ask()).toBe(`member of ${TENANT}`);
  expect(bot.connector.looked).toHaveLength(1);
});
