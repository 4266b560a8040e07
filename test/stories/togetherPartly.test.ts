import { textOf } from '../support/cardParts';
import type { SentActivity } from '../support/fakeConnector';
import { buttonsOf, type Demo, type Said, saidBy, startDemo } from '../support/product';

let bot: Demo;
beforeEach(async () => {
  bot = await startDemo();
});
afterEach(() => bot.stop());

const cardOf = (message: SentActivity): string => textOf(saidBy(message).card);

/** Somebody elsewhere has started a backup of the VM, and the list shows it. */
async function startedElsewhere(vm: string): Promise<void> {
  const [backup] = buttonsOf(await bot.say(`status ${vm}`), 'backupNow');
  const [itemId] = (backup!['command'] as { readonly vms: readonly string[] }).vms;
  await fetch(`${bot.azureUrl}${itemId}/backup?api-version=2024-04-01`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ properties: { objectType: 'IaasVMBackupRequest' } }),
  });
  while (!textOf((await bot.say('jobs running')).card).includes(vm));
}

/** The card in the message `id` once it shows this. */
async function untilMoved(id: string, shows: RegExp): Promise<Said> {
  const moved = (): SentActivity | undefined =>
    bot.connector.messages.findLast((one) => one.method === 'PUT' && one.id === id && shows.test(cardOf(one)));
  await bot.connector.until(() => moved() !== undefined);
  return saidBy(moved());
}

function messageOf({ summary, method }: Said): string {
  return bot.connector.messages.findLast((one) => one.method === method && one.activity.summary === summary)!.id;
}

const asked = {
  typed: () => bot.say('yes'),
  pressed: (question: Said) => bot.press(buttonsOf(question, 'yes')[0]!),
} as const;

describe.each(['typed', 'pressed'] as const)('a %s yes to several backups', (how) => {
  it('when all are started, then their one card moves by itself', async () => {
    const begun = await asked[how](await bot.say('backup now vm-01 vm-02'));
    expect(begun.summary).toBe('2 backups started, wait until I report.');
    await untilMoved(messageOf(begun), /Snapshots done[^]*vm-01[^]*so far[^]*vm-02[^]*so far/);
  });

  it('when one was running already, then it stays on the card with its own state, and the card moves', async () => {
    await startedElsewhere('vm-02');
    const begun = await asked[how](await bot.say('backup now vm-01 vm-02'));
    expect(begun.summary).toBe('1 of 2 backups started, wait until I report.');
    expect(textOf(begun.card)).toMatch(/heavy job on vm-01\.[^]*Not reported here: vm-02\./);

    const moved = await untilMoved(
      messageOf(begun),
      /2 of 2 are not past their snapshot[^]*vm-01[^]*so far[^]*vm-02[^]*so far/,
    );
    const refreshed = await bot.press(buttonsOf(moved, 'jobs')[0]!);
    expect(refreshed.method).toBe('PUT');
    expect(textOf(refreshed.card)).toMatch(/WAIT[^]*Not reported here: vm-02[^]*vm-01[^]*vm-02[^]*one ran already/);

    await bot.press(buttonsOf(refreshed, 'watch')[0]!);
    await bot.connector.until(({ messages }) =>
      messages.some(({ activity }) => activity.summary?.startsWith('vm-02: snapshot done') === true),
    );
    const later = await untilMoved(messageOf(begun), /Other snapshots done|Completed|Not started/);
    expect(textOf(later.card)).toContain('vm-02');
    expect(textOf(later.card)).not.toContain('Not reported here');
  });
});
