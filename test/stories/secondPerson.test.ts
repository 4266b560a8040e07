import { everyoneIsAdmin, grantFrom, parseRules } from '../../services/access/accessRules';
import type { Access } from '../../services/access/roles';
import type { Replica } from '../support/askingReplica';
import { buttonsOf, saidBy } from '../support/product';
import { ReplicaHarness } from '../support/replicaHarness';
import { aPress, BOT, type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';

/** The whole bot, with rules that ask for more than a role. */
const GROUP = { id: '19:ops@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: TENANT };
const HERE = { conversation: GROUP };
const MENTION = { type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` };
const MINUTE_MS = 60_000;

let host: ReplicaHarness;
let bot: Replica;
let file: Json;
beforeEach(async () => {
  host = await ReplicaHarness.start([]);
  needs({ approve: 'other' });
  bot = host.replica({ access });
});
afterEach(() => host.end());

const rules = (): ReturnType<typeof parseRules> => parseRules(JSON.stringify({ tenants: [TENANT], ...file }));
/** The rules of the file as it is now. */
const access: Access = {
  ...everyoneIsAdmin,
  grantOf: (person, place) => grantFrom(rules(), person, place),
  limits: () => rules().triggers,
  contact: () => rules().contact ?? null,
};

/** Both are operators; a backup by Tanaka has these conditions. */
function needs(conditions: Json, rest: Json = {}): void {
  file = {
    ...rest,
    rules: [
      { who: 'everyone', role: 'viewer' },
      { who: `user:${TANAKA.aadObjectId}`, role: 'operator', ...conditions },
      { who: `user:${SATO.aadObjectId}`, role: 'operator', ...((rest['sato'] as Json | undefined) ?? {}) },
    ],
  };
  delete file['sato'];
}

const ask = (text: string, change: Json = {}): Promise<string> =>
  bot.say(`<at>${BOT.name}</at> ${text}`, { ...HERE, entities: [MENTION], ...change });
const lastCard = (): ReturnType<typeof saidBy> => saidBy(host.connector.messages.at(-1));
const pressed = async (kind: 'yes' | 'no', change: Json = {}): Promise<string> =>
  bot.press(buttonsOf(lastCard(), kind)[0] ?? {}, { ...HERE, ...change });
const bySato = { from: SATO };
const idOf = (data: Json): string => String((data['command'] as Json)['proposal']);

describe('a change that a second person must approve', () => {
  it('when somebody else with the role approves, then it runs in the name of the asker, and both are told', async () => {
    expect(await ask('backup now vm-02')).toMatch(/^Back up 1 VM now\? Tanaka asked; a second person must approve/);
    expect(host.azure.started).toEqual([]);
    const yes = buttonsOf(lastCard(), 'yes')[0] ?? {};
    await bot.press(yes, { ...HERE, ...bySato });
    expect(host.azure.started).toEqual(['vm-02']);
    const [entry] = await host.store.transaction(({ audit }) => audit.find({ item: null, since: 0, limit: 9 }));
    expect(entry).toMatchObject({ by: { name: 'Tanaka' }, approvedBy: { name: 'Sato' } });
    const kept = await host.store.transaction(({ proposals }) => proposals.byId(idOf(yes)));
    expect(kept?.ended).toMatchObject({ how: 'yes', by: 'Sato' });
  });

  it('when the asker approves, by either id, then nothing runs, and it stays open for others', async () => {
    await ask('backup now vm-02');
    const yes = buttonsOf(lastCard(), 'yes')[0] ?? {};
    for (const from of [TANAKA, { ...TANAKA, id: '29:tanaka-too' }])
      expect(await bot.press(yes, { ...HERE, from })).toMatch(/^You asked for this yourself/);
    expect(host.azure.started).toEqual([]);
    await bot.press(yes, { ...HERE, ...bySato });
    expect(host.azure.started).toEqual(['vm-02']);
  });

  it('when the asker types yes, then nothing runs', async () => {
    await ask('backup now vm-02');
    await ask('yes');
    await ask('yes', bySato);
    expect(host.azure.started).toEqual([]);
  });

  it('when somebody without the role answers, then it stays open', async () => {
    needs({ approve: 'other' }, { sato: { vms: ['web-*'] } });
    await ask('backup now vm-02');
    const [yes, no] = (['yes', 'no'] as const).map((kind) => buttonsOf(lastCard(), kind)[0] ?? {});
    for (const data of [yes, no])
      expect(await bot.press(data ?? {}, { ...HERE, ...bySato })).toMatch(/needs the role operator/);
    needs({ approve: 'other' });
    await bot.press(yes ?? {}, { ...HERE, ...bySato });
    expect(host.azure.started).toEqual(['vm-02']);
  });

  it('when it is approved elsewhere, or after half an hour, then nothing runs', async () => {
    await ask('backup now vm-02');
    const yes = buttonsOf(lastCard(), 'yes')[0] ?? {};
    await bot.press(yes, { ...bySato, conversation: { ...GROUP, id: '19:other@thread.v2' } });
    expect(host.azure.started).toEqual([]);
    await host.clock.advance(31 * MINUTE_MS);
    expect(await bot.press(yes, { ...HERE, ...bySato })).toMatch(/^This question has expired/);
    expect(host.azure.started).toEqual([]);
  });

  it('when the asker has lost the role since, then nothing runs', async () => {
    await ask('backup now vm-02');
    needs({ approve: 'other', vms: ['web-*'] });
    await pressed('yes', bySato);
    expect(host.azure.started).toEqual([]);
  });

  it.each([bySato, {}])('when it is declined (%j), then it cannot be approved any more', async (who) => {
    await ask('backup now vm-02');
    const yes = buttonsOf(lastCard(), 'yes')[0] ?? {};
    const no = buttonsOf(lastCard(), 'no')[0] ?? {};
    const shown = await bot.deliver(aPress(host.connector.serviceUrl, no, { ...HERE, ...who }));
    expect(JSON.stringify(shown)).toMatch(/Tanaka asked, (?:Tanaka|Sato) declined/);
    await bot.press(yes, { ...HERE, ...bySato });
    expect(host.azure.started).toEqual([]);
  });

  it('when it is asked in a personal chat, then it is refused: there is no second person', async () => {
    expect(await bot.say('backup now vm-02')).toMatch(/^This needs a second person's approval/);
  });

  it('when a rule comes to ask for it between question and yes, then the plain yes runs nothing', async () => {
    needs({ confirm: true });
    await ask('backup now vm-02');
    needs({ approve: 'other' });
    expect(await pressed('yes')).toMatch(/^This now needs a second person's approval/);
    expect(host.azure.started).toEqual([]);
  });
});

describe('conditions of a rule', () => {
  it('confirm: even one VM is asked about first', async () => {
    needs({ confirm: true });
    expect(await ask('backup now vm-02')).toMatch(/^Back up 1 VM now\? Nothing happens/);
    expect(host.azure.started).toEqual([]);
    await pressed('yes');
    expect(host.azure.started).toEqual(['vm-02']);
  });

  it('maxKeepDays: more is refused, and it is said who can allow more', async () => {
    needs({ maxKeepDays: 14 }, { contact: 'The backup team' });
    expect(await ask('backup now vm-02 keep 15d')).toMatch(/for 14 days at most here, not for 15.*The backup team can/);
    await ask('backup now vm-02 keep 14d');
    expect(host.azure.started).toEqual(['vm-02']);
  });

  it('maxKeepDays: 99 unless the rule says otherwise', async () => {
    needs({});
    expect(await ask('backup now vm-02 keep 100d')).toMatch(/for 99 days at most/);
    needs({ maxKeepDays: 400 });
    expect(await ask('backup now vm-02 keep 100d')).toMatch(/^Back up 1 VM now, kept until/);
  });
});

describe('limits', () => {
  it('per person and hour: one more is refused, others are not', async () => {
    needs({}, { triggers: { perPersonAndHour: 1 } });
    await ask('backup now vm-02');
    expect(await ask('backup now web-01')).toMatch(/^1 backups were started for you in the last hour/);
    expect(host.azure.started).toEqual(['vm-02']);
    await host.clock.advance(61 * MINUTE_MS);
    await ask('backup now web-01');
    expect(host.azure.started).toEqual(['vm-02', 'web-01']);
  });

  it('per vault and day: one more is refused to anybody', async () => {
    needs({}, { triggers: { perVaultAndDay: 1 } });
    await ask('backup now vm-02');
    expect(await ask('backup now web-01', bySato)).toMatch(/in the vault of web-01 in the last 24 hours/);
    expect(host.azure.started).toEqual(['vm-02']);
  });
});
