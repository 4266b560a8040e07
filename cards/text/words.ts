import type { ConsistencyFinding } from '../../services/backup/findings';
import type { Job, JobError, ProtectedItem, Task } from '../../services/backup/types';
import { plainText } from './plainText';
import { type Speaker, type TextForm, verbatim } from './speaker';

/** Joins the parts that are not empty with ` · `. */
export function joined(speaker: Speaker, parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join(speaker.plain('separator'));
}

/** Joins finished sentences for a summary; empty ones are left out. */
export function sentences(speaker: Speaker, parts: readonly string[]): string {
  const present = parts.filter((part) => part !== '');
  return present.reduce((first, then) => speaker.plain('sentences', { first: verbatim(first), then: verbatim(then) }));
}

/** The state of a job in words. A state that this version does not know is shown in Azure's word. */
export function jobState(
  speaker: Speaker,
  { state, statusText }: Pick<Job, 'state' | 'statusText'>,
  as: TextForm,
): string {
  if (state !== 'unknown') return speaker[as](`state.${state}`);
  return statusText === '' ? speaker[as]('state.noState') : speaker[as]('state.unknown', { azure: statusText });
}

const STATUS_WORDS: ReadonlyMap<string, Job['state']> = new Map([
  ['completed', 'completed'],
  ['completedwithwarnings', 'completedWithWarnings'],
  ['failed', 'failed'],
  ['cancelled', 'cancelled'],
  ['cancelling', 'cancelling'],
  ['inprogress', 'inProgress'],
]);

/** The result of an item's last backup, which Azure reports only as a word. */
export function lastBackupState(speaker: Speaker, status: string): string {
  return jobState(speaker, { state: STATUS_WORDS.get(status.toLowerCase()) ?? 'unknown', statusText: status }, 'text');
}

export function taskState(speaker: Speaker, { state, statusText }: Task, as: TextForm = 'text'): string {
  if (state !== 'unknown') return speaker[as](`task.${state}`);
  return statusText === '' ? speaker[as]('task.noState') : speaker[as]('task.unknown', { azure: statusText });
}

/** The VM's name from a job. Azure reports some jobs without one. */
export function vmName(speaker: Speaker, name: string, as: TextForm = 'text'): string {
  return plainText(name) === '' ? speaker[as]('unnamed.vm') : speaker[as]('name', { name });
}

/** A person's name. Some clients send none. */
export function personName(speaker: Speaker, name: string, as: TextForm = 'text'): string {
  return plainText(name) === '' ? speaker[as]('unnamed.person') : speaker[as]('name', { name });
}

/** `requested by Sato`; '' for a backup that nobody asked this bot for. */
export function askedByText(speaker: Speaker, askedBy: string | null): string {
  return askedBy === null ? '' : speaker.text('job.askedBy', { by: verbatim(personName(speaker, askedBy)) });
}

/** The name of an error: its code or, without one, Azure's own sentence. */
export function errorName(speaker: Speaker, { code, message, recommendations }: JobError): string {
  const name = [code, message, ...recommendations].find((words) => plainText(words) !== '');
  return name === undefined ? speaker.text('unnamed.error') : speaker.text('name', { name });
}

/** A task by Azure's own name; Japanese adds a gloss. The look-up ignores case: Azure has changed the case of names. */
export function taskName(speaker: Speaker, name: string, as: TextForm = 'text'): string {
  if (plainText(name) === '') return speaker[as]('unnamed.task');
  const key = `taskGloss.${name.toLowerCase().replace(/[^a-z]+/g, '_')}`;
  return speaker.knows(key) ? speaker[as](key, { name }) : speaker[as]('task.name', { name });
}

/** What the job does, in our words or, for an operation without one, in Azure's. */
export function operationName(speaker: Speaker, { operation }: Job, as: TextForm = 'text'): string {
  if (plainText(operation) === '') return speaker[as]('unnamed.operation');
  const key = `operation.${operation.replace(/[^A-Za-z]/g, '')}`;
  return speaker.knows(key) ? speaker[as](key) : speaker[as]('operationOther', { operation });
}

export function consistencyName(speaker: Speaker, finding: ConsistencyFinding, as: TextForm = 'text'): string {
  if (finding.consistency !== 'other') return speaker[as](`consistency.${finding.consistency}`);
  return finding.typeText === ''
    ? speaker[as]('consistency.none')
    : speaker[as]('consistency.other', { azure: finding.typeText });
}

/** `rg-prod / vault-a`: where the VM and its backups are. */
export function itemPlace(speaker: Speaker, item: ProtectedItem): string {
  return groupAndVault(speaker, item.vm.resourceGroup, item.ref.vault.name);
}

/** `rg-prod / vault-a` from its parts; only the vault if the VM's resource group is not known. */
export function groupAndVault(speaker: Speaker, resourceGroup: string | null, vault: string): string {
  if (resourceGroup === null || resourceGroup === '') return speaker.text('name', { name: vault });
  return speaker.text('place', { resourceGroup, vault });
}
