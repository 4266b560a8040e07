import type { StatusView } from '../../../protocol/vmViews';
import { adviceFor } from '../../../services/backup/advice';
import { type LastResult, lastResultOf } from '../../../services/backup/lastResult';
import { protectionStateOf } from '../../../services/backup/protection';
import type { ProtectedItem } from '../../../services/backup/types';
import { type Fact, fact } from '../../blocks/facts';
import { namesakeFacts } from '../../blocks/namesakes';
import { scheduleFacts } from '../../blocks/schedule';
import { type Speaker, verbatim } from '../../text/speaker';
import { clientTime } from '../../text/times';
import { errorName, lastBackupState } from '../../text/words';

export function statusFacts(view: StatusView, speaker: Speaker): Fact[] {
  const { item } = view;
  return [
    ...scheduleFacts(speaker, view),
    fact(speaker, 'status.lastBackup', lastBackupText(view, speaker)),
    ...lastErrorFacts(view, speaker),
    fact(speaker, 'status.protection', protectionText(item, speaker)),
    fact(speaker, 'status.policy', policyText(item, speaker)),
    ...namesakeFacts(speaker, view.namesakes),
  ];
}

/** The result of the last backup: the newer of the protected item's and the job's. */
export function lastResultOfStatus({ item, lastJob }: StatusView): LastResult | null {
  return lastResultOf(item, lastJob === null ? [] : [lastJob]);
}

function lastBackupText(view: StatusView, speaker: Speaker): string {
  const result = lastResultOfStatus(view);
  if (result === null) return speaker.text(isNew(view.item) ? 'status.neverBackedUp' : 'status.noLastBackup');
  const { status, at } = result;
  return speaker.text('status.lastBackupValue', {
    state: verbatim(lastBackupState(speaker, status)),
    at: verbatim(clientTime(at, speaker.reader.now)),
  });
}

/**
 * Whether there was surely no backup yet. Azure reports this state only for an item that waits for its first backup.
 */
function isNew({ protectionState, lastRecoveryPointAt }: ProtectedItem): boolean {
  return protectionState === 'IRPending' && lastRecoveryPointAt === null;
}

/** The first error of the last backup, with its cause if the bot has advice for the code. */
function lastErrorFacts(view: StatusView, speaker: Speaker): Fact[] {
  const error = lastResultOfStatus(view)?.errors[0];
  if (!error) return [];
  const advice = adviceFor(error.code);
  const cause = advice === null ? '' : speaker.text(`advice:${advice.key}.cause`);
  return [
    fact(
      speaker,
      'status.lastError',
      cause === ''
        ? errorName(speaker, error)
        : speaker.text('status.lastErrorValue', { code: error.code, cause: verbatim(cause) }),
    ),
  ];
}

function protectionText(item: ProtectedItem, speaker: Speaker): string {
  if (item.softDeleted) return speaker.text('status.softDeleted');
  if (item.protectionState.trim() === '') return speaker.text('status.states.notReported');
  const known = protectionStateOf(item);
  return known
    ? speaker.text(`status.states.${known}`)
    : speaker.text('status.states.other', { azure: item.protectionState });
}

function policyText({ policy }: ProtectedItem, speaker: Speaker): string {
  if (policy === null) return speaker.text('status.noPolicy');
  if (policy.name.trim() === '') return speaker.text('status.states.notReported');
  return speaker.text(policy.enhanced === true ? 'status.enhanced' : 'name', { name: policy.name });
}
