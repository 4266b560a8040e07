import { whoamiRule } from './asking';
import { auditRule } from './audit';
import { backupNowRule } from './backupNow';
import { cancelRule, yesOrNoRule } from './cancel';
import { bareTopicRule, explainRule } from './explain';
import { greetingRule, helpRule, notYetRule, refreshRule } from './help';
import { jobsRule } from './jobs';
import { oneJobRule } from './oneJob';
import { pointsRule } from './points';
import { readOnlyRule } from './readOnly';
import type { Rule } from './results';
import { safeRule } from './safe';
import { settingsRule } from './settings';
import { bareVmRule, statusRule, unsupportedRule } from './status';
import { topicQuestionRule } from './topicQuestion';
import { vmsRule } from './vms';
import { watchRule } from './watch';

/** The first rule that applies decides. Rules that read come before those that change: a line with both only reads. */
export const PARSE_RULES: readonly Rule[] = [
  readOnlyRule,
  explainRule,
  topicQuestionRule,
  helpRule,
  auditRule,
  watchRule,
  notYetRule,
  settingsRule,
  yesOrNoRule,
  cancelRule,
  safeRule,
  oneJobRule,
  pointsRule,
  jobsRule,
  statusRule,
  vmsRule,
  whoamiRule,
  backupNowRule,
  unsupportedRule,
  bareVmRule,
  bareTopicRule,
  refreshRule,
  greetingRule,
];
