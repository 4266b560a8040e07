import type { AuditedEntry } from '../../../services/access/audit';
import { createStrangerAudit } from '../../../services/access/strangerAudit';
import { HOUR_MS } from '../../../services/platform/durations';
import { ManualClock, settle } from '../../support/manualClock';
import { recording } from '../../support/startBot';

let clock: ManualClock;
let entries: AuditedEntry[];
let lines: Parameters<typeof recording>[0];
let note: (from: { id: string; aadObjectId?: string; name?: string }, tenant?: string) => Promise<void>;
beforeEach(() => {
  clock = new ManualClock();
  entries = [];
  lines = [];
  const audit = { record: async (entry: AuditedEntry) => void entries.push(entry) };
  const store = {
    transaction: <T>(work: (tables: { audit: typeof audit }) => Promise<T>): Promise<T> => work({ audit }),
  };
  const noteStranger = createStrangerAudit({ store, clock, log: recording(lines) });
  note = async (from, tenant = 'foreign') => {
    noteStranger({ aadObjectId: null, name: '', ...from }, { tenant, conversation: 'a:1' });
    await settle();
  };
});

it('when somebody of a foreign tenant is refused, then who and where is kept, cut', async () => {
  await note({ id: '29:x', aadObjectId: 'object-x', name: 'N'.repeat(9_000) });
  expect(entries).toEqual([
    {
      ...{ at: clock.now().getTime(), kind: 'refusal', tenant: 'foreign', command: null, text: '', vm: null },
      ...{ role: null, rule: null, requestId: null, conversation: expect.any(String) as string },
      by: { id: '29:x', aadObjectId: 'object-x', name: 'N'.repeat(200) },
      outcome: { result: 'refused', jobId: null, code: 'foreignTenant' },
    },
  ]);
});

it('when the same person comes again, then that is kept once in an hour; another tenant is another person', async () => {
  for (let i = 0; i < 3; i += 1) await note({ id: '29:x' });
  await note({ id: '29:x' }, 'other');
  expect(entries).toHaveLength(2);
  await clock.advance(HOUR_MS);
  await note({ id: '29:x' });
  expect(entries).toHaveLength(3);
});

it('when more than a hundred come, then the rest of the hour is not kept, and the log says so once', async () => {
  for (let i = 0; i < 110; i += 1) await note({ id: `29:${i}` });
  expect(entries).toHaveLength(100);
  expect(lines).toHaveLength(1);
  await clock.advance(HOUR_MS);
  await note({ id: '29:1' });
  expect(entries).toHaveLength(101);
});
