import { textOf } from '../support/cardParts';
import { buttonsOf, type Demo, saidBy, startDemo } from '../support/product';
import { aPress, BOT, type Json, SATO, TENANT } from '../support/teamsActivities';

let bot: Demo;
beforeEach(async () => {
  bot = await startDemo();
});
afterEach(() => bot.stop());

const IN = { en: { locale: 'en-US' }, ja: { locale: 'ja-JP' } };
const WORDS = {
  en: {
    ...{ backup: 'backup now', cancel: 'cancel', yes: 'yes', no: 'no', dismiss: 'cancel', status: 'status' },
    ...{ none: 'You have no open question here.', replaced: 'Replaced by a newer question', which: 'Did you mean' },
    ...{
      answeredYes: 'Tanaka answered Yes',
      answeredNo: 'Tanaka answered No',
      dismissed: 'Dismissed. Nothing was done.',
    },
    ...{ isReplaced: 'This question was replaced by a newer one. Nothing was done.' },
    ...{ used: 'This question was already answered.' },
  },
  ja: {
    ...{
      backup: 'バックアップ',
      cancel: 'キャンセル',
      yes: 'はい',
      no: 'いいえ',
      dismiss: 'キャンセル',
      status: '状態',
    },
    ...{
      none: 'あなたへの確認は残っていません。',
      replaced: '新しい確認に置き換えられました',
      which: 'この確認への回答ですか',
    },
    ...{ answeredYes: '「はい」と回答しました', answeredNo: '「いいえ」と回答しました' },
    ...{ dismissed: '取りやめました。何も実行していません。', used: 'この確認にはすでに回答済みです。' },
    ...{ isReplaced: 'この確認は新しい確認に置き換えられました。何も実行していません。' },
  },
};
const LANGUAGES = ['en', 'ja'] as const;

/** The newest job of the VM. */
async function statusOf(vm: string): Promise<string | undefined> {
  return (await bot.happened()).jobs.findLast((job) => job.vm === vm)?.status;
}
/** Azure takes a while to cancel. */
const cancelled = expect.stringMatching(/^Cancell(ing|ed)$/);

/** Says it, and gives the id of the message that answers. */
async function asked(text: string, change: Json = {}): Promise<{ id: string; yes: Json; no: Json }> {
  const said = await bot.say(text, change);
  const [yes = {}] = buttonsOf(said, 'yes');
  const [no = {}] = buttonsOf(said, 'no');
  expect(yes).toMatchObject({ command: { kind: 'yes' } });
  const { proposal } = yes['command'] as { proposal: string };
  const shows = bot.connector.messages.findLast((message) => JSON.stringify(message.activity).includes(proposal));
  return { id: shows?.id ?? '', yes, no };
}

/** The card of that message, once it is nothing to press any more. */
async function closed(id: string): Promise<string> {
  const shown = (): Json => saidBy(bot.connector.messages.findLast((message) => message.id === id)).card;
  await bot.connector.until(() => ((shown()['actions'] as unknown[] | undefined) ?? []).length === 0);
  return textOf(shown());
}

describe.each(LANGUAGES)('in %s', (language) => {
  const words = WORDS[language];
  const say = (text: string): ReturnType<Demo['say']> => bot.say(text, IN[language]);

  it('when a second yes follows an answered question, then it reaches no older one', async () => {
    await say(`${words.backup} vm-01`);
    const cancel = await asked(`${words.cancel} vm-01`, IN[language]);
    const backup = await asked(`${words.backup} vm-02 web-01`, IN[language]);

    expect(await closed(cancel.id)).toContain(words.replaced);
    await say(words.yes);
    expect((await say(words.yes)).summary).toBe(words.none);

    expect(await closed(backup.id)).toContain(words.answeredYes);
    expect(await Promise.all(['vm-01', 'vm-02', 'web-01'].map(statusOf))).toEqual(Array(3).fill('InProgress'));
  });

  it('when two backups are asked about, then a yes starts the newer one alone, and the older card cannot be pressed to any effect', async () => {
    const older = await asked(`${words.backup} vm-01 vm-02`, IN[language]);
    await asked(`${words.backup} web-01 erp-vss`, IN[language]);

    await say(words.yes);
    const pressed = await bot.press(older.yes, IN[language]);

    expect(pressed.summary).toBe(words.isReplaced);
    expect(await closed(older.id)).toContain(words.replaced);
    expect(await Promise.all(['vm-01', 'vm-02'].map(statusOf))).toEqual([undefined, undefined]);
    expect(await statusOf('web-01')).toBe('InProgress');
  });

  it.each(['status', 'unknown', 'which VM?', 'greeting'])(
    'when something else was said since (%s), then a yes asks which, and only its button answers',
    async (what) => {
      await say(`${words.backup} vm-01`);
      const cancel = await asked(`${words.cancel} vm-01`, IN[language]);
      const texts: Record<string, string> = {
        ...{ status: `${words.status} vm-02`, unknown: 'qwertz 123', greeting: 'hello' },
        'which VM?': `${words.backup} app-01`,
      };
      await say(texts[what] ?? '');

      for (const answer of [words.yes, words.no, words.yes])
        expect((await say(answer)).summary).toMatch(
          new RegExp(`^${what === 'which VM?' && answer === words.no ? '.*' : words.which}`),
        );
      const which = await asked(words.yes, IN[language]);
      expect(await statusOf('vm-01')).toBe('InProgress');

      await bot.press(which.yes, IN[language]);
      expect(await statusOf('vm-01')).toEqual(cancelled);
      expect(await closed(cancel.id)).toContain(words.answeredYes);
    },
  );

  it('when it is answered no, typed or pressed, then its card says so and nothing is done', async () => {
    await say(`${words.backup} vm-01`);
    const typed = await asked(`${words.cancel} vm-01`, IN[language]);
    expect((await say(words.no)).summary).toBe(words.dismissed);
    expect(await closed(typed.id)).toContain(words.answeredNo);

    const pressed = await asked(`${words.cancel} vm-01`, IN[language]);
    expect(await bot.press(pressed.no, IN[language])).toMatchObject({ method: 'PUT' });
    expect(await closed(pressed.id)).toContain(words.answeredNo);

    const named = await asked(`${words.cancel} vm-01`, IN[language]);
    expect((await say(words.dismiss)).summary).toBe(words.dismissed);
    expect(await closed(named.id)).toContain(words.answeredNo);
    expect((await bot.press(named.yes, IN[language])).summary).toBe(words.used);
    expect(await statusOf('vm-01')).toBe('InProgress');
  });

  it('when the yes is typed, then the backup is cancelled, once, and the card says who answered', async () => {
    await say(`${words.backup} vm-01`);
    const cancel = await asked(`${words.cancel} vm-01`, IN[language]);

    await say(words.yes);
    expect(await statusOf('vm-01')).toEqual(cancelled);
    expect(await closed(cancel.id)).toContain(words.answeredYes);
    expect((await bot.press(cancel.yes, IN[language])).summary).toBe(words.used);
  });
});

it('when a button was pressed since, then a yes asks which', async () => {
  const status = await bot.say('status vm-02');
  await bot.say('backup now vm-01');
  const cancel = await asked('cancel vm-01');
  await bot.press(buttonsOf(status, 'status')[0]!);

  expect((await bot.say('yes')).summary).toMatch(/^Did you mean this question\? Cancel the backup of vm-01\?/);
  expect(await statusOf('vm-01')).toBe('InProgress');
  await bot.press(cancel.yes);
  expect(await statusOf('vm-01')).toEqual(cancelled);
});

it('when the question came out of a pick list, typed, then a yes answers it', async () => {
  await bot.say('backup now app-01 vm-02');
  await asked('1');
  await bot.say('yes');
  expect(await Promise.all(['app-01', 'vm-02'].map(statusOf))).toEqual(['InProgress', 'InProgress']);
});

it('when a pick list is answered since, then a yes asks which', async () => {
  await bot.say('backup now vm-01');
  await asked('cancel vm-01');
  await bot.say('status app-01');
  await bot.say('2');
  expect((await bot.say('yes')).summary).toMatch(/^Did you mean/);
  expect(await statusOf('vm-01')).toBe('InProgress');
});

it('when "no" is said to a pick list, then that is dismissed and the question before it stays', async () => {
  await bot.say('backup now vm-01');
  const cancel = await asked('cancel vm-01');
  await bot.say('status app-01');
  expect((await bot.say('no')).summary).toBe('Dismissed. Nothing was done.');
  await bot.press(cancel.yes);
  expect(await statusOf('vm-01')).toEqual(cancelled);
});

describe('in a chat of several', () => {
  const as = (from: Json): Json => ({
    from,
    conversation: { id: '19:ops@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: TENANT },
    entities: [{ type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` }],
  });
  const TANAKA = { id: '29:tanaka', name: 'Tanaka', aadObjectId: '00000000-0000-4000-8000-000000000001' };
  const say = (text: string, from: Json): ReturnType<Demo['say']> => bot.say(`<at>${BOT.name}</at> ${text}`, as(from));

  it('when another says yes, then it answers nothing; what another says does not come between', async () => {
    const question = await asked(`<at>${BOT.name}</at> backup now vm-01 vm-02`, as(TANAKA));

    expect((await say('yes', SATO)).summary).toBe('You have no open question here.');
    expect((await bot.press(question.yes, as(SATO))).summary).toBe('Only the person who was asked can answer this.');
    await say('status web-01', SATO);
    expect(await statusOf('vm-01')).toBeUndefined();

    await say('yes', TANAKA);
    expect(await statusOf('vm-01')).toBe('InProgress');
    expect(await closed(question.id)).toContain('Tanaka answered Yes');
  });

  it('when the same person is asked elsewhere, then each place has its own question', async () => {
    const here = await asked(`<at>${BOT.name}</at> backup now vm-01 vm-02`, as(TANAKA));
    await asked('backup now web-01 erp-vss');
    await say('yes', TANAKA);
    expect(await Promise.all(['vm-01', 'web-01'].map(statusOf))).toEqual(['InProgress', undefined]);
    expect(await closed(here.id)).toContain('Tanaka answered Yes');
  });
});

it('when the yes comes in another thread of the channel, then it asks which', async () => {
  const thread = (root: string): Json => ({
    conversation: {
      id: `19:g@thread.tacv2;messageid=${root}`,
      conversationType: 'channel',
      isGroup: true,
      tenantId: TENANT,
    },
    channelData: { tenant: { id: TENANT }, team: { id: '19:t@thread.tacv2' }, channel: { id: '19:g@thread.tacv2' } },
    entities: [{ type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` }],
  });
  await asked(`<at>${BOT.name}</at> backup now vm-01 vm-02`, thread('1'));
  expect((await bot.say(`<at>${BOT.name}</at> yes`, thread('2'))).summary).toMatch(/^Did you mean/);
  expect(await statusOf('vm-01')).toBeUndefined();
  await bot.say(`<at>${BOT.name}</at> yes`, thread('1'));
  expect(await statusOf('vm-01')).toBe('InProgress');
});

it('when the client draws the card anew by itself, then nothing is answered, sent or changed', async () => {
  const { yes } = await asked('backup now vm-01 vm-02');
  const before = bot.connector.sent.length;
  await bot.post(
    aPress(bot.connector.serviceUrl, yes, {
      value: { action: { type: 'Action.Execute', verb: 'yes', data: yes }, trigger: 'automatic' },
    }),
  );
  expect(await statusOf('vm-01')).toBeUndefined();
  expect(bot.connector.sent).toHaveLength(before);

  await bot.say('yes');
  expect(await statusOf('vm-01')).toBe('InProgress');
});

it('when the card cannot be changed, since it was deleted, then nothing else fails', async () => {
  const { yes, id } = await asked('backup now vm-01 vm-02');
  bot.connector.failNext({ status: 404, code: 'ActivityNotFoundInConversation' });

  expect(await bot.press(yes)).toMatchObject({ method: 'POST', summary: '2 backups started, wait until I report.' });
  expect(await statusOf('vm-01')).toBe('InProgress');
  expect(await closed(id)).toContain('Tanaka answered Yes'); // Its next try is taken.
});

it('a closed card still names what was asked', async () => {
  const { id } = await asked('backup now vm-01 vm-02');
  await bot.say('no');
  expect(await closed(id)).toMatch(/Back up 2 VMs now\?[^]*vm-01[^]*vm-02/);
});
