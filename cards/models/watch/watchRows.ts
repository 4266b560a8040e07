import { typedScope } from '../../../protocol/command';
import type { WatchesView } from '../../../protocol/watchViews';
import { vmOfItemId } from '../../../services/backup/itemId';
import type { RunningSubscription } from '../../../services/subscriptions/jobSubscription';
import { scopeKey, type Watch, type WatchScope } from '../../../services/subscriptions/watch';
import { type Button, buttons } from '../../blocks/buttons';
import type { ListRow } from '../../blocks/rows';
import { type Speaker, type TextForm, verbatim } from '../../text/speaker';
import { clientListTime } from '../../text/times';
import { personName } from '../../text/words';

/** `stop`: the button that ends the watch; empty if it has ended. */
interface WatchRow extends ListRow {
  readonly stop: readonly Button[];
}

export function watchRow(watch: Watch, { did, resting }: WatchesView, speaker: Speaker): WatchRow {
  const { scope, level, owner, createdMs } = watch;
  const rests = resting.includes(scopeKey(scope));
  const at = clientListTime(new Date(createdMs), speaker.reader.now);
  return {
    head: scopeText(scope, speaker, 'text'),
    sub: speaker.text(`watches.place.${scope.kind}`, placeOf(scope)),
    right: speaker.text(rests ? 'watches.rests' : `watches.level.${level}`),
    rightSub: speaker.text(rests ? 'watches.restsFor' : 'watches.by', {
      name: verbatim(personName(speaker, owner.person.name)),
      at: verbatim(at),
    }),
    stop:
      did === 'ended'
        ? []
        : buttons(speaker, [
            { title: speaker.plain('watches.stop'), command: { kind: 'unwatch', scope: typedScope(scope) } },
          ]),
  };
}

/** A subscription to one running backup, until it ends. Only the person who asked for it may end it. */
export function jobSubscriptionRow(
  { jobId, by, isOwn, createdMs, ...vm }: RunningSubscription,
  speaker: Speaker,
): WatchRow {
  const at = clientListTime(new Date(createdMs), speaker.reader.now);
  return {
    head: speaker.text('name', { name: vm.vmName }),
    sub: speaker.text('place', { resourceGroup: vm.vmResourceGroup, vault: vm.vault.name }),
    right: speaker.text('watches.oneJob'),
    rightSub: speaker.text('watches.by', { name: verbatim(personName(speaker, by)), at: verbatim(at) }),
    stop: buttons(speaker, [
      isOwn &&
        jobId !== null && {
          title: speaker.plain('watches.stop'),
          command: { kind: 'unwatch', scope: { job: jobId } },
        },
    ]),
  };
}

function placeOf(scope: WatchScope): Readonly<Record<string, string>> {
  if (scope.kind === 'all') return {};
  const group = scope.kind === 'vault' ? scope.vault.resourceGroup : vmOfItemId(scope.itemId)?.resourceGroup;
  return { resourceGroup: group ?? '–' };
}

/** What a watch covers: `vm-01`, `vault vault-a` or `all backups`. */
export function scopeText(scope: WatchScope, speaker: Speaker, as: TextForm): string {
  if (scope.kind === 'all') return speaker[as]('watches.all');
  if (scope.kind === 'vm') return speaker[as]('name', { name: scope.vmName });
  return speaker[as]('watches.vault', { name: scope.vault.name });
}
