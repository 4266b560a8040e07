import { render } from '../../../cards/render';
import type { WatchesView } from '../../../protocol/watchViews';
import { jobKey } from '../../../services/backup/ids';
import { newWatchedJob, type WatchedJob } from '../../../services/monitor/track/watchedJob';
import type { JobSubscription } from '../../../services/subscriptions/jobSubscription';
import { ofType, textOf } from '../../support/cardParts';
import { aBot, ITEMS, TO, viewOf } from '../../support/commandBot';
import { NOW, VAULT } from '../../support/samples';

const [ITEM] = ITEMS as [(typeof ITEMS)[number]];
const KEY = jobKey(VAULT, 'job-1');
const ASKER = { id: '29:me', name: 'Me' };

/** Rows of `watches` for one backup that the conversation has a subscription of. */
async function listed(
  change: { watched?: Partial<WatchedJob>; promised?: Partial<JobSubscription> } = {},
  who: Parameters<typeof aBot>[0] = {},
): Promise<WatchesView> {
  const { store, run } = aBot(who);
  const known = { retainUntilMs: null, askedBy: null, awaitsSnapshot: true } as const;
  const begun = newWatchedJob(ITEM, { key: KEY, jobId: 'job-1', startedMs: NOW.getTime(), ...known });
  await store.transaction(async ({ watched, jobSubscriptions }) => {
    await watched.add({ ...begun, ...change.watched });
    await jobSubscriptions.add({
      ...{ jobKey: KEY, to: TO, thread: null, asker: ASKER, language: 'en', timeZone: 'UTC', createdMs: NOW.getTime() },
      ...{ cardActivityId: null, cardId: 'card', ...change.promised },
    });
  });
  return viewOf(await run({ kind: 'watches' })) as WatchesView;
}

describe('a backup that somebody subscribed to', () => {
  it('when it runs, then it is listed', async () => {
    const { vm, ref } = ITEM;
    const one = { jobId: 'job-1', vmName: vm.name, vmResourceGroup: vm.resourceGroup, vault: ref.vault };
    expect((await listed()).running).toEqual([{ ...one, by: 'Me', isOwn: true, createdMs: NOW.getTime() }]);
  });

  it.each<[string, Parameters<typeof listed>[0]]>([
    ['its end was seen', { watched: { endSeenMs: NOW.getTime() } }],
    ['it is over', { watched: { done: true } }],
    ['its person has ended the subscription', { promised: { stopped: true } }],
    ['only the card of a watch moves', { promised: { asker: null } }],
  ])('when %s, then it is not', async (_what, change) => {
    expect((await listed(change)).running).toEqual([]);
  });

  it('when others may not see its VM, then only the subscriber sees it', async () => {
    const hides = { hides: ITEM.vm.name };
    expect((await listed({}, hides)).running).toHaveLength(1);
    expect((await listed({ promised: { asker: { id: '29:other', name: 'Other' } } }, hides)).running).toEqual([]);
  });

  it.each<[string, Parameters<typeof listed>[0], readonly object[]]>([
    ['it is their own', {}, [{ kind: 'unwatch', scope: { job: 'job-1' } }]],
    ['somebody else asked', { promised: { asker: { id: '29:other', name: 'Other' } } }, []],
    ['Azure has not named its job', { watched: { jobId: null } }, []],
  ])('when %s, then the card stops it or not', async (_what, change, stops) => {
    const view = await listed(change);
    const { card, summary } = await render(view, { language: 'en', timeZone: 'UTC', now: NOW, cardId: 'c' });
    expect(summary).toBe('1 running backup is reported here, as somebody asked.');
    expect(textOf(card)).not.toContain('Nothing is watched here');
    const commands = ofType(card, 'Action.Execute').map(({ data }) => (data as { command: { kind: string } }).command);
    expect(commands.filter(({ kind }) => kind === 'unwatch')).toEqual(stops);
  });
});
