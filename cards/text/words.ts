import type { ConsistencyFinding } from '../../services/backup/findings';
import type { Job, JobError, ProtectedItem, Task } from '../../services/backup/types';
import { plainText } from './plainText';
import { type Speaker, verbatim } from './speaker';

export function joined(speaker: Speaker, parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(speaker.plain('separator'));
}

/** Finished sentences, one after the other; for a summary. */
export function sentences(speaker: Speaker, parts: readonly string[]): string {
  const told = parts.filter((part) => part !== '');
  return told.reduce((first, then) => speaker.plain('sentences', { first: verbatim(first), then: verbatim(then) }));
}

/** Azure's final status or the present one; a word of Azure's that we do not know is shown as written. */
export function jobState(
  speaker: Speaker,
  { state, statusText }: Pick<Job, 'state' | 'statusText'>,
  as: 'text' | 'plain',
): string {
  if (state !== 'unknown') return speaker[as](`state.${state}`);
  return statusText === '' ? speaker[as]('state.noState') : speaker[as]('state.unknown', { azure: statusText });
}

const STATUS_WORDS: Readonly<Record<string, Job['state']>> = {
  completed: 'completed',
  completedwithwarnings: 'completedWithWarnings',
  failed: 'failed',
  cancelled: 'cancelled',
  cancelling: 'cancelling',
  inprogress: 'inProgress',
};

/** The state of an item's last backup, which Azure gives as a word only. */
export function lastBackupState(speaker: Speaker, status: string): string {
  return jobState(speaker, { state: STATUS_WORDS[status.toLowerCase()] ?? 'unknown', statusText: status }, 'text');
}

export function taskState(speaker: Speaker, { state, statusText }: Task): string {
  if (state !== 'unknown') return speaker.text(`task.${state}`);
  return statusText === '' ? speaker.text('task.noState') : speaker.text('task.unknown', { azure: statusText });
}

/** The VM's name as a job has it; Azure's jobs may carry none. */
export function vmName(speaker: Speaker, name: string, as: 'text' | 'plain' = 'text'): string {
  return plainText(name) === '' ? speaker[as]('unnamed.vm') : speaker[as]('name', { name });
}

/** A person's name; a client may give none. */
export function personName(speaker: Speaker, name: string, as: 'text' | 'plain' = 'text'): string {
  return plainText(name) === '' ? speaker[as]('unnamed.person') : speaker[as]('name', { name });
}

/** What names an error: its code, and where Azure gives none its own words. */
export function errorName(speaker: Speaker, { code, message, recommendations }: JobError): string {
  const name = [code, message, ...recommendations].find((words) => plainText(words) !== '');
  return name === undefined ? speaker.text('unnamed.error') : speaker.text('name', { name });
}

/** Azure's own name; in Japanese followed by its gloss. Azure has written names in other cases too (AZURE.md 3). */
export function taskName(speaker: Speaker, name: string, as: 'text' | 'plain' = 'text'): string {
  if (plainText(name) === '') return speaker[as]('unnamed.task');
  const key = `taskGloss.${name.toLowerCase().replace(/[^a-z]+/g, '_')}`;
  return speaker.knows(key) ? speaker[as](key, { name }) : speaker[as]('task.name', { name });
}

/** What the job does, in words where we have some. */
export function operationName(speaker: Speaker, { operation }: Job, as: 'text' | 'plain' = 'text'): string {
  if (plainText(operation) === '') return speaker[as]('unnamed.operation');
  const key = `operation.${operation.replace(/[^A-Za-z]/g, '')}`;
  return speaker.knows(key) ? speaker[as](key) : speaker[as]('operationOther', { operation });
}

export function consistencyName(speaker: Speaker, finding: ConsistencyFinding, as: 'text' | 'plain' = 'text'): string {
  if (finding.consistency !== 'other') return speaker[as](`consistency.${finding.consistency}`);
  return finding.typeText === ''
    ? speaker[as]('consistency.none')
    : speaker[as]('consistency.other', { azure: finding.typeText });
}

/** `rg-prod / vault-a` */
export function itemPlace(speaker: Speaker, item: ProtectedItem): string {
  return groupAndVault(speaker, item.vm.resourceGroup, item.ref.vault.name);
}

/** The vault alone where the resource group is not known. */
export function groupAndVault(speaker: Speaker, resourceGroup: string | null, vault: string): string {
  if (resourceGroup === null || resourceGroup === '') return speaker.text('name', { name: vault });
  return speaker.text('place', { resourceGroup, vault });
}
