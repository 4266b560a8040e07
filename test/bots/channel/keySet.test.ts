import { KeySet, KeysUnavailable } from '../../../bots/channel/keySet';
import { anIssuerKey, FakeKeyServer } from '../../support/botFramework';
import { ManualClock } from '../../support/manualClock';
import { type LogLine, recording } from '../../support/startBot';

const DAY_MS = 24 * 3_600_000;
const FIVE_MINUTES_MS = 5 * 60_000;
const [FIRST, SECOND] = [anIssuerKey('k1'), anIssuerKey('k2')];

let server: FakeKeyServer;
let clock: ManualClock;
let lines: LogLine[];
beforeEach(async () => {
  server = await FakeKeyServer.start(FIRST);
  clock = new ManualClock();
  lines = [];
});
afterEach(() => server.stop());

/** The limit of 5 s is real time. Where the metadata hangs it is short, else a busy machine would meet it. */
const open = (weather: FakeKeyServer['weather'] = 'fine'): KeySet => {
  const { metadataUrl } = server;
  return new KeySet({ clock, log: recording(lines), metadataUrl, ...(weather === 'hang' && { readMsMax: 500 }) });
};

it('when many ask at once, then the keys are read once', async () => {
  const keys = open();

  const found = await Promise.all(Array.from({ length: 200 }, (_, i) => keys.find(i % 2 ? 'k1' : `junk-${i}`)));

  expect(server.asked).toBe(1);
  expect(found.filter((key) => key?.endorsements.includes('msteams'))).toHaveLength(100);
});

it('when unknown key ids come without end, then the metadata is asked once in 5 minutes', async () => {
  const keys = open();
  await keys.find('k1');

  for (let i = 0; i < 50; i += 1) expect(await keys.find(`junk-${i}`)).toBeNull();
  expect(server.asked).toBe(2);

  await clock.advance(FIVE_MINUTES_MS - 1);
  await keys.find('junk');
  expect(server.asked).toBe(2);

  await clock.advance(1);
  await keys.find('junk');
  expect(server.asked).toBe(3);
});

it('when a new key has just been published, then it is found, and a withdrawn one is not any more', async () => {
  const keys = open();
  await keys.find('k1');
  server.keys = [SECOND];

  expect(await keys.find('k2')).not.toBeNull();
  expect(await keys.find('k1')).toBeNull();
});

it.each(['hang', 'fail', 'huge', 'empty', 'elliptic', 'garbage'] as const)(
  'when the metadata answers with "%s" after a day, then the known key is given at once, and stays',
  async (weather) => {
    const keys = open(weather);
    await keys.find('k1');
    server.weather = weather;
    server.keys = [SECOND];
    await clock.advance(DAY_MS);

    for (let i = 0; i < 3; i += 1) {
      let found: unknown;
      void keys.find('k1').then((key) => (found = key));
      await Promise.resolve().then(() => undefined); // No time in which anything could be read.
      expect(found).toMatchObject({ endorsements: expect.anything() });
    }
    expect(await keys.find('junk')).toBeNull(); // Waits for the reading under way, or ends it.

    expect(await keys.find('k1')).not.toBeNull();
    expect(await keys.find('junk')).toBeNull(); // Would wait for one more reading.
    expect(server.asked).toBe(2);
    expect(lines).toMatchObject([{ level: 'warn', message: "the Bot Framework's keys could not be read" }]);
  },
);

it('when the keys are not a day old, then they are not read anew', async () => {
  const keys = open();
  await keys.find('k1');
  await clock.advance(DAY_MS - 1);
  await keys.find('k1');

  await fetch(server.metadataUrl); // Behind a reading that had begun.

  expect(server.asked).toBe(2);
});

it('when the metadata names an address with another protocol, then nothing is read from there', async () => {
  server.keysUrl = server.url.replace('http:', 'https:');

  await expect(open().find('k1')).rejects.toThrow(KeysUnavailable);

  expect(lines[0]?.facts['err']).toMatchObject({ message: "the keys' address has another protocol" });
});

it('when the keys are a day old, then they are read anew in the background', async () => {
  const keys = open();
  await keys.find('k1');
  server.keys = [FIRST, SECOND];
  await clock.advance(DAY_MS);

  await keys.find('k1');
  await keys.find('k2');

  expect(server.asked).toBe(2);
});

it('when the first reading hangs, then all who wait are told after its limit, and a second later it is tried again', async () => {
  server.weather = 'hang';
  const keys = open('hang');

  const waiting = Array.from({ length: 200 }, () => keys.find('k1'));
  const results = await Promise.allSettled(waiting);
  expect(results.every((result) => result.status === 'rejected' && result.reason instanceof KeysUnavailable)).toBe(
    true,
  );
  await expect(keys.find('k1')).rejects.toThrow(KeysUnavailable);
  expect(server.asked).toBe(1);

  server.weather = 'fine';
  await clock.advance(1_000);
  expect(await keys.find('k1')).not.toBeNull();
});
