import { AdmissionQueue, StoreBusy } from '../../../services/store/admissionQueue';
import { deferred } from '../../support/startBot';

describe('the queue in front of the database', () => {
  it('when more come than may run, then they run in their order, never more at once', async () => {
    const queue = new AdmissionQueue({ runningMax: 2, waitingMax: 10, waitMs: 1_000 });
    const order: number[] = [];
    let running = 0;
    let most = 0;
    const work = async (index: number): Promise<number> => {
      order.push(index);
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      return index;
    };
    const results = await Promise.all([0, 1, 2, 3, 4, 5].map((index) => queue.run(() => work(index))));
    expect(results).toEqual([0, 1, 2, 3, 4, 5]);
    expect([order, most]).toEqual([[0, 1, 2, 3, 4, 5], 2]);
  });

  it('when too many wait, then the next is refused and the others go on', async () => {
    const queue = new AdmissionQueue({ runningMax: 1, waitingMax: 1, waitMs: 1_000 });
    const first = deferred<string>();
    const running = queue.run(() => first.promise);
    const waiting = queue.run(async () => 'second');
    await expect(queue.run(async () => 'third')).rejects.toThrow(StoreBusy);
    first.resolve('first');
    expect(await Promise.all([running, waiting])).toEqual(['first', 'second']);
    expect(await queue.run(async () => 'fourth')).toBe('fourth');
  });

  it('when one waits too long, then it is refused and never run', async () => {
    const queue = new AdmissionQueue({ runningMax: 1, waitingMax: 1, waitMs: 1 });
    const first = deferred<string>();
    const running = queue.run(() => first.promise);
    const work = jest.fn(async () => 'second');
    await expect(queue.run(work)).rejects.toThrow(/waited 1 ms/);
    first.resolve('first');
    await running;
    expect(work).not.toHaveBeenCalled();
    await queue.idle();
  });

  it('when one rejects, then the next runs and it is idle at the end', async () => {
    const queue = new AdmissionQueue({ runningMax: 1, waitingMax: 1, waitMs: 1_000 });
    const failed = queue.run(async () => Promise.reject(new RangeError('mine')));
    const next = queue.run(async () => 'next');
    const idle = queue.idle();
    await expect(failed).rejects.toThrow('mine');
    expect(await next).toBe('next');
    await idle;
  });
});
