import type { CommandKind } from '../../../protocol/command';

/**
 * The role of a word in a sentence: a CommandKind names that command. The others:
 *  - stop, start, operate: stop, start or change a backup or the VM; the other words decide which
 *  - snapshot: the snapshot, for which there is no command
 *  - vault: a vault's name follows, or stands before it in Japanese
 *  - later: a command that this version lacks
 *  - tellMe: asks for a notification at the end, which the starter of a backup gets anyway
 *  - running, failed, all: filters of jobs
 *  - day: a day, night or week that `jobs` takes; otherTime: a time that no command takes
 *  - language, english, japanese, timeZone: settings and their values
 *  - request: a request in the form of a question, such as `can you`; please, do, now: a request
 *  - of: makes a noun phrase, such as `backup of`; topic: the particle は, which at the end leaves the sentence open
 *  - permit: asks for permission; ask: asks for a fact; howTo: asks for the way; negate: a negation
 *  - filler: without meaning in a question, but prevents a change; particle: without meaning anywhere
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
