import type { Command, CommandKind, CommandOf, TypedScope } from '../protocol/command';
import type { NamedSpan } from '../services/backup/schedule/calendar';
import type { Language } from '../services/platform/language';
import { WORDS } from './words';

/** Texts after the command's word; an undefined text is omitted. */
type Arguments = readonly (string | undefined)[];
type ArgumentsOf<K extends CommandKind> = (command: CommandOf<K>, language: Language) => Arguments;

const FILTERS = {
  en: { running: 'running', failed: 'failed', all: 'all' },
  ja: { running: '実行中', failed: '失敗', all: 'すべて' },
} as const;
const SPANS: Readonly<Record<Language, Readonly<Record<NamedSpan, string>>>> = {
  en: {
    yesterday: 'yesterday',
    dayBeforeYesterday: 'day before yesterday',
    lastNight: 'last night',
    thisWeek: 'this week',
    lastWeek: 'last week',
  },
  ja: { yesterday: '昨日', dayBeforeYesterday: '一昨日', lastNight: '昨夜', thisWeek: '今週', lastWeek: '先週' },
};
const LEVELS = {
  en: { failures: 'failures', progress: 'progress', all: 'all' },
  ja: { failures: '失敗', progress: '進捗', all: 'すべて' },
} as const;
const SWITCH = { en: { on: 'on', off: 'off' }, ja: { on: 'オン', off: 'オフ' } } as const;
const AGAIN = { en: 'again', ja: '再開' } as const;
const RESTART = { en: 'restart', ja: '再起動' } as const;

const ARGUMENTS: { readonly [K in CommandKind]: ArgumentsOf<K> } = {
  help: ({ topic }) => [topic],
  status: ({ vm }) => [vm],
  backupNow: ({ vms, keepDays }, language) => [
    ...vms,
    keepDays === undefined ? undefined : { en: `keep ${keepDays}d`, ja: `保持 ${keepDays}日` }[language],
  ],
  job: ({ id }) => [id],
  jobs: ({ vm, filter, lastHours, when }, language) => [
    vm,
    filter && FILTERS[language][filter],
    when && SPANS[language][when],
    lastHours === undefined ? undefined : { en: `last ${lastHours}h`, ja: `直近 ${lastHours}時間` }[language],
  ],
  points: ({ vm }) => [vm],
  vms: ({ text }) => [text],
  safe: ({ vm }) => [vm],
  cancel: ({ target }) => ['job' in target ? target.job : target.vm],
  explain: ({ topic, vm }) => [topic, vm],
  watch: ({ scope, level }, language) => [scopeText(scope, language), level && LEVELS[language][level]],
  unwatch: ({ scope }, language) => [scope && scopeText(scope, language)],
  watches: ({ restore }, language) => [restore ? AGAIN[language] : undefined],
  audit: ({ vm, lastDays }, language) => [
    vm,
    lastDays === undefined ? undefined : { en: `last ${lastDays}d`, ja: `直近 ${lastDays}日` }[language],
  ],
  whoami: () => [],
  settings: (command, language) => [
    command.language && { en: `language ${command.language}`, ja: `言語 ${command.language}` }[language],
    command.timeZone && { en: `timezone ${command.timeZone}`, ja: `タイムゾーン ${command.timeZone}` }[language],
  ],
  readOnly: ({ set, why }, language) => [set && `${SWITCH[language][set]}${why === undefined ? '' : `: ${why}`}`],
  yes: () => [],
  no: () => [],
};

/** The command as a person would type it. The parser turns it into the same command, except for a proposal's id. */
export function usageOf(command: Command, language: Language): string {
  const argumentsOf = ARGUMENTS[command.kind] as ArgumentsOf<CommandKind>;
  return [wordOf(command, language), ...argumentsOf(command, language)].filter(Boolean).join(' ');
}

function scopeText(scope: TypedScope | { readonly job: string }, language: Language): string {
  if ('job' in scope) return `${WORDS.job.words[language][0]} ${scope.job}`;
  if ('vm' in scope) return scope.vm;
  return 'all' in scope ? FILTERS[language].all : `${{ en: 'vault', ja: 'コンテナー' }[language]} ${scope.vault}`;
}

function wordOf(command: Command, language: Language): string {
  return command.kind === 'safe' && command.restart ? RESTART[language] : WORDS[command.kind].words[language][0];
}
