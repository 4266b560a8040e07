import type { AzureError, AzureProblem } from '../../services/backup/vaults';
import { markdownText, plainText } from '../text/plainText';
import { type Facts, type Speaker, verbatim } from '../text/speaker';

/** Azure's sentence on a card, and in one line. */
const SAYS_MAX = { text: 400, plain: 160 } as const;

type As = keyof typeof SAYS_MAX;

/** What went wrong in our words, and in Azure's where ours cannot say it. */
export function problemSentence(speaker: Speaker, error: AzureError, as: As): string {
  const { problem, says } = error;
  if (problem.kind === 'refused') {
    return speaker[as]('messages:azure.refused', { message: verbatim(quoted(says || problem.message, as)) });
  }
  const { key, facts } = phraseOf(problem);
  const sentence = speaker[as](`messages:azure.${key}`, facts);
  return needsAzuresWords(error) ? withAzuresWords(speaker, { sentence, says }, as) : sentence;
}

/** `sentence`, and what Azure says of it. */
export function withAzuresWords(
  speaker: Speaker,
  { sentence, says }: { sentence: string; says: string },
  as: As,
): string {
  if (plainText(says) === '') return sentence;
  return speaker[as]('messages:azureSaying', { sentence: verbatim(sentence), says: verbatim(quoted(says, as)) });
}

/** Azure's sentence where ours does not hold it; '' where it said nothing. */
export function azuresWordsBeside(error: AzureError): string {
  return needsAzuresWords(error) ? '' : plainText(error.says, SAYS_MAX.text);
}

/** Whether our sentence cannot do without Azure's. */
function needsAzuresWords({ problem }: AzureError): boolean {
  const { kind } = problem;
  return kind === 'busy' || kind === 'refused' || (kind === 'notAllowed' && problem.by !== 'role');
}

function quoted(says: string, as: As): string {
  return (as === 'text' ? markdownText : plainText)(says, SAYS_MAX[as]);
}

type PhrasedProblem = Exclude<AzureProblem, { kind: 'refused' }>;
type Phrase = ReturnType<typeof phrase>;

const PHRASES: { readonly [K in PhrasedProblem['kind']]: (problem: Extract<PhrasedProblem, { kind: K }>) => Phrase } = {
  throttled: (problem) => phraseUntil(problem.own ? 'throttledOwn' : 'throttled', problem.until),
  notFound: ({ what }) => phrase(`notFound.${what}`),
  notProtected: ({ vm }) => phrase('notProtected', { vm }),
  notAllowed: (problem) => notAllowedPhrase(problem),
  notOfVm: ({ workload }) => (workload === '' ? phrase('notOfVm') : phrase('notOfVmBut', { workload })),
  alreadyRunning: ({ job }) => (job === null ? phrase('alreadyRunning') : phrase('alreadyRunningJob', { job })),
  busy: () => phrase('busy'),
  unavailable: ({ status, until: moment = null }) =>
    status === 0 ? phrase('unavailable') : phraseUntil('unavailableStatus', moment, { status }),
  unconfirmed: () => phrase('unconfirmed'),
};

/** The row's function, typed for any problem: kind and problem belong together. */
function phraseOf(problem: PhrasedProblem): Phrase {
  return (PHRASES[problem.kind] as (problem: PhrasedProblem) => Phrase)(problem);
}

function notAllowedPhrase({ by, action, policy }: AzureProblem & { kind: 'notAllowed' }): ReturnType<typeof phrase> {
  if (by === 'policy' && policy !== '') return phrase('notAllowed.policyNamed', { policy });
  if (by !== 'role' || action === '') return phrase(`notAllowed.${by}`);
  // The bot's own role grants nothing outside the vaults.
  return phrase(/^Microsoft\.RecoveryServices\//i.test(action) ? 'notAllowed.ownAction' : 'notAllowed.action', {
    action,
  });
}

function phraseUntil(key: string, moment: Date | null, facts: Facts = {}): ReturnType<typeof phrase> {
  return moment === null ? phrase(key, facts) : phrase(`${key}Until`, { ...facts, until: moment });
}

function phrase(key: string, facts: Facts = {}): { readonly key: string; readonly facts: Facts } {
  return { key, facts };
}

/** The same as one sentence, with Azure's code where there is one. */
export function problemText(speaker: Speaker, error: AzureError): string {
  const sentence = problemSentence(speaker, error, 'text');
  return error.code === ''
    ? sentence
    : speaker.text('messages:withCode', { sentence: verbatim(sentence), code: error.code });
}
