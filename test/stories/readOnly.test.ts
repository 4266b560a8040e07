import { everyoneIsAdmin, grantFrom, parseRules } from '../../services/access/accessRules';
import { AzureError } from '../../services/backup/vaults';
import type { Replica } from '../support/askingReplica';
import { textOf } from '../support/cardParts';
import { buttonsOf, saidBy, startDemo } from '../support/product';
import { ReplicaHarness } from '../support/replicaHarness';
import { deferred } from '../support/startBot';
import { type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';

const JA = { locale: 'ja-JP' };
const BACK_UP = { command: { kind: 'backupNow', vms: ['vm-02'] } };
const SWITCHED = /^This bot is read-only: it changes nothing in Azure\. Tanaka switched that on at /;
const BY_ENVIRONMENT = /^This bot is read-only: it changes nothing in Azure\. Whoever runs the bot has set READ_ONLY/;
const ANSWERS = {
  en: { back: 'backup now vm-02', two: 'backup now vm-02 web-01', cancel: 'cancel vm-01', yes: 'yes' },
  ja: { back: 'バックアップ vm-02', two: 'バックアップ vm-02 web-01', cancel: 'キャンセル vm-01', yes: 'はい' },
};

let host: ReplicaHarness;
let bot: Replica;
beforeEach(async () => {
  host = await ReplicaHarness.start();
  bot = host.replica();
});
afterEach(() => host.end());

/** What was started and cancelled in Azure. */
const changed = (): readonly string[] => [...host.azure.started, ...host.azure.cancelled];
/** The newest message that was sent, not one that was changed. */
const lastSaid = (): ReturnType<typeof saidBy> =>
  saidBy(host.connector.messages.findLast(({ method }) => method === 'POST'));
/** The data of the last card's button for this command. */
function button(verb: string): Json {
  const [data] = buttonsOf(lastSaid(), verb);
  expect(data).toBeDefined();
  return data ?? {};
}
async function lift(by = bot): Promise<void> {
  await host.clock.advance(1_000);
  await by.say('read only off');
  expect(await by.say('yes')).toMatch(/^Changes in Azure are allowed again/);
}
async function entries(): Promise<readonly (readonly [text: string, result: string | undefined])[]> {
  const found = await host.store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 50 }));
  return found.map(({ text, outcome }) => [text, outcome?.result]);
}

describe.each(['en', 'ja'] as const)('READ_ONLY, asked in %s', (language) => {
  const change = language === 'ja' ? JA : {};
  const words = ANSWERS[language];
  const refused = language === 'ja' ? /^このボットは読み取り専用です。.*READ_ONLY/ : BY_ENVIRONMENT;

  it('when a change is asked for, by words or by a button, then one sentence refuses it', async () => {
    const closed = host.replica({ isReadOnly: true });
    for (const text of [words.back, words.two, words.cancel]) expect(await closed.say(text, change)).toMatch(refused);
    for (const command of [
      BACK_UP.command,
      { kind: 'backupNow', vms: ['vm-02', 'web-01'] },
      { kind: 'cancel', target: { job: 'job-vm-01' } },
    ])
      expect(await closed.press({ command }, change)).toMatch(refused);
    expect(changed()).toEqual([]);
    expect((await entries()).map(([, result]) => result)).toEqual(Array(6).fill('refused'));
  });

  it('when a question was open before, then neither its button nor a typed yes changes anything', async () => {
    for (const question of [words.two, words.cancel]) {
      await host.clock.advance(1_000); // Questions of one moment have no order.
      await bot.say(question, change);
      const yes = button('yes');
      expect(await host.replica({ isReadOnly: true }).press(yes, change)).toMatch(refused);
      await host.clock.advance(1_000);
      await bot.say(question, change);
      expect(await host.replica({ isReadOnly: true }).say(words.yes, change)).toMatch(refused);
    }
    expect(changed()).toEqual([]);
  });
});

describe('READ_ONLY', () => {
  it('when a command would lift it, then it stays, and the answer says who can', async () => {
    const closed = host.replica({ isReadOnly: true });
    expect(await closed.say('read only')).toMatch(BY_ENVIRONMENT);
    expect(await closed.say('read only off')).toMatch(BY_ENVIRONMENT);
    expect(await closed.say('backup now vm-02')).toMatch(BY_ENVIRONMENT);
  });

  it('when an admin switches it on too, then changes stay off in a process without READ_ONLY', async () => {
    expect(await host.replica({ isReadOnly: true }).say('read only on')).toMatch(SWITCHED);
    expect(await bot.say('backup now vm-02')).toMatch(SWITCHED);
  });

  it('when an admin had switched it on before, then the end of that needs the environment first', async () => {
    await bot.say('read only on');
    await bot.say('read only off');
    const yes = button('yes');
    const closed = host.replica({ isReadOnly: true });
    await closed.press(yes);
    expect(await closed.say('backup now vm-02')).toMatch(BY_ENVIRONMENT);
    expect(changed()).toEqual([]);
  });

  it('when something is read, watched or set, then it works as ever', async () => {
    const closed = host.replica({ isReadOnly: true });
    expect(await closed.say('status vm-01')).toMatch(/^vm-01/);
    expect(await closed.say('jobs running')).not.toMatch(/read-only/);
    expect(await closed.say('watch vm-01')).not.toMatch(/read-only/);
    expect(await closed.say('settings language en')).not.toMatch(/read-only/);
    expect(await closed.say('whoami')).toMatch(/admin/);
    expect(textOf(lastSaid().card)).toContain('Whoever runs the bot has set READ_ONLY');
    await closed.say('help');
    expect(textOf(lastSaid().card)).toContain('Whoever runs the bot has set READ_ONLY');
  });

  it('when the whole product runs with it, then no backup starts, and /readyz and /metrics say so', async () => {
    const product = await startDemo({ READ_ONLY: 'true' });
    try {
      expect((await product.say('backup now vm-02')).summary).toMatch(BY_ENVIRONMENT);
      expect((await product.happened()).jobs.filter(({ status }) => status === 'InProgress')).toEqual([]);
      const ready = await fetch(`${product.url}/readyz`);
      expect(ready.status).toBe(200);
      expect(await ready.json()).toMatchObject({
        checks: { changes: { ok: true, detail: 'read-only: READ_ONLY is set' } },
      });
      expect(await (await fetch(`${product.url}/metrics`)).text()).toMatch(/^bot_read_only 1$/m);
    } finally {
      await product.stop();
    }
  });
});

describe('an admin switches it on', () => {
  it('when it is on, then it holds in every replica and after a restart, and says who, when and why', async () => {
    const other = host.replica();
    await other.say('status vm-01'); // This replica has answered before.
    const answer = await bot.say('read only on storage migration');
    expect(answer).toMatch(SWITCHED);
    expect(answer).toContain('because: storage migration.');
    expect(await other.say('backup now vm-02')).toBe(answer);
    expect(await other.say('cancel vm-01')).toBe(answer);
    expect(await other.say('読み取り専用', JA)).toMatch(/に Tanaka さんが切り替えました。理由: storage migration。/);
    await other.say('whoami');
    expect(textOf(lastSaid().card)).toContain('because: storage migration.');

    bot = await host.restart();
    expect(await bot.say('backup now vm-02')).toBe(answer);
    expect(changed()).toEqual([]);
    await lift();
    expect(await bot.say('backup now vm-02')).toMatch(/^vm-02: backup started/);
    expect(host.azure.started).toEqual(['vm-02']);
  });

  it('when it is on already, then the first switch stays, with its reason', async () => {
    await bot.say('read only on first');
    expect(await bot.say('read only on second', { from: SATO })).toContain('because: first.');
  });

  it('when it is said in Japanese, then it works the same', async () => {
    expect(await bot.say('障害対応のため読み取り専用オン', JA)).toMatch(
      /^このボットは読み取り専用です。.*理由: 障害対応。/,
    );
    expect(await bot.say('バックアップ vm-02', JA)).toMatch(/^このボットは読み取り専用です。/);
    expect(await bot.say('読み取り専用 オフ', JA)).toMatch(/^このボットでの変更を再び許可しますか/);
    expect(await bot.say('はい', JA)).toMatch(/^Azure での変更を再び許可しました/);
    expect(await bot.say('読み取り専用', JA)).toMatch(/^このボットは読み取り専用ではありません/);
  });

  it('when it is switched, then the audit holds both, and each change that came too late', async () => {
    await bot.say('backup now vm-02 web-01');
    await bot.say('read only on: migration');
    await bot.say('read only off: done');
    await bot.say('yes');
    const both = ['backup now vm-02 web-01 keep 30d', 'asked'];
    expect((await entries()).toReversed()).toEqual([
      ...[both, both],
      ['read only on: migration', 'readOnlyOn'],
      ['read only off: done', 'asked'],
      ['yes', 'accepted'],
      ['read only off: done', 'readOnlyOff'],
    ]);
  });
});

describe('a race', () => {
  it('when it is switched between the question and the yes, then nothing is started or cancelled', async () => {
    for (const question of ['backup now vm-02 web-01', 'cancel vm-01']) {
      await host.clock.advance(1_000);
      await bot.say(question);
      const yes = button('yes');
      await host.replica().say('read only on', { from: SATO });
      expect(await bot.press(yes)).toMatch(/^This bot is read-only: .* Sato switched that on/);
      await lift();
    }
    expect(changed()).toEqual([]);
  });

  it.each(['backup now vm-02', 'backup now vm-02 web-01', 'cancel vm-01'])(
    'when it is switched after "%s" was accepted and before Azure is asked, then nothing is sent',
    async (text) => {
      const isAsked = text !== 'backup now vm-02';
      if (isAsked) await bot.say(text);
      const begun = deferred<null>();
      const may = deferred<undefined>();
      host.azure.next = {
        begun: () => {
          begun.resolve(null);
        },
        may: may.promise,
      };
      const answer = isAsked ? bot.press(button('yes')) : bot.say(text);
      await begun.promise;
      await host.replica().say('read only on', { from: SATO, conversation: { id: 'a:sato', tenantId: TENANT } });
      may.resolve(undefined);
      await answer;
      expect(changed()).toEqual([]);
      expect(textOf(lastSaid().card)).toMatch(/read-only/);
      expect(await entries()).toContainEqual([expect.stringMatching(/^(backup now|cancel)/), 'refused']);
      // Nothing of it is left: once changes are allowed, the VM's backup is not held back.
      await lift(host.replica());
      expect(await bot.say('backup now vm-02')).toMatch(/^vm-02: backup started/);
    },
  );

  it('when the switch is lifted and made anew, then a yes to the older question lifts nothing', async () => {
    await bot.say('read only on first');
    await bot.say('read only off');
    const stale = button('yes');
    const sato = { from: SATO, conversation: { id: 'a:sato', tenantId: TENANT } };
    await bot.say('read only off', sato);
    await bot.say('yes', sato);
    await bot.say('read only on second', sato);
    expect(await bot.press(stale)).toContain('because: second.');
    expect(await bot.say('backup now vm-02')).toContain('because: second.');
  });

  it('when a backup runs already, then it goes on, and a retry of another is refused', async () => {
    host.azure.fails = new AzureError({ kind: 'unavailable', status: 503 });
    await bot.say('backup now vm-02');
    host.azure.fails = null;
    await bot.say('backup now web-01');
    await bot.say('read only on');
    expect(await bot.press(BACK_UP)).toMatch(SWITCHED);
    expect(await bot.say('status web-01')).not.toMatch(/read-only/);
    expect(host.azure.started).toEqual(['web-01']);
    expect(host.azure.cancelled).toEqual([]);
  });
});

describe('who may switch it', () => {
  const rules = parseRules(
    JSON.stringify({
      tenants: [TENANT],
      rules: [
        { who: 'everyone', role: 'viewer' },
        { who: `user:${TANAKA.aadObjectId}`, role: 'admin', vms: ['vm-*', 'web-*', 'twin'] },
        { who: `user:${SATO.aadObjectId}`, role: 'operator' },
      ],
    }),
  );
  const access = {
    ...everyoneIsAdmin,
    grantOf: (...who: [Parameters<typeof grantFrom>[1], Parameters<typeof grantFrom>[2]]) => grantFrom(rules, ...who),
  };

  it('when an admin of some VMs asks, then the refusal says what is missing', async () => {
    const scoped = host.replica({ access });
    for (const text of ['read only on', 'read only off'])
      expect(await scoped.say(text)).toMatch(/^This needs the role admin over all VMs\./);
    expect(await scoped.press({ command: { kind: 'readOnly', set: 'on' } })).toMatch(/^This needs the role admin/);
    expect(await scoped.say('read only')).toMatch(/^This bot is not read-only/);
  });

  it('when an operator asks, then the command is refused', async () => {
    const scoped = host.replica({ access });
    for (const text of ['read only', 'read only on', 'read only off'])
      expect(await scoped.say(text, { from: SATO })).toMatch(/^This needs the role admin\./);
    expect(await scoped.say('読み取り専用 オン', { ...JA, from: SATO })).toMatch(/admin/);
  });

  it('when the right has ended between the question and the yes, then it stays on', async () => {
    await bot.say('read only on');
    await bot.say('read only off');
    const yes = button('yes');
    expect(await host.replica({ access }).press(yes)).toMatch(/^This needs the role admin over all VMs\./);
    expect(await bot.say('backup now vm-02')).toMatch(SWITCHED);
  });
});
