import { everyoneIsAdmin, grantFrom, parseRules } from '../../services/access/accessRules';
import { jobKey } from '../../services/backup/ids';
import type { Notice } from '../../services/backup/jobEvents';
import type { Replica } from '../support/askingReplica';
import { buttonsOf, saidBy } from '../support/product';
import { ReplicaHarness } from '../support/replicaHarness';
import { aJob, anItem, VAULT } from '../support/samples';
import { aPress, BOT, type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';

/** The whole bot as in teams mode: with a roster, and rules. */
const FOREIGN = '00000000-0000-4000-8000-0000000000ff';
const RULES = {
  tenants: [TENANT, FOREIGN],
  rules: [
    { who: 'everyone', role: 'viewer' },
    { who: 'conversation:19:ops@thread.v2', role: 'viewer' },
    { who: `user:${TANAKA.aadObjectId}`, role: 'admin' },
    { who: `user:${SATO.aadObjectId}`, role: 'viewer' },
  ],
};
const GROUP = { id: '19:ops@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: TENANT };
const MENTION = { type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` };
const BACK_UP = { command: { kind: 'backupNow', vms: ['vm-02'] } };
const MINUTE_MS = 60_000;

let host: ReplicaHarness;
let bot: Replica;
beforeEach(async () => {
  host = await ReplicaHarness.start();
  const rules = parseRules(JSON.stringify(RULES));
  const access = {
    ...everyoneIsAdmin,
    grantOf: (...who: [Parameters<typeof grantFrom>[1], Parameters<typeof grantFrom>[2]]) => grantFrom(rules, ...who),
  };
  bot = host.replica({ access, asksRoster: true });
  listed(TANAKA);
  listed(SATO);
});
afterEach(() => host.end());

function listed(person: Json & { readonly id: string }, change: Json = {}): void {
  host.connector.roster.set(person.id, { ...person, tenantId: TENANT, userRole: 'user', ...change });
}
function rosterFails(status: number): void {
  host.connector.refusing = ({ method }) => (method === 'GET' ? { status } : null);
}
/** Sent so long before now. */
const sentAgo = (minutes: number): Json => ({
  timestamp: new Date(host.clock.now().getTime() - minutes * MINUTE_MS).toISOString(),
});
const lastCard = (): ReturnType<typeof saidBy> => saidBy(host.connector.messages.at(-1));

describe('who a person is', () => {
  it.each([503, 403, 404])(
    'when the roster answers %i, then an admin by the rules does nothing, and is told so',
    async (status) => {
      rosterFails(status);
      const unread = /^I could not check who you are: Teams did not say in time\. Nothing was done/;
      for (const text of ['backup now vm-02', 'status vm-01', 'whoami', 'vms', 'nonsense', 'yes', 'audit'])
        expect(await bot.say(text)).toMatch(unread);
      expect(await bot.press(BACK_UP)).toMatch(unread);
      expect(await bot.say('バックアップ vm-02', { locale: 'ja-JP' })).toMatch(
        /^ご本人の確認ができませんでした。Teams から時間内に/,
      );
      expect([host.azure.started, await watchesKept()]).toEqual([[], 0]);
    },
  );

  it('when the roster does not list the person, then what the activity claims counts for nothing', async () => {
    host.connector.roster.clear();
    const from = { ...TANAKA, tenantId: TENANT, userRole: 'user' };
    for (const text of ['backup now vm-02', 'vms'])
      expect(await bot.say(text, { from })).toMatch(/^I could not check who you are: Teams does not list you/);
    expect(host.azure.started).toEqual([]);
  });

  it('when the activity names the object id of an admin, then it is that of the roster that counts', async () => {
    expect(await bot.say('backup now vm-02', { from: { ...SATO, aadObjectId: TANAKA.aadObjectId } })).toMatch(
      /needs the role operator/,
    );
    expect(host.azure.started).toEqual([]);
  });

  it.each<[string, Json]>([
    ['a guest', { userRole: 'guest' }],
    ['of another tenant', { tenantId: FOREIGN }],
  ])('when an admin by the rules is %s, then the person sees and never acts', async (_what, change) => {
    listed(TANAKA, change);
    expect(await bot.say('status vm-01')).toMatch(/^vm-01/);
    for (const text of ['backup now vm-02', 'cancel vm-01', 'audit'])
      expect(await bot.say(text)).toMatch(/needs the role/);
    expect(await bot.press(BACK_UP)).toMatch(/needs the role operator/);
    expect([host.azure.started, host.azure.cancelled]).toEqual([[], []]);
  });

  it('when a question of names is open and the roster fails, then no names are shown again', async () => {
    await bot.say('whoami');
    await host.clock.advance(59.5 * MINUTE_MS);
    expect(await bot.say('status twin', sentAgo(0))).toContain('twin');
    expect(await bot.say('twin', sentAgo(0))).toContain('twin');
    await host.clock.advance(MINUTE_MS);
    rosterFails(503);
    for (const text of ['twin', '1']) expect(await bot.say(text, sentAgo(0))).toMatch(/^I could not check who you are/);
  });

  it('when the person is a member with the role, then the backup starts', async () => {
    expect(await bot.say('backup now vm-02')).toMatch(/^vm-02: backup started/);
    expect(host.azure.started).toEqual(['vm-02']);
  });
});

async function watchesKept(): Promise<number> {
  return (await host.store.transaction(({ watches }) => watches.page(null, 100))).length;
}

describe('a change needs a person, now', () => {
  it.each(['automatic', 'Automatic', '', null, 7])(
    'when a client refreshes by itself (%j), then no change runs',
    async (trigger) => {
      for (const command of [BACK_UP.command, { kind: 'watch', scope: { all: true } }, { kind: 'yes' }]) {
        const value = { action: { type: 'Action.Execute', verb: 'refresh', data: { command } }, trigger };
        await bot.deliver(aPress(host.connector.serviceUrl, {}, { value }));
      }
      expect([host.azure.started, await watchesKept(), host.connector.messages]).toEqual([[], 0, []]);
    },
  );

  it.each<[string, () => Json]>([
    ['two days ago', () => sentAgo(2 * 24 * 60)],
    ['six minutes ago', () => sentAgo(6)],
    ['nobody knows when', () => ({ timestamp: undefined })],
    ['at no time', () => ({ timestamp: 'yesterday' })],
    ['six minutes from now', () => sentAgo(-6)],
    ['in a far year', () => ({ timestamp: '+275000-01-01T00:00:00.000Z' })],
  ])('when it was sent %s, then it is asked for again, and a press carries it out', async (_when, sent) => {
    await bot.say('backup now vm-02', sent());
    await bot.press(BACK_UP, sent());
    expect(lastCard().summary).toMatch(/Nothing was done; if you/);
    expect(host.azure.started).toEqual([]);

    const [again] = buttonsOf(lastCard(), 'backupNow');
    await bot.press(again ?? {}, sentAgo(0));
    expect(host.azure.started).toEqual(['vm-02']);
  });

  it('when a press came late, then its card stays as it is, and the next press of the button is carried out', async () => {
    await bot.say('status vm-01');
    const card = { ...BACK_UP, card: buttonsOf(lastCard(), 'status')[0]?.['card'], update: true };
    await bot.press(card, sentAgo(6));
    expect(host.connector.sent.map(({ method }) => method)).toEqual(['POST', 'POST']);
    await bot.press(card, sentAgo(0));
    expect(host.azure.started).toEqual(['vm-02']);
  });

  it.each([4, -4])('when it was sent %i minutes ago, by another clock, then it is done', async (minutes) => {
    await bot.say('backup now vm-02', sentAgo(minutes));
    expect(host.azure.started).toEqual(['vm-02']);
  });

  it.each(['watch all', 'settings language ja', 'backup now vm-02 web-01'])(
    'when "%s" was sent two days ago, then nothing is changed and nothing is open',
    async (text) => {
      expect(await bot.say(text, sentAgo(2 * 24 * 60))).toMatch(/^This was sent at .*Nothing was done/);
      expect(await watchesKept()).toBe(0);
      expect(await bot.say('yes')).toMatch(/no open question/);
      expect(await bot.say('settings')).not.toMatch(/日本語|ja\b/);
    },
  );

  it.each(['yes', 'no'])(
    'when an old "%s" comes again, typed or pressed, then the question stays open',
    async (kind) => {
      await bot.say('cancel vm-01');
      const [button] = buttonsOf(lastCard(), kind);
      for (const answer of [() => bot.say(kind, sentAgo(10)), () => bot.press(button ?? {}, sentAgo(10))])
        expect(await answer()).toMatch(/^This answer reached me long after it was sent/);
      expect(host.azure.cancelled).toEqual([]);
      await bot.press(buttonsOf(lastCard(), 'yes')[0] ?? yesOf(button), sentAgo(0));
      expect(host.azure.cancelled).toEqual(['job-vm-01']);
    },
  );

  it('when what was sent long ago only asks, then it is answered', async () => {
    expect(await bot.say('status vm-01', sentAgo(2 * 24 * 60))).toMatch(/^vm-01/);
  });
});

function yesOf(button: Json | undefined): Json {
  const { proposal } = button?.['command'] as Json;
  return { command: { kind: 'yes', proposal } };
}

describe('a proposal', () => {
  it('when its yes is pressed in another conversation, then it is refused there, and counts where it was asked', async () => {
    await bot.say('cancel vm-01');
    const [yes] = buttonsOf(lastCard(), 'yes');
    const elsewhere = { conversation: GROUP, entities: [MENTION] };
    for (const kind of ['yes', 'no'])
      expect(await bot.press({ command: { ...(yes?.['command'] as Json), kind } }, elsewhere)).toMatch(
        /^This question was asked in another conversation/,
      );
    expect(host.azure.cancelled).toEqual([]);

    await bot.press(yes ?? {});
    expect(host.azure.cancelled).toEqual(['job-vm-01']);
  });
});

describe('a watch whose owner is looked up again before it is told', () => {
  const failure = (): Notice => {
    const at = host.clock.now();
    const atMs = at.getTime();
    const job = aJob({ id: `f-${atMs}`, state: 'failed', statusText: 'Failed', startedAt: at, endedAt: at });
    const { id: itemId, vm } = anItem();
    const ofVm = { vault: VAULT, itemId, vmName: vm.name, vmResourceGroup: vm.resourceGroup };
    return { ...ofVm, jobKey: jobKey(VAULT, job.id), event: 'ended', job, atMs, readMs: atMs };
  };
  const told = (): number => host.connector.messages.length;
  const waiting = (): Promise<number> =>
    host.store.transaction(
      async ({ outbox }) => (await outbox.depth(host.clock.now().getTime() + 24 * 60 * MINUTE_MS)).rows,
    );
  /** Lets time pass until it is so. */
  const passed = async (enough: () => Promise<boolean>): Promise<void> => {
    while (!(await enough())) await host.clock.advance(MINUTE_MS);
  };
  beforeEach(async () => {
    await bot.say('watch all', { from: SATO, conversation: GROUP, entities: [MENTION] });
    host.connector.sent.length = 0;
    host.connector.looked.length = 0;
  });

  it('when the owner is still a member, then it is told, and the roster is asked once an hour', async () => {
    const tellOne = async (): Promise<void> => {
      const before = told();
      await bot.tell(failure());
      await passed(async () => told() > before);
    };
    await tellOne();
    expect(host.connector.looked).toEqual([]);
    await host.clock.advance(60 * MINUTE_MS);
    await tellOne();
    await tellOne();
    expect(host.connector.looked).toEqual([`${GROUP.id}/${SATO.id}`]);
  });

  it.each<[string, () => void]>([
    ['has left', () => void host.connector.roster.delete(SATO.id)],
    [
      'is of another tenant now',
      () => {
        listed(SATO, { tenantId: 'fabrikam' });
      },
    ],
    [
      'has another object id now, and is a guest',
      () => {
        listed(SATO, { aadObjectId: 'o', userRole: 'guest', tenantId: 'x' });
      },
    ],
  ])('when the owner %s, then nothing is told and nothing waits', async (_what, change) => {
    await host.clock.advance(60 * MINUTE_MS);
    change();
    await bot.tell(failure());
    await passed(async () => (await waiting()) === 0);
    expect(host.connector.messages).toEqual([]);
  });

  it('when the roster fails, then the message waits, and is told once it answers', async () => {
    await host.clock.advance(60 * MINUTE_MS);
    rosterFails(503);
    await bot.tell(failure());
    await passed(async () => host.connector.refused >= 4 || told() > 0);
    expect([host.connector.messages, await waiting()]).toEqual([[], 1]);

    host.connector.refusing = () => null;
    await passed(async () => (await waiting()) === 0);
    expect(told()).toBe(1);
  });
});
