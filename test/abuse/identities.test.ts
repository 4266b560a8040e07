import { AZURE_ROLES } from '../../services/backup/vaults';
import { actionsOf, CLIENT_IDS } from '../support/azureRoles';
import { buildProduct, TeamsProcess } from '../support/teamsProcess';

beforeAll(buildProduct, 120_000);

it('when a backup is started and cancelled, then each request carries the token of its role, and no page is served', async () => {
  const used = new Set<string>();
  const bot = await TeamsProcess.start(
    {
      ...{ AZURE_RESOURCE_MANAGER_URL: 'https://management.azure.com' },
      // Other credentials lie about, as they do on machines that run several services.
      ...{ AZURE_CLIENT_ID: 'another-id', AZURE_CLIENT_SECRET: 'another-secret', AZURE_TENANT_ID: 'another-tenant' },
      AZURE_READER_CLIENT_ID: CLIENT_IDS.reader,
      AZURE_TRIGGER_CLIENT_ID: CLIENT_IDS.trigger,
      AZURE_CANCELLER_CLIENT_ID: CLIENT_IDS.canceller,
    },
    (token, action) => {
      used.add(`${action} ${token}`);
      return AZURE_ROLES.some((role) => CLIENT_IDS[role] === token && actionsOf(role).includes(action));
    },
  );
  const answers: (string | undefined)[] = [];
  for (const line of ['status vm-01', 'backup now vm-01', 'cancel vm-01', 'yes']) {
    const before = bot.connector.summaries.length;
    expect(await bot.ask(line, { timestamp: new Date().toISOString() })).toBe(200);
    await bot.connector.until(({ summaries }) => summaries.length > before);
    answers.push(bot.connector.summaries.at(-1));
  }
  const page = await Promise.all(['/', '/gallery'].map(async (path) => (await fetch(`${bot.url}${path}`)).status));
  await bot.stop();

  expect(answers).toEqual([
    expect.stringMatching(/^vm-01: no snapshot is running/),
    expect.stringMatching(/^vm-01: backup started/),
    expect.stringMatching(/^Cancel the backup of vm-01\?/),
    expect.stringMatching(/^vm-01: Azure was asked to cancel/),
  ]);
  expect(page).toEqual([404, 404]);
  const granted = AZURE_ROLES.flatMap((role) => actionsOf(role).map((action) => `${action} ${CLIENT_IDS[role]}`));
  // The first query of Resource Graph may come after the last answer.
  const asked = `Microsoft.ResourceGraph/resources/read ${CLIENT_IDS.reader}`;
  expect(new Set([...used, asked])).toEqual(new Set(granted));
}, 60_000);
