import { saidBy, startDemo } from '../support/product';
import { type Json, TANAKA, TENANT } from '../support/teamsActivities';

const PLACE = 'a:watching';
const IN_PLACE: Json = {
  conversation: { id: PLACE, conversationType: 'personal', tenantId: TENANT },
  from: TANAKA,
  locale: 'en-US',
};

/** The policy of web-01 begins a backup one to one and a half hours after the start. */
const SPEED = '600';

interface Told {
  /** What was told of the scheduled backup, in the order of its phases. */
  readonly ofVm: readonly string[];
  /** What /readyz says of hints. */
  readonly hints: Json;
  readonly status: unknown;
}

/** What a conversation that watches all is told of one scheduled backup. */
async function scheduledBackup(graphFaults: string): Promise<Told> {
  const bot = await startDemo({ CLOCK_SPEED: SPEED, SIMULATOR_GRAPH_FAULTS: graphFaults });
  try {
    await bot.say('watch all progress', IN_PLACE);
    const told = (): readonly string[] =>
      bot.connector.messages
        .filter(({ conversationId, method }) => conversationId === PLACE && method === 'POST')
        .map((message) => saidBy(message).summary.split(/[,.(]/, 1)[0] ?? '')
        .filter((summary) => summary.startsWith('web-01: '));
    await bot.connector.until(() => told().some((summary) => summary.startsWith('web-01: Completed')));
    const ready = (await (await fetch(`${bot.url}/readyz`)).json()) as {
      readonly status: unknown;
      readonly checks: Json;
    };
    return { ofVm: told(), hints: ready.checks['hints'] as Json, status: ready.status };
  } finally {
    await bot.stop();
  }
}

describe('the right to query Resource Graph changes when something is told, and never what', () => {
  it('a scheduled backup is told alike with it and without it, and /readyz says which', async () => {
    const [granted, denied] = await Promise.all([scheduledBackup(''), scheduledBackup('denied=1')]);
    expect(granted.hints).toMatchObject({ ok: true, detail: expect.stringMatching(/^with hints: /) });
    expect(denied.hints).toMatchObject({ detail: expect.stringMatching(/^without hints: Azure Resource Graph: /) });
    expect(granted.ofVm).toEqual([expect.stringMatching(/snapshot done/), expect.stringMatching(/Completed/)]);
    expect(denied.ofVm).toEqual(granted.ofVm);
  });
});
