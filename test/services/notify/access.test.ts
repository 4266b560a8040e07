import { DeliveryError } from '../../../services/notify/deliveryError';
import type { MessageVm } from '../../../services/notify/outbox/revalidate';
import { MINUTE_MS } from '../../../services/platform/durations';
import { CHANNEL, failureOf, gist, NIGHT, noticeOf, VAULT, watchOf } from '../../support/notifySamples';
import { OutboxHarness } from '../../support/outboxHarness';

const DAY = 24 * 60 * MINUTE_MS;
let box: OutboxHarness;

beforeEach(() => {
  box = new OutboxHarness();
});
afterEach(() => box.end());

const onlySees = (sees: (vm: MessageVm) => boolean): void => {
  box.mayTell = async (_watch, vm) => sees(vm);
};
const isWeb = ({ vmName }: MessageVm): boolean => vmName.startsWith('web');
const later = async (ms = 10_000): Promise<void> => {
  await box.clock.advance(ms);
};
const posts = () => box.messenger.posts.map(({ message }) => [gist(message), message.alert, message.thread]);
const goesOn = async (): Promise<void> => {
  box.outbox.start();
  await later();
};

describe('a watch whose owner sees only some VMs', () => {
  beforeEach(async () => {
    onlySees(isWeb);
    await box.store.tables.watches.put(watchOf());
    box.outbox.start();
  });

  it.each(['E1', 'E2'])(
    'when one that is hidden fails first and one that is not fails with %s soon after, then that is the root with the toast',
    async (code) => {
      await box.tell(failureOf('db-01', NIGHT));
      await later(5 * MINUTE_MS);
      await box.tell(failureOf('web-01', NIGHT + 5 * MINUTE_MS, code));
      await later();
      expect(posts()).toEqual([['failures web-01', true, null]]);
    },
  );

  it('then the night counts only what its owner may see', async () => {
    await box.tell(failureOf('web-01', NIGHT));
    await box.tell(failureOf('db-01', NIGHT + 1, 'E2'), failureOf('db-02', NIGHT + 2, 'E3'));
    await box.tell(failureOf('web-02', NIGHT + 3, 'E4'));
    await later();
    expect(box.messenger.arrived.find(({ id }) => id === 'a1')).toMatchObject({
      message: { content: { night: { failed: 2 } } },
    });
  });
});

describe("a night's first message that may not be shown any more when it is sent", () => {
  const ends = async (...told: Parameters<OutboxHarness['tell']>): Promise<void> => {
    await box.tell(failureOf('db-01', NIGHT), ...told);
    onlySees(isWeb);
  };
  beforeEach(() => box.store.tables.watches.put(watchOf({ level: 'progress' })));

  it('then the first reply that waits for it has its place and its toast, and the others reply to that', async () => {
    await ends(failureOf('web-01', NIGHT + 1, 'E2'), noticeOf({ vm: 'web-02', atMs: NIGHT + 2 }));
    await goesOn();
    await box.tell(failureOf('web-03', NIGHT + 3, 'E3'));
    await later();
    expect(posts()).toEqual([
      ['failures web-01', true, null],
      ['ended web-02', false, 'a1'],
      ['failures web-03', false, 'a1'],
    ]);
    expect(box.messenger.arrived.at(-1)).toMatchObject({ id: 'a1', message: { content: { night: { failed: 2 } } } });
  });

  it('when nothing waits, then the next has its place, of whichever kind, and counts the night', async () => {
    await ends();
    await goesOn();
    await box.tell(noticeOf({ vm: 'web-01', atMs: NIGHT + 1 }));
    await later();
    await box.tell(failureOf('web-02', NIGHT + 2));
    await later();
    expect(posts()).toEqual([
      ['ended web-01', true, null],
      ['failures web-02', false, 'a1'],
    ]);
    expect(box.messenger.arrived.at(-1)).toMatchObject({ id: 'a1', message: { content: { night: { failed: 1 } } } });
  });

  it('when a VM with the same code waits, then it is told, by itself', async () => {
    await ends(failureOf('web-01', NIGHT + 1));
    await goesOn();
    expect(posts()).toEqual([['failures web-01', true, null]]);
  });

  it('when access comes back, then its failure is told anew', async () => {
    await ends();
    await goesOn();
    onlySees(() => true);
    await box.tell(failureOf('db-01', NIGHT + 10_000));
    await later();
    expect(posts()).toEqual([['failures db-01', true, null]]);
  });

  it('when the channel refuses it for good, then its failure is told anew and the next has its place', async () => {
    box.messenger.answer = ({ content }) =>
      content.kind === 'group' && content.group.vms[0]?.vmName === 'web-01' ? { fails: 'impossible' } : 'ok';
    await box.tell(failureOf('web-01', NIGHT), failureOf('web-02', NIGHT + 1, 'E2'));
    await goesOn();
    box.messenger.answer = () => 'ok';
    await box.tell(failureOf('web-01', NIGHT + 10_000));
    await later();
    expect(posts()).toEqual([
      ['failures web-02', true, null],
      ['failures web-01', false, 'a1'],
    ]);
  });
});

describe('the live card of a watch', () => {
  it("when its owner's access has ended, then it moves no more", async () => {
    await box.store.tables.watches.put(watchOf({ level: 'all' }));
    box.outbox.start();
    await box.tell(noticeOf({ event: 'started', state: 'inProgress' }));
    await later();
    onlySees(() => false);
    await box.tell(noticeOf({ event: 'taskChanged', state: 'inProgress', atMs: NIGHT + 10_000 }));
    await later();
    await box.tell(noticeOf({ atMs: NIGHT + 20_000 }));
    await later();
    expect(box.messenger.arrived).toMatchObject([{ update: false }]);
  });
});

describe('a watch of a vault', () => {
  it('when it stands alone at the sending, then it vouches for the VMs of that vault only', async () => {
    const ofVault = (name: string) => watchOf({ scope: { kind: 'vault', vault: { ...VAULT, name } } });
    await box.store.tables.watches.put(ofVault('vault-a'));
    await box.store.tables.watches.put(ofVault('vault-b'));
    await box.tell(failureOf('vm-01', NIGHT), {
      ...failureOf('vm-02', NIGHT, 'E2'),
      vault: { ...VAULT, name: 'VAULT-B' },
    });
    await box.store.tables.watches.remove(CHANNEL, 'vault:sub/rg/vault-a');
    await goesOn();
    expect(posts()).toEqual([['failures vm-02', true, null]]);
  });
});

describe('several VMs with one code', () => {
  it('when they failed within 15 minutes and were read later, then they are one card', async () => {
    await box.store.tables.watches.put(watchOf());
    await box.tell(
      { ...failureOf('vm-01', NIGHT), readMs: NIGHT + MINUTE_MS },
      { ...failureOf('vm-02', NIGHT + 5 * MINUTE_MS), readMs: NIGHT + 17 * MINUTE_MS },
      { ...failureOf('vm-03', NIGHT - 14 * MINUTE_MS), readMs: NIGHT + 18 * MINUTE_MS },
      { ...failureOf('vm-04', NIGHT + 40 * MINUTE_MS), readMs: NIGHT + 41 * MINUTE_MS },
      { ...failureOf('vm-05', NIGHT + 21 * MINUTE_MS), readMs: NIGHT + 42 * MINUTE_MS },
    );
    await later(45 * MINUTE_MS);
    await goesOn();
    expect(box.said()).toEqual(['failures vm-01+vm-02+vm-03', 'failures vm-04', 'failures vm-05']);
  });
});

describe('a VM that fails every night with one code', () => {
  it('then it is told once a week, with how often by now', async () => {
    await box.store.tables.watches.put(watchOf());
    for (let night = 0; night < 20; night += 1) {
      await box.tell(failureOf('vm-01', NIGHT + night * DAY - night * 3 * MINUTE_MS));
      await goesOn();
      await box.outbox.stop();
      await later(DAY - 10_000);
      box.make();
    }
    const told = box.messenger.posts.map(({ atMs, message: { content, alert } }) => [
      Math.round((atMs - NIGHT) / DAY),
      content.kind === 'group' ? content.group.vms[0]?.again : null,
      alert,
    ]);
    expect(told).toEqual([
      [0, undefined, true],
      [7, { times: 8, sinceMs: NIGHT }, true],
      [14, { times: 15, sinceMs: NIGHT }, true],
    ]);
  });
});

describe('a watch whose owner could not be checked', () => {
  const unchecked = (kind: 'retry' | 'gone', owner: string): void => {
    box.mayTell = async (watch) => {
      if (watch.owner.person.id === owner) throw new DeliveryError(kind);
      return true;
    };
  };
  const { owner } = watchOf();
  beforeEach(async () => {
    await box.store.tables.watches.put(watchOf());
    box.outbox.start();
  });

  it('when the owner of another watch of the VM may see it, then it is told', async () => {
    const other = { ...owner, person: { ...owner.person, id: 'other' } };
    await box.store.tables.watches.put(watchOf({ scope: { kind: 'vault', vault: VAULT }, owner: other }));
    for (const id of [owner.person.id, 'other']) {
      unchecked('retry', id);
      await box.tell(failureOf(`of-${id}`, NIGHT, `E${id}`));
      await later();
      expect(posts().map(([said]) => said)).toContain(`failures of-${id}`);
    }
  });

  it.each([
    ['retry', false],
    ['gone', true],
  ] as const)(
    'when the check fails with %s, then nothing is told, and the conversation rests: %s',
    async (kind, rests) => {
      unchecked(kind, owner.person.id);
      await box.tell(failureOf('web-01', NIGHT));
      await later();
      expect(posts()).toEqual([]);
      expect((await box.store.tables.reach.restingSince(CHANNEL)) !== null).toBe(rests);
    },
  );
});
