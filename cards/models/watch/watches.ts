import type { TypedScope } from '../../../protocol/command';
import type { WatchesView } from '../../../protocol/watchViews';
import { vmOfItemId } from '../../../services/backup/itemId';
import type { AskedHere } from '../../../services/subscriptions/jobSubscription';
import {
  scopeKey,
  type Watch,
  WATCH_LEVELS,
  type WatchLevel,
  type WatchScope,
} from '../../../services/subscriptions/jobSubscription';
import { type Button, buttons, type ButtonSpec } from '../../blocks/buttons';
import { type CardLine, line } from '../../blocks/lines';
import { type AsOfModel, asOfModel } from '../../blocks/problem';
import { type ListRow, moreLines, rowsTried } from '../../blocks/rows';
import { inactiveText } from '../../blocks/schedule';
import type { ListModel } from '../../cardModel';
import { type Speaker, verbatim } from '../../text/speaker';
import { clientListTime } from '../../text/times';
import { personName, sentences } from '../../text/words';

export interface WatchesModel extends AsOfModel {
  readonly title: string;
  readonly lines: readonly CardLine[];
  readonly rows: readonly WatchedRow[];
  readonly more: readonly CardLine[];
  readonly actions: readonly Button[];
}

/** `stop`: its one button; none where the watch has ended. */
interface WatchedRow extends ListRow {
  readonly stop: readonly Button[];
}

/** What a conversation is told of unasked: the list, or what was just changed about it. */
export function watchesModel(view: WatchesView, speaker: Speaker): ListModel {
  const { did, watches, standing, asked = [] } = view;
  const [only] = watches;
  const name = only === undefined ? '' : scopeText(only.scope, speaker, 'plain');
  const facts = { count: watches.length, name: verbatim(name), left: standing };
  const key = keyOf(view);
  return {
    maxRows: rowsTried(asked.length + watches.length),
    withRows: (rows) => ({
      summary: sentences(speaker, [
        asked.length > 0 && isEmpty(view) ? '' : speaker.plain(`watches.summary.${key}`, facts),
        asked.length > 0 ? speaker.plain('watches.summary.asked', { count: asked.length }) : '',
      ]),
      model: {
        title: speaker.text(`watches.title.${did}`),
        lines: linesOf(view, speaker),
        rows: [
          ...asked.map((one) => askedRow(one, speaker)),
          ...watches.map((watch) => rowOf(watch, view, speaker)),
        ].slice(0, rows),
        more: moreLines(speaker, asked.length + watches.length - rows, 'watches.narrow'),
        ...asOfModel(speaker, view),
        actions: buttons(speaker, actionsOf(view, speaker)),
      } satisfies WatchesModel,
    }),
  };
}

function keyOf(view: WatchesView): string {
  const { did, watches, hidden } = view;
  if (did === 'ended' && watches.length === 1) return 'endedOne';
  if (did === 'began' && watches[0]?.scope.kind === 'all') return 'beganAll';
  return isEmpty(view) && hidden > 0 ? 'listedHidden' : did;
}

function isEmpty({ did, standing }: WatchesView): boolean {
  return did === 'listed' && standing === 0;
}

function tellsNothing(view: WatchesView): boolean {
  return isEmpty(view) && view.hidden === 0 && !view.asked?.length;
}

function linesOf(view: WatchesView, speaker: Speaker): CardLine[] {
  const { did, watches, standing, ended, hidden } = view;
  const [only] = watches;
  const told = only === undefined ? 'failures' : only.level;
  return [
    ...(did === 'began' ? [line(speaker.text(`watches.told.${told}`))] : []),
    ...inactiveLines(view, speaker),
    ...(tellsNothing(view) ? [line(speaker.text('watches.empty'))] : []),
    ...(did === 'ended' ? [line(speaker.text('watches.left', { count: standing }))] : []),
    ...(hidden > 0 ? [line(speaker.text('watches.hidden', { count: hidden }))] : []),
    ...(did !== 'ended' && standing > 0 ? [line(speaker.text('watches.quiet'), true)] : []),
    line(speaker.text('watches.asked'), true),
    ...(did === 'listed' && ended > 0 ? [line(speaker.text('watches.gone', { count: ended }))] : []),
  ];
}

function inactiveLines({ inactive }: WatchesView, speaker: Speaker): CardLine[] {
  if (inactive === undefined) return [];
  const facts = { name: inactive.vm.name, why: verbatim(inactiveText(speaker, inactive)) };
  return [line(speaker.text('watches.inactive', facts))];
}

function rowOf(watch: Watch, { did, resting }: WatchesView, speaker: Speaker): WatchedRow {
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
            { title: speaker.plain('watches.stop'), command: { kind: 'unwatch', scope: buttonScope(scope) } },
          ]),
  };
}

/** Told of one backup only, until it ends. Whoever asked may stop it. */
function askedRow({ jobId, by, isOwn, createdMs, ...vm }: AskedHere, speaker: Speaker): WatchedRow {
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

type Actions = readonly (ButtonSpec | false)[];

function actionsOf(view: WatchesView, speaker: Speaker): Actions {
  const { did, watches, standing } = view;
  const [only, ...more] = watches;
  const all: ButtonSpec = { title: speaker.plain('watches.list'), command: { kind: 'watches' } };
  const own = only === undefined || more.length > 0 ? [] : ofOne(only, did, speaker);
  return did === 'listed' ? ofList(view, speaker) : [...own, standing > 0 && all];
}

/** The other levels of a watch that began; the way back to one that has ended. */
function ofOne({ scope, level }: Watch, did: WatchesView['did'], speaker: Speaker): Actions {
  const at = (to: WatchLevel, title: string): ButtonSpec => ({
    title: speaker.plain(title),
    command: { kind: 'watch', scope: buttonScope(scope), level: to },
  });
  if (did === 'ended') return [at(level, 'watches.again')];
  return did === 'began'
    ? WATCH_LEVELS.filter((other) => other !== level).map((other) => at(other, `watches.change.${other}`))
    : [];
}

function ofList({ standing, ended }: WatchesView, speaker: Speaker): Actions {
  return [
    ended > 0 && {
      title: speaker.plain('watches.restore', { count: ended }),
      command: { kind: 'watches', restore: true },
    },
    standing === 0 && {
      title: speaker.plain('watches.watchAll'),
      command: { kind: 'watch', scope: { all: true } },
    },
    standing > 1 && { title: speaker.plain('watches.stopAll'), command: { kind: 'unwatch' } },
  ];
}

/** `vm-01`, `vault vault-a`, `all backups`. */
function scopeText(scope: WatchScope, speaker: Speaker, as: 'text' | 'plain'): string {
  if (scope.kind === 'all') return speaker[as]('watches.all');
  if (scope.kind === 'vm') return speaker[as]('name', { name: scope.vmName });
  return speaker[as]('watches.vault', { name: scope.vault.name });
}

function placeOf(scope: WatchScope): Readonly<Record<string, string>> {
  if (scope.kind === 'all') return {};
  const group = scope.kind === 'vault' ? scope.vault.resourceGroup : vmOfItemId(scope.itemId)?.resourceGroup;
  return { resourceGroup: group ?? '–' };
}

/** As short as it can be: item ids of 400 characters would leave room for few rows. */
function buttonScope(scope: WatchScope): TypedScope {
  if (scope.kind === 'all') return { all: true };
  if (scope.kind === 'vault') {
    const { subscription, resourceGroup, name } = scope.vault;
    return { vault: `${subscription}/${resourceGroup}/${name}` };
  }
  const vm = vmOfItemId(scope.itemId);
  return { vm: vm === null ? scope.itemId : `${vm.resourceGroup}/${vm.name}` };
}
