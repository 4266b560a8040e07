import { typedScope } from '../../../protocol/command';
import type { WatchesView } from '../../../protocol/watchViews';
import { type Watch, WATCH_LEVELS, type WatchLevel } from '../../../services/subscriptions/watch';
import type { ButtonSpec } from '../../blocks/buttons';
import type { Speaker } from '../../text/speaker';

type Actions = readonly (ButtonSpec | false)[];

export function watchButtons(view: WatchesView, speaker: Speaker): Actions {
  const { did, watches, standing } = view;
  const [only, ...more] = watches;
  const all: ButtonSpec = { title: speaker.plain('watches.list'), command: { kind: 'watches' } };
  const own = only === undefined || more.length > 0 ? [] : buttonsOfOne(only, did, speaker);
  return did === 'listed' ? buttonsOfList(view, speaker) : [...own, standing > 0 && all];
}

/** Buttons for one watch: the other levels if it began, a restore if it ended. */
function buttonsOfOne({ scope, level }: Watch, did: WatchesView['did'], speaker: Speaker): Actions {
  const at = (to: WatchLevel, title: string): ButtonSpec => ({
    title: speaker.plain(title),
    command: { kind: 'watch', scope: typedScope(scope), level: to },
  });
  if (did === 'ended') return [at(level, 'watches.again')];
  return did === 'began'
    ? WATCH_LEVELS.filter((other) => other !== level).map((other) => at(other, `watches.change.${other}`))
    : [];
}

function buttonsOfList({ standing, ended }: WatchesView, speaker: Speaker): Actions {
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
