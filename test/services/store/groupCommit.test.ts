import { GroupCommit } from '../../../services/store/groupCommit';

const NO_SUCH_VM = new Error('no such VM');

/** A database of lines: what a transaction added stands once it has ended well. */
class Lines {
  readonly committed: string[][] = [];
  commitFails = false;
  readonly together = new GroupCommit<string[]>(async (work) => {
    const added: string[] = [];
    const made = await work(added);
    if (this.commitFails) await Promise.reject(new Error('disk full'));
    this.committed.push(added);
    return made;
  });

  /** Adds `line` and resolves with how many stand in the transaction. */
  add(line: string): Promise<number> {
    return this.together.run(async (added) => added.push(line));
  }
}

describe('transactions that come together', () => {
  let lines: Lines;
  beforeEach(() => {
    lines = new Lines();
  });

  it('when one runs while others come, then they share its end, in their order, each with its own result', async () => {
    expect(await Promise.all([lines.add('a'), lines.add('b'), lines.add('c')])).toEqual([1, 2, 3]);
    expect(lines.committed).toEqual([['a', 'b', 'c']]);
  });

  it('when they come one after the other, then each has its own, and is on the disk before it is answered', async () => {
    for (const line of ['a', 'b']) {
      await lines.add(line);
      expect(lines.committed.at(-1)).toEqual([line]);
    }
  });

  it('when one fails, then only that one is told so, and nothing of it stands', async () => {
    const failing = (added: string[]): Promise<never> => {
      added.push('half');
      return Promise.reject(NO_SUCH_VM);
    };
    const results = await Promise.allSettled([lines.add('a'), lines.together.run(failing), lines.add('b')]);
    expect(results).toEqual([
      { status: 'fulfilled', value: 1 },
      { status: 'rejected', reason: NO_SUCH_VM },
      { status: 'fulfilled', value: 1 },
    ]);
    expect(lines.committed).toEqual([['a'], ['b']]);
  });

  it('when their end fails, then each is told so, and the next ones run', async () => {
    lines.commitFails = true;
    const results = await Promise.allSettled([lines.add('a'), lines.add('b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    lines.commitFails = false;
    await lines.add('c');
    expect(lines.committed).toEqual([['c']]);
  });
});
