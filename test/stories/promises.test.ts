import { textOf } from '../support/cardParts';
import { buttonsOf, type Demo, type Said, saidBy, startDemo } from '../support/product';
import { type Json, SATO, TANAKA, TENANT } from '../support/teamsActivities';

/** A backup takes a few seconds of real time. */
const SPEED = 600;
/** A snapshot takes four seconds. */
const GENTLE = 120;
/** Three hours take less than four seconds. */
const FAST = 3_000;
const ASKED = 'a:asks';
const LOOKS = 'a:looks';

let bot: Demo;
afterEach(() => bot.stop());

const at = (id: string, from: Json = TANAKA): Json => ({
  from,
  conversation: { id, conversationType: 'personal', tenantId: TENANT },
});

const toldTo = (id: string): readonly Said[] =>
  bot.connector.messages.filter((one) => one.conversationId === id && one.method === 'POST').map(saidBy);
async function untilTold(id: string, said: RegExp): Promise<Said> {
  const found = (): Said | undefined => toldTo(id).find(({ summary }) => said.test(summary));
  await bot.connector.until(() => found() !== undefined);
  return found()!;
}

/** Somebody elsewhere starts a backup, which nobody watches; resolves with its job's id. */
async function startedElsewhere(vm: string): Promise<string> {
  const [backup] = buttonsOf(await bot.say(`status ${vm}`, at(LOOKS)), 'backupNow');
  const [itemId] = (backup!['command'] as { readonly vms: readonly string[] }).vms;
  await fetch(`${bot.azureUrl}${itemId}/backup?api-version=2024-04-01`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ properties: { objectType: 'IaasVMBackupRequest' } }),
  });
  for (;;) {
    const job = (await bot.happened()).jobs.find((one) => one.vm === vm);
    if (job) return job.id;
  }
}

describe('a backup that nobody watches', () => {
  it('when its card is looked at, then it promises nothing; when [Tell me here] is pressed, it does, and keeps it', async () => {
    bot = await startDemo({ CLOCK_SPEED: String(SPEED) });
    const id = await startedElsewhere('vm-01');

    const card = await bot.say(`job ${id}`, at(LOOKS));
    expect(textOf(card.card)).not.toMatch(/I report/i);
    expect(card.summary).not.toMatch(/I report/i);
    const [tell] = buttonsOf(card, 'watch');

    const promised = await bot.press(tell!, at(LOOKS));
    expect(promised.method).toBe('PUT');
    expect(textOf(promised.card)).toMatch(/Until I post/);
    expect(buttonsOf(promised, 'unwatch')).toHaveLength(1);
    expect(buttonsOf(promised, 'watch')).toEqual([]);

    const goAhead = await untilTold(LOOKS, /^vm-01: snapshot done/);
    expect(goAhead.summary).toContain('vm-01');
    await untilTold(LOOKS, /^vm-01: Completed/);
    expect(toldTo(LOOKS).filter(({ summary }) => /snapshot done|Completed/.test(summary))).toHaveLength(2);
    const isEnd = ({ method, activity }: { method: string; activity: { summary?: string } }): boolean =>
      method === 'PUT' && activity.summary?.startsWith('vm-01: Completed') === true;
    await bot.connector.until(({ messages }) => messages.some(isEnd)); // The very card has moved with it.
  });
});

describe('the consistency of a backup', () => {
  it('when Azure lists the point with the snapshot, then the go-ahead tells it', async () => {
    bot = await startDemo({ CLOCK_SPEED: String(GENTLE), SIMULATOR_POINTS: 'snapshot' });
    await bot.say('backup now vm-01', at(ASKED, SATO));

    const goAhead = await untilTold(ASKED, /^vm-01: snapshot done/);
    expect(goAhead.summary).toMatch(/Recovery point: .+ \(as reported by Azure\)\.$/);
    expect(textOf(goAhead.card)).toMatch(/consistent \(as reported by Azure\) · snapshot\n/);
  });

  it('when Azure lists the point with the end, then the go-ahead says when its consistency is told', async () => {
    bot = await startDemo({ CLOCK_SPEED: String(GENTLE) });
    await bot.say('backup now vm-01', at(ASKED, SATO));

    const goAhead = await untilTold(ASKED, /^vm-01: snapshot done/);
    expect(goAhead.summary).not.toContain('consistent');
    expect(textOf(goAhead.card)).toContain('Its consistency is told with the end of the backup.');
  });
});

describe('Teams answers that it does not find the conversation', () => {
  const NOT_FOUND = { status: 404, code: 'ConversationNotFound' };

  it('when it says so once, to the go-ahead, then that is told all the same, and so is the end', async () => {
    bot = await startDemo({ CLOCK_SPEED: String(SPEED) });
    await bot.say('backup now vm-01', at(ASKED, SATO));
    let times = 0;
    bot.connector.refusing = ({ conversationId, method }) =>
      conversationId === ASKED && method === 'POST' && (times += 1) === 1 ? NOT_FOUND : null;

    await untilTold(ASKED, /^vm-01: snapshot done/);
    await untilTold(ASKED, /^vm-01: Completed/);
    expect(bot.connector.refused).toBe(1);
  });

  it('when it says so for hours, then nothing is sent there until somebody speaks, and what is still true then', async () => {
    bot = await startDemo({ CLOCK_SPEED: String(FAST) });
    await bot.say('watch vm-02 all', at(ASKED, SATO));
    await bot.say('backup now vm-01', at(ASKED, SATO));
    bot.connector.refusing = ({ conversationId }) => (conversationId === ASKED ? NOT_FOUND : null);
    const standing = async (): Promise<string> => textOf((await bot.say('watches', at(LOOKS))).card);
    expect(await standing()).not.toContain('vm-02');
    let refused = -1;
    while (bot.connector.refused < 10 || refused < bot.connector.refused) {
      refused = bot.connector.refused;
      const before = Date.parse((await bot.happened()).now);
      while (Date.parse((await bot.happened()).now) < before + 4 * 3_600_000);
    }
    const said = toldTo(ASKED).length;

    bot.connector.refusing = () => null;
    const watches = await bot.say('watches', at(ASKED, SATO));
    expect(textOf(watches.card)).toContain('vm-02');
    const end = await untilTold(ASKED, /^vm-01: Completed/);
    expect(end.summary).toMatch(/told/);
    expect(toldTo(ASKED).length).toBeGreaterThan(said);
  });
});
