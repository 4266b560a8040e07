import { startSimulatedAzure } from '../../playground/azure/server';
import { CALLS } from '../../services/azure/http/calls';
import { AZURE_ROLES } from '../../services/backup/vaults';
import { createClock } from '../../services/platform/clock';
import { actionsOf, certify, CLIENT_IDS, namesOf, overTls } from '../support/azureRoles';
import { isHere, needing } from '../support/needing';
import { buildProduct, TeamsProcess } from '../support/teamsProcess';
import { tempFolder } from '../support/tempFolder';

needing(isHere('openssl') ? 'openssl' : null, 'openssl not installed')('the process with three identities', () => {
  beforeAll(buildProduct, 120_000);

  it('when a backup is started and cancelled, then each request carries the token of its role, and no page is served', async () => {
    const folder = tempFolder();
    const certificate = certify(folder);
    const azure = await startSimulatedAzure({
      ...{ clock: createClock(), fleet: 'small', jobReadsPerHour: 0, faults: 0, points: 'end' },
      isAllowed: (token, action) =>
        AZURE_ROLES.some((role) => CLIENT_IDS[role] === token && actionsOf(role).includes(action)),
    });
    const tls = await overTls(azure.url, folder);
    const bot = await TeamsProcess.start({
      ...{ AZURE_RESOURCE_MANAGER_URL: tls.url, NODE_EXTRA_CA_CERTS: certificate },
      ...{ AZURE_CLIENT_ID: 'another-id', AZURE_CLIENT_SECRET: 'another-secret', AZURE_TENANT_ID: 'another-tenant' },
      AZURE_READER_CLIENT_ID: CLIENT_IDS.reader,
      AZURE_TRIGGER_CLIENT_ID: CLIENT_IDS.trigger,
      AZURE_CANCELLER_CLIENT_ID: CLIENT_IDS.canceller,
    });
    const summaries: (string | undefined)[] = [];
    for (const line of ['backup now vm-01', 'cancel vm-01', 'yes']) {
      const before = bot.connector.summaries.length;
      expect(await bot.ask(line)).toBe(200);
      await bot.connector.until(({ summaries: all }) => all.length > before);
      summaries.push(bot.connector.summaries.at(-1));
    }
    const page = await Promise.all(['/', '/gallery'].map(async (path) => (await fetch(`${bot.url}${path}`)).status));
    await bot.stop();
    tls.close();
    await azure.close();

    expect(summaries).toEqual([
      expect.stringMatching(/^vm-01: backup started/),
      expect.stringMatching(/^Cancel the backup of vm-01\?/),
      expect.stringMatching(/^vm-01: Azure was asked to cancel/),
    ]);
    expect(page).toEqual([404, 404]);
    expect(tls.reached.filter(({ status }) => status >= 400)).toEqual([]);
    const used = tls.reached.map((request) => `${namesOf(request).join()} ${request.clientId}`);
    expect(new Set(used)).toEqual(
      new Set(
        (['vaults', 'items', 'jobs', 'trigger', 'operation', 'cancel'] as const).map(
          (name) => `${name} ${CLIENT_IDS[CALLS[name].role]}`,
        ),
      ),
    );
  }, 60_000);
});
