import { buildProduct, TeamsProcess } from '../support/teamsProcess';

const SECRET = 'q8~hidden/+&é="';

let bot: TeamsProcess;
beforeAll(buildProduct, 120_000);
afterEach(() => bot.stop());

it('when Entra repeats the client secret in its refusal, then no line of the log shows it', async () => {
  bot = await TeamsProcess.start({
    ...{ MicrosoftAppType: 'SingleTenant', MicrosoftAppPassword: SECRET, LOG_LEVEL: 'debug' },
  });
  for (let i = 0; i < 3; i += 1) expect(await bot.ask('whoami')).toBe(200);

  await bot.wrote('AADSTS7000215');

  expect(bot.err).not.toContain('hidden');
  expect(bot.err).toContain('[secret]');
  for (const line of bot.err.trim().split('\n')) expect(() => JSON.parse(line) as unknown).not.toThrow();
});
