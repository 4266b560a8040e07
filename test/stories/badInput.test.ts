import { request } from 'node:http';

import { everyoneIsAdmin } from '../../services/access/accessRules';
import { aGrant } from '../support/grants';
import { type RunningBot, saying, startBot } from '../support/startBot';
import { aMessage, anActivity, aPress, aSubmit, type Json } from '../support/teamsActivities';

let bot: RunningBot;
beforeEach(async () => {
  bot = await startBot();
});
afterEach(async () => {
  const { status } = await bot.post(aMessage(bot.connector.serviceUrl, 'still there?'));
  expect(status).toBe(200);
  expect(bot.connector.summaries.at(-1)).toBe('still there?');
  await bot.stop();
});

const plainly = (text: string): void => {
  expect(text).not.toMatch(/\bat .*\.(js|ts):|node_modules|Error:/);
};

describe('a body that is no activity', () => {
  it.each([
    ['nothing', ''],
    ['half of JSON', '{"type":"mess'],
    ['not JSON', '<html></html>'],
    ['null', 'null'],
    ['a list', '[]'],
    ['a number', '7'],
    ['a text', '"message"'],
    ['an empty object', '{}'],
    ['deep lists', '['.repeat(50_000)],
    ['deep lists that end', '['.repeat(50_000) + ']'.repeat(50_000)],
  ])('when it is %s, then it is refused with 400 and one sentence', async (_what, body) => {
    const answer = await bot.post(body);

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: expect.stringMatching(/^[^\n]{5,100}\.$/) });
    plainly(answer.text);
  });

  it.each<[string, Json]>([
    ['type', { type: 5 }],
    ['type', { type: null }],
    ['id', { id: { a: 1 } }],
    ['id', { id: '' }],
    ['id', { id: '..' }],
    ['id', { id: 'x'.repeat(2_001) }],
    ['channelId', { channelId: ['msteams'] }],
    ['serviceUrl', { serviceUrl: 7 }],
    ['conversation', { conversation: 'a:b' }],
    ['conversation.id', { conversation: { id: 1 } }],
    ['conversation.id', { conversation: { id: '..' } }],
    ['conversation.id', { conversation: { id: '.;messageid=1' } }],
    ['conversation.id', { conversation: { id: 'a:\ud83d' } }],
    ['conversation.id', { conversation: { id: 'a:1\r\nx' } }],
    ['conversation.id', { conversation: { id: 'a:漢' } }],
    ['conversation', { conversation: null }],
    ['from', { from: null }],
    ['from.id', { from: { id: 3 } }],
    ['from.id', { from: { id: '..' } }],
    ['recipient', { recipient: 'bot' }],
    ['text', { text: { $gt: '' } }],
    ['locale', { locale: 81 }],
    ['entities', { entities: 'mention' }],
    ['entities.0', { entities: ['mention'] }],
    ['attachments', { attachments: {} }],
    ['channelData', { channelData: 'tenant' }],
    ['channelData.team.id', { channelData: { team: { id: '..' } } }],
    ['membersAdded', { type: 'conversationUpdate', membersAdded: [null] }],
  ])('when %s is of a wrong type, then it is refused with 400 and nothing runs', async (path, change) => {
    const answer = await bot.post(aMessage(bot.connector.serviceUrl, 'status vm-01', change));

    expect(answer.status).toBe(400);
    expect((answer.body as Json)['error']).toContain(path.split('.')[0]);
    plainly(answer.text);
    expect(bot.connector.sent).toEqual([]);
  });

  it.each(['value', 'channelData', 'entities', 'other'])(
    'when its %s is nested deeper than any stack, then it is refused with 400 and nothing is logged',
    async (field) => {
      const change = { [field]: { a: '@' }, ...(field === 'value' && { type: 'invoke', name: 'adaptiveCard/action' }) };
      const deep = '['.repeat(60_000) + ']'.repeat(60_000);
      const answer = await bot.post(
        JSON.stringify(aMessage(bot.connector.serviceUrl, 'status vm-01', change)).replace('"@"', deep),
      );

      expect(answer.status).toBe(400);
      expect(answer.body).toEqual({ error: 'The body is nested too deeply.' });
      expect(bot.connector.sent).toEqual([]);
      expect(bot.log.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  it('when it has 5 MB, then it is refused with 413', async () => {
    const answer = await bot.post(aMessage(bot.connector.serviceUrl, 'x'.repeat(5_000_000)));

    expect(answer.status).toBe(413);
  });

  it('when its sender hangs up half-way, then nothing happens', async () => {
    await new Promise<void>((resolve) => {
      const half = request(`${bot.url}/api/messages`, { method: 'POST', headers: { 'content-length': 100 } });
      half.on('error', () => {
        resolve();
      });
      half.write('{"type":', () => half.destroy(new RangeError('hung up')));
    });

    expect(bot.connector.sent).toEqual([]);
  });
});

describe('a service URL', () => {
  it.each(['http://169.254.169.254/', 'https://smba.trafficmanager.net/teams/', 'file:///etc/passwd', 'x'])(
    'when demo mode is asked to answer to %s, then it refuses with 403',
    async (serviceUrl) => {
      const answer = await bot.post(aMessage(serviceUrl, 'help'));

      expect(answer.status).toBe(403);
      expect(bot.connector.sent).toEqual([]);
    },
  );
});

describe('an invoke', () => {
  it.each<[string, Json, number]>([
    ['without a name', { name: undefined }, 404],
    ['with an unknown name', { name: 'task/fetch' }, 404],
    ['with a name of a wrong type', { name: 5 }, 404],
    ['without a value', { value: undefined }, 400],
    ['with an empty value', { value: {} }, 400],
    ['with a text as value', { value: 'x' }, 400],
    ['with an action of null', { value: { action: null } }, 400],
    ['with an action of another kind', { value: { action: { type: 'Action.Http', data: {} } } }, 400],
    ['with a list as data', { value: { action: { type: 'Action.Execute', data: [] } } }, 400],
  ])('when it comes %s, then HTTP says 200 and the body what is wrong', async (_what, change, statusCode) => {
    const answer = await bot.post(aPress(bot.connector.serviceUrl, {}, change));

    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({
      statusCode,
      type: 'application/vnd.microsoft.error',
      value: { code: expect.any(String), message: expect.any(String) },
    });
    plainly(answer.text);
  });

  it('when the bot itself fails, then HTTP says 200 and the body 500, without the reason', async () => {
    await bot.stop();
    bot = await startBot({
      services: {
        access: {
          ...everyoneIsAdmin,
          grantOf: (person) => {
            if (person.name === 'Tanaka') return aGrant({ role: 'admin', may: () => true });
            throw new TypeError('SECRET');
          },
        },
      },
    });

    const answer = await bot.post(
      aPress(bot.connector.serviceUrl, { command: { kind: 'help' } }, { from: { id: '29:x', name: 'X' } }),
    );

    expect(answer.status).toBe(200);
    expect(answer.body).toMatchObject({ statusCode: 500, type: 'application/vnd.microsoft.error' });
    expect(answer.text).not.toContain('SECRET');
  });
});

describe('text', () => {
  it.each([
    ['10,001 characters', 'x'.repeat(10_001)],
    ['emoji', '👩‍🚒🔥 status vm-01 🇯🇵'],
    ['right-to-left text', 'حالة vm-01 ‮10-mv'],
    ['HTML', '<b>status</b> <script>alert(1)</script>'],
    ['markdown', '**status** [x](https://example.com) `vm`'],
    ['a template', '{{DATE(2026-11-22)}} ${x} {{x}}'],
    ['control characters', 'status\u0000\u0007 vm-01'],
  ])('when it holds %s, then it reaches the parser as text, as it was typed', async (_what, text) => {
    await bot.post(aMessage(bot.connector.serviceUrl, text));

    expect(bot.connector.summaries).toEqual([text]);
  });

  it.each([[''], ['   '], ['&nbsp;\n']])(
    'when it is blank (%j), then the parser is asked what to say',
    async (text) => {
      await bot.post(aMessage(bot.connector.serviceUrl, text));

      expect(bot.connector.summaries).toEqual(['']);
    },
  );
});

describe('a submitted value', () => {
  it.each([[{}], [[]], ['x'], [7], [{ command: null }], [{ command: { kind: 'format disks' } }]])(
    'when it is %j, then it is handled as a button and nothing fails',
    async (value) => {
      await bot.stop();
      const seen: unknown[] = [];
      bot = await startBot({
        brain: {
          answerPress: async (data) => {
            seen.push(data);
            return { outcome: saying('badPress'), effect: 'reads' };
          },
        },
      });

      const answer = await bot.post(aSubmit(bot.connector.serviceUrl, {}, { value }));

      expect(answer.status).toBe(200);
      expect(seen).toHaveLength(1);
      expect(bot.connector.summaries).toEqual(['badPress']);
    },
  );
});

it('when an activity is of a kind that the bot does not know, then it is taken and nothing is said', async () => {
  const types = ['messageReaction', 'typing', 'event', 'endOfConversation', 'handoff', 'somethingNew', 'trace'];

  const answers = await Promise.all(types.map((type) => bot.post(anActivity(bot.connector.serviceUrl, { type }))));

  expect(answers.map(({ status }) => status)).toEqual(types.map(() => 200));
  expect(bot.connector.sent).toEqual([]);
});
