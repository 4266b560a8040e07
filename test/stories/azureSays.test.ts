import { itemRow, jobRow, list } from '../support/armBodies';
import { type ArmStub, startArmStub, type StubAnswer, type StubRequest } from '../support/armStub';
import { textOf } from '../support/cardParts';
import { type Product, type Said, startProduct } from '../support/product';
import { anItem, VAULT } from '../support/samples';

const OTHER = { ...VAULT, name: 'vault-b' };
const JOB = '00000000-0000-4000-8000-0000000000f1';
const LOST = '00000000-0000-4000-8000-0000000000f2';
const NO_SUCH_JOB = { status: 404, body: { error: { code: 'BMSUserErrorJobNotFound', message: 'Job not found.' } } };

let arm: ArmStub;
let bot: Product;
beforeEach(async () => {
  arm = await startArmStub();
  arm.answer(well);
  bot = await startProduct({
    AZURE_RESOURCE_MANAGER_URL: arm.url,
    BACKUP_VAULTS: [VAULT, OTHER]
      .map((vault) => `${vault.subscription}/${vault.resourceGroup}/${vault.name}`)
      .join(','),
    CLOCK_SPEED: '1',
  });
});
afterEach(async () => {
  await bot.stop();
  await arm.close();
});

type Handler = (request: StubRequest) => StubAnswer;

const JOBS = /\/backupJobs$/;
const SINGLE_JOB = /\/backupJobs\/[^/]+$/;

/** vault-a holds vm-01, vault-b db-07; the newest job of vm-01 has ended. */
function well({ path }: StubRequest): StubAnswer {
  const isOther = path.includes('/vaults/vault-b/');
  if (path.endsWith('/backupProtectedItems'))
    return list(itemRow(isOther ? anItem({ name: 'db-07', vault: OTHER }) : anItem()));
  if (path.endsWith('/backupJobs')) return list(...(isOther ? [] : [ended()]));
  if (SINGLE_JOB.test(path)) return isOther ? NO_SUCH_JOB : { body: ended() };
  if (path.endsWith('/recoveryPoints') || path.includes('/backupPolicies')) return list();
  return { status: 404, body: { error: { code: 'ResourceNotFound', message: 'no' } } };
}

function ended(change: object = {}): object {
  const row = jobRow(JOB, new Date(), { minutesAgo: 60, status: 'Completed' }) as { properties: object };
  return { ...row, properties: { ...row.properties, ...change } };
}

/** As on a good day, but for requests of one kind. */
function but(kind: RegExp, answer: Handler, method = 'GET'): void {
  arm.answer((request) => (request.method === method && kind.test(request.path) ? answer(request) : well(request)));
}

const all = ({ summary, card }: Said): string => `${summary}\n${textOf(card)}`;

describe('when one vault cannot be read', () => {
  beforeEach(() => {
    but(/\/vaults\/vault-b\//, () => ({ status: 501, body: { error: { code: 'Down', message: 'Down.' } } }));
  });

  it.each([
    'status db-07',
    'safe db-07',
    'points db-07',
    'jobs db-07',
    'backup now db-07',
    'cancel db-07',
    'watch db-07',
  ])('%s says where the VM may be, and not that there is none', async (text) => {
    const said = await bot.say(text);
    expect(said.summary).toContain('vault-b could not be read; db-07 may be there.');
    expect(all(said)).not.toMatch(/No protected VM/);
  });

  it('then a bare name, a job and every list say what they lack, in both languages', async () => {
    expect((await bot.say('db-07')).summary).toContain('vault-b could not be read; db-07 may be there.');
    for (const text of ['vms', 'vms db', 'jobs', 'jobs running', 'jobs failed']) {
      const said = await bot.say(text);
      expect(said.summary).toContain('vault-b could not be read.');
      expect(textOf(said.card)).toContain('vault-b could not be read.');
    }
    for (const text of ['vms db', 'jobs running']) expect(all(await bot.say(text))).not.toMatch(/No job|No protected/);
    const japanese = await bot.say('状態 db-07', { locale: 'ja-JP' });
    expect(japanese.summary).toContain('vault-b を読み取れませんでした。db-07 はその中にある可能性があります。');
    expect((await bot.say('一覧', { locale: 'ja-JP' })).summary).toContain('vault-b を読み取れませんでした。');
  });

  it('then a job that no other vault has may be there; one that another has is found', async () => {
    arm.answer((request) => {
      if (request.path.includes('/vaults/vault-b/')) return { status: 501 };
      if (request.path.endsWith('/backupJobs')) return list();
      return request.path.endsWith(LOST) ? NO_SUCH_JOB : well(request);
    });
    expect((await bot.say(`job ${LOST}`)).summary).toContain(`vault-b could not be read; ${LOST} may be there.`);
    expect((await bot.say(`job ${JOB}`)).summary).toContain('vm-01');
  });

  it('then it can be watched by its name', async () => {
    expect((await bot.say('watch vault vault-b')).summary).toBe('This conversation now watches vault vault-b.');
  });
});

describe('when Azure refuses the backup', () => {
  const trigger = (status: number, code: string, message: string): Promise<Said> => {
    but(/\/backup$/, () => ({ status, body: { error: { code, message } } }), 'POST');
    return bot.say('backup now vm-01');
  };

  it('since another operation holds the item, then that is said in its words, and no backup is claimed to run', async () => {
    const message = 'Another operation is in progress on the selected item.';
    const said = await trigger(409, 'BMSUserErrorObjectLocked', message);
    expect(said.summary).toBe(
      `vm-01: another operation holds this backup item in Azure; no backup was started. Azure says: “${message}”`,
    );
    expect(all(said)).not.toMatch(/already running/);
    expect((await bot.say('safe vm-01')).summary).toContain('no snapshot is running');
  });

  it.each([
    [403, 'RequestDisallowedByPolicy', "Resource 'vm-01' was disallowed by policy.", /^An Azure Policy denies this/],
    [401, 'insufficient_claims', 'A claims challenge.', /own sign-in/],
    [409, 'ScopeLocked', 'The scope is locked.', /A lock in Azure/],
    [409, 'ReadOnlyDisabledSubscription', 'The subscription is disabled.', /subscription is disabled/],
    [403, 'LinkedAuthorizationFailed', 'The linked scope refuses.', /linked/],
    [403, 'PublicNetworkAccessDisabled', 'Public network access is disabled.', /network rule/],
    [400, 'UserErrorOfAnotherKind', 'This cannot be done on a Sunday.', /^Azure refused/],
    [404, 'ResourceNotFound', 'The VM no longer exists.', /no longer knows/],
  ])(
    'with %s %s, then it says whose it is, in Azure’s words, and names no role',
    async (...[status, code, message, ours]) => {
      const said = await trigger(status, code, message);
      expect(said.summary).toMatch(ours);
      expect(textOf(said.card)).toContain(message);
      expect(textOf(said.card)).toContain(code);
      expect(all(said)).not.toMatch(/assign it the role/);
    },
  );
});

describe('when Azure leaves something out', () => {
  it('an error that says nothing is none', async () => {
    const errorDetails = [null, { errorCode: 0 }];
    but(JOBS, ({ path }) => list(...(path.includes('vault-b') ? [] : [ended({ status: 'Failed', errorDetails })])));
    expect(textOf((await bot.say('status vm-01')).card)).not.toContain('Last error');
  });

  it('an error without a code is told by its words', async () => {
    const errorDetails = [null, { errorCode: 0, errorString: 'The disk is gone.' }];
    but(JOBS, ({ path }) => list(...(path.includes('vault-b') ? [] : [ended({ status: 'Failed', errorDetails })])));
    const { card } = await bot.say('status vm-01');
    expect(textOf(card)).toMatch(/Last error\W+The disk is gone\./);
  });

  it('a job without its tasks is not said to come from a list', async () => {
    but(SINGLE_JOB, ({ path }) => (path.includes('vault-b') ? NO_SUCH_JOB : { body: ended({ extendedInfo: null }) }));
    const said = all(await bot.say(`job ${JOB}`));
    expect(said).toContain('Azure shows no tasks of this job.');
    expect(said).not.toMatch(/list of jobs shows none|could not be read/);
  });

  it('tasks of a new status are shown, and not said to be unread', async () => {
    const tasksList = [
      { taskId: 'Take Snapshot', status: 'Completed' },
      { taskId: 'Transfer data to vault', status: 'Skipped' },
    ];
    const warned = ended({ status: 'CompletedWithWarnings', extendedInfo: { tasksList } });
    but(SINGLE_JOB, ({ path }) => (path.includes('vault-b') ? NO_SUCH_JOB : { body: warned }));
    const said = all(await bot.say(`job ${JOB}`));
    expect(said).toContain('“Skipped” (Azure)');
    expect(said).toContain('Azure does not report every task as completed');
    expect(said).not.toMatch(/tasks could not be read|not copied/);
  });

  it('a state of protection that is not given is not quoted', async () => {
    but(/\/vault-a\/backupProtectedItems$/, () => {
      const row = itemRow() as { properties: object };
      return list({ ...row, properties: { ...row.properties, protectionState: null } });
    });
    const said = textOf((await bot.say('status vm-01')).card);
    expect(said).toContain('not reported');
    expect(said).not.toContain('“”');
  });

  it('a person without a name is told the role all the same', async () => {
    const { summary } = await bot.say('whoami', { from: { id: '29:nameless', aadObjectId: 'aad-1' } });
    expect(summary).toBe('Your role here is admin.');
    const japanese = await bot.say('権限', { from: { id: '29:nameless' }, locale: 'ja-JP' });
    expect(japanese.summary).toBe('あなたのここでのロールは admin です。');
  });

  it('a job of a database is said to be one', async () => {
    const sql = { name: JOB, properties: { jobType: 'AzureWorkloadJob', backupManagementType: 'AzureWorkload' } };
    arm.answer((request) => {
      if (request.path.endsWith('/backupJobs')) return list();
      return SINGLE_JOB.test(request.path) ? { body: sql } : well(request);
    });
    expect((await bot.say(`job ${JOB}`)).summary).toBe(
      'Azure has this job, but it is not a job of an Azure VM (AzureWorkload); this bot speaks of VM backups only.',
    );
  });
});

it('when Azure asks to wait, then it is asked no more until then, by no command', async () => {
  await bot.say('vms');
  const asked = (): number => arm.requests.filter(({ path }) => path.endsWith('/recoveryPoints')).length;
  but(/\/recoveryPoints$/, () => ({ status: 503, headers: { 'retry-after': '120' } }));

  const first = await bot.say('points vm-01');
  const status = await bot.say('status vm-01');
  await bot.say('points vm-01');

  expect(asked()).toBe(1);
  expect(first.summary).toMatch(
    /^Azure cannot answer just now \(HTTP 503\) and asks to wait until (?:\d+ [A-Z][a-z]+ )?\d\d:\d\d [A-Z]+\.$/,
  );
  expect(textOf(status.card)).toContain('asks to wait until');
});

it('when every body begins with a byte order mark, then all is read as usual', async () => {
  arm.answer((request) => {
    const answer = well(request);
    if (typeof answer === 'string') return answer;
    return { ...answer, body: Buffer.from(`\ufeff${JSON.stringify(answer.body)}`) };
  });
  expect((await bot.say('vms')).summary).toBe('2 protected VMs.');
  expect((await bot.say('status vm-01')).summary).toContain('no snapshot is running');
  expect((await bot.say(`job ${JOB}`)).summary).toContain('vm-01: Completed');
});

it('when the policies cannot be read, then no schedule is called unknown without the reason', async () => {
  but(/\/backupPolicies/, () => ({ status: 501 }));
  for (const text of ['status vm-01', 'safe vm-01']) {
    const said = textOf((await bot.say(text)).card);
    expect(said).toContain('could not be read: Azure cannot answer just now (HTTP 501)');
    expect(said).not.toContain('none known');
  }
});
