import type { CommandKind } from '../../../protocol/command';

/**
 * What a word does in a sentence: names a command (its CommandKind), or
 *  - stop, start, operate: stops, starts, changes something: a backup or the VM itself, as the rest says
 *  - snapshot: names the snapshot, which is no command of ours
 *  - vault: what follows, or stands before it in Japanese, is a vault's name
 *  - later: belongs to a command that this version does not have
 *  - tellMe: asks to be told at the end, which a backup's asker is in any case
 *  - running, failed, all: which jobs; day: a day, night or week whose jobs are meant; otherTime: one that no command takes
 *  - language, english, japanese, timeZone: of settings
 *  - request: asks for a deed in the form of a question; please, do: asks for a deed; now
 *  - of: makes a noun phrase of what stands beside it; topic: a particle that leaves the sentence open when it ends it
 *  - permit: asks for permission; ask: asks about a fact; howTo: asks for the way; negate: takes it back
 *  - filler: says nothing in a question, but is more than a change may hold; particle: says nothing anywhere
 */
export type WordTag =
  | CommandKind
  | 'restart'
  | 'stop'
  | 'start'
  | 'operate'
  | 'snapshot'
  | 'vault'
  | 'later'
  | 'tellMe'
  | 'running'
  | 'failed'
  | 'all'
  | 'day'
  | 'otherTime'
  | 'language'
  | 'english'
  | 'japanese'
  | 'timeZone'
  | 'request'
  | 'please'
  | 'do'
  | 'now'
  | 'of'
  | 'topic'
  | 'permit'
  | 'ask'
  | 'howTo'
  | 'negate'
  | 'filler'
  | 'particle';

/** Phrases of one tag, separated by `|`, in lower case. */
export type Phrases = Readonly<Partial<Record<WordTag, string>>>;
