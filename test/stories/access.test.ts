import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { textOf } from '../support/cardParts';
import { buttonsOf, type Demo, startDemo } from '../support/product';
import { BOT, type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';
import { tempFolder } from '../support/tempFolder';

/** May operate `app-*` only. */
const SUZUKI = { id: '29:suzuki', name: 'Suzuki', aadObjectId: '00000000-0000-4000-8000-000000000003' };
/** Is in no rule but that of everyone. */
const YAMADA = { id: '29:yamada', name: 'Yamada', aadObjectId: '00000000-0000-4000-8000-000000000004' };
const STRANGER = { ...YAMADA, id: '29:stranger', aadObjectId: undefined };
const GROUP = { id: '19:ops@thread.v2', conversationType: 'groupChat', isGroup: true, tenantId: TENANT };

const RULES = {
  tenants: [TENANT],
  rules: [
    { who: 'everyone', role: 'viewer', vms: ['vm-*'] },
    { who: `user:${SATO.aadObjectId}`, role: 'operator' },
    { who: `user:${SUZUKI.aadObjectId}`, role: 'operator', vms: ['app-*'] },
    { who: `user:${TANAKA.aadObjectId}`, role: 'admin' },
  ],
};

let bot: Demo;
beforeEach(async () => {
  const folder = tempFolder();
  const path = join(folder, 'access.json');
  writeFileSync(path, JSON.stringify(RULES));
  bot = await startDemo({ ACCESS_FILE: path }, folder);
});
afterEach(() => bot.stop());

const as = (from: Json): Json => ({ from });
/** In a chat of all of them, where each sees the others' cards. */
const inGroup = (from: Json): Json => ({
  from,
  conversation: GROUP,
  entities: [{ type: 'mention', mentioned: BOT, text: `<at>${BOT.name}</at>` }],
});
async function started(vm: string): Promise<number> {
  return (await bot.happened()).jobs.filter((job) => job.vm === vm).length;
}

describe('a viewer', () => {
  it('when the status is asked for, then it is told, without a button that changes anything', async () => {
    const status = await bot.say('status vm-01', as(YAMADA));

    expect(status.summary).toContain('vm-01: no snapshot is running');
    expect(buttonsOf(status, 'backupNow')).toEqual([]);
  });

  it('when a backup is asked for, typed or pressed, then it is refused and nothing is started', async () => {
    const typed = await bot.say('backup now vm-01', as(YAMADA));
    const pressed = await bot.press({ command: { kind: 'backupNow', vms: ['vm-01'] } }, as(YAMADA));

    for (const { summary } of [typed, pressed]) expect(summary).toMatch(/needs the role operator/);
    expect(await started('vm-01')).toBe(0);
  });

  it("when another's button is pressed, then the role is that of whoever presses", async () => {
    const status = await bot.say(`<at>${BOT.name}</at> status vm-01`, inGroup(SATO));
    const [backup] = buttonsOf(status, 'backupNow');
    expect(backup).toBeDefined();

    const viewer = await bot.press(backup ?? {}, inGroup(YAMADA));
    expect(viewer.summary).toMatch(/needs the role operator/);
    expect(await started('vm-01')).toBe(0);

    await bot.press(backup ?? {}, inGroup(SATO));
    expect(await started('vm-01')).toBe(1);
  });

  it('when a job is to be cancelled, then it is refused and the job runs on', async () => {
    await bot.say('backup now vm-01', as(SATO));

    expect((await bot.say('cancel vm-01', as(YAMADA))).summary).toMatch(/needs the role operator/);
    expect((await bot.happened()).jobs.find(({ vm }) => vm === 'vm-01')?.status).toBe('InProgress');
  });

  it('when the list of VMs is asked for, then it holds those of the rule alone', async () => {
    const { card, summary } = await bot.say('vms', as(YAMADA));

    expect(summary).toBe('2 protected VMs.');
    expect(textOf(card)).not.toMatch(/app-01|web-01|erp-vss/);
  });

  it.each(['status app-01', 'safe web-01', 'points erp-vss', 'jobs web-01'])(
    'when another VM is named (%s), then it is not found and not offered',
    async (text) => {
      const { card, summary } = await bot.say(text, as(YAMADA));

      expect(summary).toContain('No protected VM that you may see is called');
      expect(textOf(card)).not.toMatch(/rg-app-east|rg-backup/);
    },
  );

  it('when a name is mistyped, then only names of the rule are offered', async () => {
    const said = await bot.say('status ap-01', as(YAMADA));

    const offers = buttonsOf(said, 'status').map((data) => (data['command'] as Json)['vm']);
    expect(offers.filter((name) => !String(name).startsWith('vm-'))).toEqual([]);
  });

  it('when the job of another VM is asked for, then it sounds as if there were none', async () => {
    await bot.say('backup now web-01', as(SATO));
    const job = (await bot.happened()).jobs.find(({ vm }) => vm === 'web-01');
    const none = await bot.say('job 00000000-0000-4000-8000-000000000000', as(YAMADA));

    expect((await bot.say(`job ${job?.id ?? ''}`, as(YAMADA))).summary).toBe(none.summary);
    expect(textOf((await bot.say('jobs', as(YAMADA))).card)).not.toContain('web-01');
    expect((await bot.say(`job ${job?.id ?? ''}`, as(SATO))).summary).toContain('web-01');
  });
});

describe('an operator of some VMs', () => {
  it('when those are asked for, then the pick list holds them; the others stay read-only', async () => {
    const pick = await bot.say('backup now app-01', as(SUZUKI));
    expect(pick.summary).toContain('app-01');
    expect(textOf(pick.card)).toMatch(/rg-app-east[^]*rg-app-west/);

    expect((await bot.say('backup now vm-01', as(SUZUKI))).summary).toMatch(/needs the role operator/);
    expect(await started('vm-01')).toBe(0);
  });

  it('when a yes covers a VM that is not theirs, then it is never asked', async () => {
    const said = await bot.say('backup now vm-01 vm-02', as(SUZUKI));

    expect(buttonsOf(said, 'yes')).toEqual([]);
    expect(said.summary).toMatch(/needs the role operator/);
  });
});

describe('who is in no rule', () => {
  it.each<[string, Json]>([
    ['has no Entra id', STRANGER],
    ['is a guest', { ...YAMADA, userRole: 'guest' }],
    ['is of another tenant', { ...YAMADA, tenantId: 'fabrikam' }],
  ])('when the person %s, then nothing is told but whoami', async (_what, from) => {
    for (const text of ['status vm-01', 'vms', 'jobs', 'backup now vm-01', 'explain Take Snapshot'])
      expect((await bot.say(text, as(from))).summary).toMatch(/^You have no access to this bot/);

    expect((await bot.say('whoami', as(from))).summary).toMatch(/you have no role here/);
    expect(textOf((await bot.say('status vm-01', as(from))).card)).not.toMatch(/rg-|vault-/);
  });
});

describe('the access file', () => {
  it('when it changes, then the new rules hold, also for a yes to an earlier question', async () => {
    const path = join(bot.folder, 'access.json');
    const role = async (from: Json): Promise<string> => (await bot.say('whoami', as(from))).summary;
    const [yes] = buttonsOf(await bot.say('backup now vm-01 vm-02', as(SATO)), 'yes');
    const rules = [
      { who: `user:${YAMADA.aadObjectId}`, role: 'operator' },
      { who: `user:${SATO.aadObjectId}`, role: 'operator', vms: ['vm-02'] },
    ];

    writeFileSync(path, JSON.stringify({ ...RULES, rules }));
    while (!(await role(YAMADA)).includes('operator'));
    await bot.press(yes ?? {}, as(SATO));

    expect(await role(TANAKA)).toMatch(/you have no role here/);
    expect(await Promise.all([started('vm-01'), started('vm-02')])).toEqual([0, 1]);
  });
});
