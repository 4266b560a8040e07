import { type Asked, isTaken, type Weather } from '../support/weatherConnector';
import { startNight, type WeatherNight } from '../support/weatherNight';

/** Everything that is told of one backup to who asked for it, in its order. */
const PROMISED = ['answer', 'snapshotDone', 'ended'];
/** With this seed and order, each backup takes at most 42 minutes, and at least 20 after its snapshot. */
const SEED = 1240;
const SPEED = 400;
const RETRY_AFTER_S = 120;
/** Each in a conversation of its own, which asks for a backup of the VM of its number. */
const BAD: readonly (readonly [name: string, met: Weather, times: number])[] = [
  ['429', { status: 429, retryAfterS: RETRY_AFTER_S }, 2],
  ['412', { status: 412 }, 2],
  ['502', { status: 502 }, 2],
  ['503', { status: 503 }, 2],
  ['504', { status: 504 }, 2],
  ['reset', 'reset', 1],
];
const CALM = 'a:calm';
const GONE = 'a:403';
const UNFOUND = 'a:404';
const UNFOUND_AT = [
  { conversation: GONE, met: { status: 403, code: 'BotNotInConversationRoster' }, times: Infinity },
  { conversation: UNFOUND, met: { status: 404, code: 'ConversationNotFound' }, times: 1 },
];
const WATCHER = 'a:watcher';
/** The answer that shows its live card is refused for longer than anybody waits for an answer. */
const LOST = 'a:lost';
/** Read by nobody, and never answered: each costs 8 s of real time. */
const HANGS = ['a:hangs at the answer', 'a:hangs at the go-ahead', 'a:hangs at the end'] as const;
const HANGS_AT: Readonly<Record<string, Asked['what']>> = {
  [HANGS[0]]: 'answer',
  [HANGS[1]]: 'snapshotDone',
  [HANGS[2]]: 'ended',
};

const ASKERS = [...BAD.map(([name]) => `a:${name}`), CALM, LOST, ...HANGS];
const vmOf = (conversation: string): string => `vm-${String(ASKERS.indexOf(conversation) + 1).padStart(3, '0')}`;
/** Watched by three conversations, two of which the channel does not know when the go-ahead comes. */
const WATCHED = vmOf(CALM);

function weather({ conversation, what, tries }: Omit<Asked, 'met'>): Weather {
  const bad = BAD.find(([name]) => conversation === `a:${name}`);
  if (bad && tries <= bad[2]) return bad[1];
  const unfound = what === 'snapshotDone' ? UNFOUND_AT.find((one) => one.conversation === conversation) : undefined;
  if (unfound && tries <= unfound.times) return unfound.met;
  if (conversation === LOST && what === 'answer' && tries <= 8) return { status: 503 };
  return HANGS_AT[conversation] === what && tries === 1 ? 'hang' : 'fine';
}

let night: WeatherNight;
let deliveries: { readonly resent: number; readonly repeated: number };
const of = (conversation: string): readonly Asked[] => night.connector.of(conversation);
const arrived = (conversation: string): readonly string[] =>
  night.connector.arrived(conversation).map(({ what, summary }) => `${what} ${/vm-\d+/.exec(summary)?.[0] ?? ''}`);

beforeAll(async () => {
  night = await startNight({ vms: ASKERS.length, speed: SPEED, seed: SEED });
  const { connector } = night;
  for (const conversation of [GONE, UNFOUND, WATCHER]) {
    await night.ask(conversation, `watch ${WATCHED} all`);
    await night.ask(conversation, 'watch vm-001');
  }
  connector.weather = weather;
  for (const conversation of ASKERS) {
    const vm = vmOf(conversation);
    void night.say(conversation, `backup now ${vm}`);
    while (!(await night.jobs()).some((job) => job.vm === vm))
      await night.clock.sleep(10_000, new AbortController().signal);
  }
  const isTold = (conversation: string): boolean =>
    connector.arrived(conversation).some(({ what, met }) => what === 'ended' && met !== 'reset');
  await connector.until(() => [...ASKERS, WATCHER].every(isTold));
  // What comes to an end later than the messages: the changes of the cards that show it.
  const isShown = (conversation: string): boolean =>
    of(conversation).some(
      ({ what, met, summary }) => what === 'change' && met === 'fine' && summary.includes(': Completed'),
    );
  await connector.until(() => ASKERS.every(isShown));
  const counted = (result: string): Promise<number> => night.counted('bot_deliveries_total', { result });
  deliveries = { resent: await counted('resent'), repeated: await counted('repeated') };
});
afterAll(() => night.stop());

it.each(BAD.filter(([, met]) => met !== 'reset').map(([name]) => name))(
  'when the channel answers %s to the answer, the card, the go-ahead and the end, then each arrives once, in its order',
  (name) => {
    const conversation = `a:${name}`;
    expect(arrived(conversation)).toEqual(PROMISED.map((what) => `${what} ${vmOf(conversation)}`));
    for (const what of [...PROMISED, 'change']) {
      const tries = of(conversation).filter((asked) => asked.what === what);
      expect(tries.filter(({ met }) => met !== 'fine')).toHaveLength(2);
      expect(tries.at(-1)?.met).toBe('fine');
    }
  },
);

it('when the channel says how long to wait, then nothing of that message comes sooner, on the bot’s clock', () => {
  const refused = of('a:429').filter(({ met }) => met !== 'fine');
  expect(refused).toHaveLength(8);
  for (const { key, tries, atMs } of refused) {
    const next = of('a:429').find((asked) => asked.key === key && asked.tries === tries + 1);
    expect((next?.atMs ?? 0) - atMs).toBeGreaterThanOrEqual(RETRY_AFTER_S * 1_000);
  }
});

it('when the connection is reset after a message was read, then it comes once more, in order, and each is counted', () => {
  const [answer, goAhead, end] = PROMISED.map((what) => `${what} ${vmOf('a:reset')}`);
  expect(arrived('a:reset')).toEqual([answer, answer, goAhead, goAhead, end, end]);
  // The change of a card that is sent again is no message, but may have arrived likewise.
  const unanswered = night.connector.asked.filter(({ met }) => met === 'reset' || met === 'hang').length;
  expect(deliveries.resent).toBe(unanswered);
});

it('when a conversation’s message hangs, then it comes once all the same, and no other conversation waits for it', () => {
  // An answer that hangs for 8 s of real time comes after the go-ahead of this fast clock: they take different ways.
  for (const conversation of HANGS)
    expect([...arrived(conversation)].sort()).toEqual(PROMISED.map((what) => `${what} ${vmOf(conversation)}`).sort());
  for (const conversation of HANGS.slice(1)) expect(arrived(conversation).at(-1)).toMatch(/^ended/);
  const second = night.connector.asked.findIndex(
    ({ conversation, what, tries }) => conversation === HANGS[1] && what === 'snapshotDone' && tries === 2,
  );
  const meanwhile = night.connector.asked.slice(0, second).filter(({ met }) => isTaken(met));
  for (const conversation of [CALM, WATCHER, 'a:412', 'a:502'])
    expect(meanwhile).toContainEqual(expect.objectContaining({ conversation, what: 'snapshotDone' }));
});

it('when the answer with the live card never got through, then the card is posted all the same, and moves', () => {
  // On this fast clock it may come after the go-ahead: it was given up before it was posted.
  const said = arrived(LOST);
  expect([...said].sort()).toEqual(PROMISED.map((what) => `${what} ${vmOf(LOST)}`).sort());
  expect(said.at(-1)).toMatch(/^ended/);
  expect(of(LOST).filter(({ what }) => what === 'change').length).toBeGreaterThan(0);
});

it('when the weather is fine, then nothing comes twice', () => {
  expect(arrived(CALM)).toEqual(PROMISED.map((what) => `${what} ${WATCHED}`));
});

it('when the channel does not find a conversation once, at random, then it is told all the same', async () => {
  const isTold = (): boolean => night.connector.arrived(UNFOUND).some(({ what }) => what === 'ended');
  await night.connector.until(isTold);
  expect(of(UNFOUND).filter(({ met }) => met !== 'fine')).toHaveLength(1);
  expect(arrived(UNFOUND).filter((one) => one.startsWith('snapshotDone'))).toEqual([`snapshotDone ${WATCHED}`]);
});

it('when the channel says that the bot is not in a conversation, then nothing goes there until somebody speaks there', async () => {
  const refused = of(GONE).filter(({ met }) => met !== 'fine');
  expect(refused).toHaveLength(1);
  expect(of(GONE).at(-1)).toBe(refused[0]);

  night.connector.weather = () => 'fine';
  expect(await night.ask(GONE, 'watches')).toMatch(/2/);
  await night.connector.until(() => night.connector.arrived(GONE).some(({ what }) => what === 'ended'));
  expect(await night.ask(WATCHER, 'watches')).toMatch(/2/);
});

it('when all has been told, then the channel counts as ready; while it refuses everything it does not, and recovers by itself', async () => {
  const said = 'was answered';
  const before = await night.ready();
  expect(before.status).toBe(200);
  expect(before.checks.channel).toMatchObject({ ok: true, detail: expect.stringContaining(said) as string });
  expect(deliveries.repeated).toBeGreaterThan(0);

  night.connector.weather = () => ({ status: 503 });
  const asking = night.ask('a:asks later', 'help');
  let within = await night.ready();
  while (within.checks.channel.ok) within = await night.ready();
  night.connector.weather = () => 'fine';
  await asking;
  const after = await night.ready();

  expect(within.status).toBe(503);
  expect(within.checks).toMatchObject({ database: { ok: true }, azure: { ok: true } });
  expect(within.checks.channel.detail).toMatch(/^the last \d+ requests failed, the last one: HTTP 503$/);
  expect(after.status).toBe(200);
  expect(after.checks.channel.detail).toContain(said);
});
