import type { Checklist } from '../../services/azure/checklist/answers';
import type { ChecklistOptions } from './options';

/** What the run is going to do, before it does anything. */
export function introOf({ vm, untilEnd, out, job }: ChecklistOptions, local: boolean): string {
  const where = local ? 'the Azure on this machine' : 'Azure';
  const backup =
    job === null ? 'It asks before it starts one backup; that is all that it changes.' : 'It changes nothing.';
  const lasts = untilEnd
    ? 'Followed to its end, a backup takes 40 min to 3 h; after 12 h the run stops. Reads of jobs: 5 to 20, and at most 12 an hour.'
    : 'With a backup it takes about 20 min, at most 90. Reads of jobs: 5 to 20.';
  return [
    `This asks ${where} about ${vm} and writes the answers to ${out}.`,
    backup,
    `${lasts} Azure allows 150 to 450 an hour and subscription, which the bot needs too.`,
    'Recovery points, items and Resource Graph have budgets of their own: about 100 reads each.',
    'Ctrl-C stops it and writes what is known.',
  ].join('\n');
}

/** One line for each question, and what to do with the file. */
export function summaryOf({ answers, names }: Checklist, out: string): readonly string[] {
  const lines = answers.map(({ id, settled, value, why }) =>
    settled ? `  ${id}: ${JSON.stringify(value)}` : `  ${id}: not settled: ${why ?? ''}`,
  );
  const open = answers.filter(({ settled }) => !settled).length;
  const attach =
    names === 'replaced'
      ? 'It holds no names and ids, and may be attached to an issue; look through it first.'
      : 'It holds names and ids (--full): do not attach it to a public issue.';
  return [
    `${answers.length - open} of ${answers.length} questions are settled:`,
    ...lines,
    `Written to ${out}. ${attach}`,
    `CHECKLIST_FILE=${out} has the bot rely on it.`,
  ];
}
