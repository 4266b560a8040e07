import type { Command, Parsed } from '../../../protocol/command';
import { KEEP_DAYS_MAX, KEEP_DAYS_MIN } from '../../keepDays';
import type { Line, Tag } from '../line';
import type { Token } from '../tokenize';
import { BESIDE_ANY_CHANGE, isAsked, notAsked } from './changeGuard';
import { command, incomplete, type Rule } from './results';

/** The most VMs of one command (commandSchema). */
const VMS_MAX = 50;
const HOURS_PER_DAY = 24;

const BESIDE_BACKUP: ReadonlySet<Tag> = new Set<Tag>([...BESIDE_ANY_CHANGE, 'keep', 'span', 'tellMe', 'start']);
/** Of a backup whose VM is missing. */
const BESIDE_NO_VM: ReadonlySet<Tag> = new Set<Tag>([...BESIDE_BACKUP, 'filler', 'all']);
/** Words that make a deed of a noun: `take a backup of vm-01`, `vm-01のバックアップをお願いします`. */
const DEEDS: readonly Tag[] = ['do', 'please', 'request', 'now', 'keep', 'start'];
const KEEP_WORD = /^(?:keep(?:ing)?|retain(?:ing)?|retention|保持期間|保存期間|保持日数|保持)[ :=はを]*/i;

export const backupNowRule: Rule = (line) => {
  if (!line.has('backupNow')) return null;
  const wrong = line.find('badKeep');
  if (wrong) return badKeep(line, wrong);
  if (line.vms.length === 0 && line.only(BESIDE_NO_VM) && !line.isQuestion) {
    return incomplete('vmMissing', { kind: 'backupNow', line });
  }
  const backup = commandOf(line);
  if (backup === null || !isAsked(line, BESIDE_BACKUP) || !isDeed(line)) return notAsked(line, backup ? [backup] : []);
  if (backup.vms.length <= VMS_MAX) return command(backup);
  return incomplete('tooManyVms', { kind: 'backupNow', line, facts: { limit: VMS_MAX } });
};

/** null: no VM, or two retentions. */
function commandOf(line: Line): Extract<Command, { kind: 'backupNow' }> | null {
  const [keep, ...others] = line.tokens.filter(({ tag }) => tag === 'keep' || tag === 'span');
  if (others.length > 0 || line.vms.length === 0) return null;
  const days = keep?.hours === undefined ? {} : { keepDays: keep.hours / HOURS_PER_DAY };
  return { kind: 'backupNow', vms: [...line.vms], ...days };
}

function badKeep(line: Line, { text }: Token): Parsed {
  const typed = text.replace(KEEP_WORD, '');
  const facts = { typed: typed === '' ? text : typed, min: KEEP_DAYS_MIN, max: KEEP_DAYS_MAX };
  return incomplete('keepNotANumber', { kind: 'backupNow', line, facts });
}

/** `vm-01のバックアップ` and `backup of vm-01` name a thing; `vm-01 back up` tells that it runs again. */
function isDeed(line: Line): boolean {
  const verb = line.find('backupNow');
  if (verb === undefined) return false;
  if (line.has(...DEEDS) || / now$|^今すぐ|取得/i.test(verb.text)) return true;
  const vmFrom = line.find('vm', 'free')?.from ?? Infinity;
  const isReport = /^back up$/i.test(verb.text) && vmFrom < verb.from;
  return !line.has('of') && !isReport;
}
