import type { Command, Parsed } from '../../../protocol/command';
import { KEEP_DAYS_MAX, KEEP_DAYS_MIN } from '../../keepDays';
import type { Line } from '../line';
import type { Tag, Token } from '../tokenize';
import { BESIDE_ANY_CHANGE, isRequested, notRequested } from './changeGuard';
import { command, incomplete, type Rule } from './results';

/** Maximum number of VMs of one command, equal to the limit in `commandSchema`. */
const VMS_MAX = 50;
const HOURS_PER_DAY = 24;

const BESIDE_BACKUP: ReadonlySet<Tag> = new Set<Tag>([...BESIDE_ANY_CHANGE, 'keep', 'span', 'tellMe', 'start']);
/** Tags of a request for a backup that lacks its VM. */
const BESIDE_NO_VM: ReadonlySet<Tag> = new Set<Tag>([...BESIDE_BACKUP, 'filler', 'all']);
/** Tags that turn a noun into a request: `take a backup of vm-01`. */
const REQUEST_TAGS: readonly Tag[] = ['do', 'please', 'request', 'now', 'keep', 'start'];
const KEEP_WORD = /^(?:keep(?:ing)?|retain(?:ing)?|retention|保持期間|保存期間|保持日数|保持)[ :=はを]*/i;

export const backupNowRule: Rule = (line) => {
  if (!line.has('backupNow')) return null;
  const wrong = line.find('badKeep');
  if (wrong) return badKeep(line, wrong);
  if (line.vms.length === 0 && line.only(BESIDE_NO_VM) && !line.isQuestion) {
    return incomplete('vmMissing', { kind: 'backupNow', line });
  }
  const backup = commandOf(line);
  if (backup === null || !isRequested(line, BESIDE_BACKUP) || !isVerb(line))
    return notRequested(line, backup ? [backup] : []);
  if (backup.vms.length <= VMS_MAX) return command(backup);
  return incomplete('tooManyVms', { kind: 'backupNow', line, facts: { limit: VMS_MAX } });
};

/** Null for a line without a VM or with two retentions. */
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

/** `backup of vm-01` is a noun phrase and `vm-01 back up` reports that the VM runs again: neither is a request. */
function isVerb(line: Line): boolean {
  const verb = line.find('backupNow');
  if (verb === undefined) return false;
  if (line.has(...REQUEST_TAGS) || / now$|^今すぐ|取得/i.test(verb.text)) return true;
  const vmFrom = line.find('vm', 'free')?.from ?? Infinity;
  const isReport = /^back up$/i.test(verb.text) && vmFrom < verb.from;
  return !line.has('of') && !isReport;
}
