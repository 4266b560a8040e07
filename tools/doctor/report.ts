import type { Language } from '../../services/platform/language';
import { type Facts, type Finding, OUTCOMES, type OutcomeText } from './finding';
import { ENGLISH } from './texts.en';
import { JAPANESE } from './texts.ja';

/** Changes only when a field changes its meaning or goes. */
const FORMAT = 1;
const WIDTH = { status: 4, id: 22 } as const;

/** One check as the JSON document has it. */
export interface ReportedCheck {
  readonly id: string;
  readonly status: string;
  readonly outcome: string;
  readonly subject: string | null;
  readonly detail: string;
  readonly fix: string | null;
}

export function isWell(findings: readonly Finding[]): boolean {
  return findings.every(({ outcome }) => OUTCOMES[outcome] !== 'fail');
}

/** Takes secrets out of the facts, which others wrote; the texts around them, such as a command, stay whole. */
export function withoutSecrets(one: Finding, scrub: (text: string) => string): Finding {
  const facts = Object.entries(one.facts).map(([name, fact]) => [name, typeof fact === 'string' ? scrub(fact) : fact]);
  return { ...one, subject: scrub(one.subject), facts: Object.fromEntries(facts) as Facts };
}

/** One JSON document. */
export function asJson(findings: readonly Finding[], language: Language): string {
  const checks = findings.map((one) => reported(one, language));
  return JSON.stringify({ version: FORMAT, ok: isWell(findings), checks }, null, 2);
}

/** One line for each finding, and a last one that counts them. */
export function asLines(findings: readonly Finding[], language: Language): readonly string[] {
  const lines = findings.map((one) => {
    const { id, status, subject, detail, fix } = reported(one, language);
    const label = (status === 'fail' ? 'FAIL' : status).padEnd(WIDTH.status);
    const what = subject === null || detail.startsWith(subject) ? detail : `${subject}: ${detail}`;
    return `${label}  ${id.padEnd(WIDTH.id)}  ${what}${fix === null ? '' : `  → ${fix}`}`.replace(/[\r\n]+/g, ' ');
  });
  return [...lines, summary(findings, language)];
}

function reported({ id, outcome, subject, facts }: Finding, language: Language): ReportedCheck {
  const { says, fix } = textsIn(language)[outcome];
  return {
    id,
    status: OUTCOMES[outcome],
    outcome,
    subject: subject === '' ? null : subject,
    detail: filled(says, facts),
    fix: fix === undefined ? null : filled(fix, facts),
  };
}

function textsIn(language: Language): Readonly<Record<Finding['outcome'], OutcomeText>> {
  return language === 'ja' ? JAPANESE : ENGLISH;
}

/** A fact may be foreign text: what stands in braces there is not filled again. */
function filled(text: string, facts: Facts): string {
  return text.replace(/\{(\w+)\}/g, (_whole, name: string) => String(facts[name] ?? '–'));
}

function summary(findings: readonly Finding[], language: Language): string {
  const count = (status: string): number => findings.filter(({ outcome }) => OUTCOMES[outcome] === status).length;
  const [wrong, warned, ok, skipped] = ['fail', 'warn', 'ok', 'skip'].map(count);
  return language === 'ja'
    ? `エラー ${wrong} 件、警告 ${warned} 件、正常 ${ok} 件、未確認 ${skipped} 件`
    : `${wrong} wrong, ${warned} to look at, ${ok} ok, ${skipped} not checked`;
}
