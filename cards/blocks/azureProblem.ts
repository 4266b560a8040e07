import type { AzureError, AzureProblem } from '../../services/backup/vaults';
import { markdownText, plainText } from '../text/plainText';
import { type Facts, type Speaker, type TextForm, verbatim } from '../text/speaker';

/** The longest quotation of Azure's own sentence, on a card and in a summary. */
const SAYS_MAX = { text: 400, plain: 160 } as const;

/** A failed call to Azure in our words; Azure's sentence is added where ours is too general. */
export function problemSentence(speaker: Speaker, error: AzureError, as: TextForm): string {
  const { problem, says } = error;
  if (problem.kind === 'refused') {
    return speaker[as]('messages:azure.refused', { message: verbatim(quoted(says || problem.message, as)) });
  }
  const { key, facts } = phraseOf(problem);
  const sentence = speaker[as](`messages:azure.${key}`, facts);
  return needsAzuresWords(error) ? withAzuresWords(speaker, { sentence, says }, as) : sentence;
}

/** `sentence`, followed by Azure's own words. */
export function withAzuresWords(
  speaker: Speaker,
  { sentence, says }: { sentence: string; says: string },
  as: TextForm,
): string {
  if (plainText(says) === '') return sentence;
  return speaker[as]('messages:azureSaying', { sentence: verbatim(sentence), says: verbatim(quoted(says, as)) });
}

/** Azure's sentence for the details of a card; '' if `problemSentence` already quotes it, or Azure gave none. */
export function azuresWordsBeside(error: AzureError): string {
  return needsAzuresWords(error) ? '' : plainText(error.says, SAYS_MAX.text);
}

/** Whether our sentence is too general to stand without Azure's. */
function needsAzuresWords({ problem }: AzureError): boolean {
  const { kind } = problem;
  return kind === 'busy' || kind === 'refused' || (kind === 'notAllowed' && problem.by !== 'role');
}

function quoted(says: string, as: TextForm): string {
  return (as === 'text' ? markdownText : plainText)(says, SAYS_MAX[as]);
}

type PhrasedProblem = Exclude<AzureProblem, { kind: 'refused' }>;
type Phrase = ReturnType<typeof phrase>;

const PHRASES: { readonly [K in PhrasedProblem['kind']]: (problem: Extract<PhrasedProblem, { kind: K }>) => Phrase } = {
  throttled: (problem) => phraseUntil(problem.own ? 'throttledOwn' : 'throttled', problem.until),
  notFound: ({ what }) => phrase(`notFound.${what}`),
  notAllowed: (problem) => notAllowedPhrase(problem),
  notOfVm: ({ workload }) => (workload === '' ? phrase('notOfVm') : phrase('notOfVmBut', { workload })),
  alreadyRunning: ({ job }) => (job === null ? phrase('alreadyRunning') : phrase('alreadyRunningJob', { job })),
  busy: () => phrase('busy'),
  unavailable: ({ status, until: moment = null }) =>
    status === 0 ? phrase('unavailable') : phraseUntil('unavailableStatus', moment, { status }),
  unconfirmed: () => phrase('unconfirmed'),
};

/** The cast states what the compiler cannot see: the row of `problem.kind` takes exactly this problem. */
function phraseOf(problem: PhrasedProblem): Phrase {
  return (PHRASES[problem.kind] as (problem: PhrasedProblem) => Phrase)(problem);
}

function notAllowedPhrase({ by, action, policy, role }: AzureProblem & { kind: 'notAllowed' }): Phrase {
  if (by === 'policy' && policy !== '') return phrase('notAllowed.policyNamed', { policy });
  if (by !== 'role' || action === '') return phrase(`notAllowed.${by}`);
  if (role === undefined) return phrase('notAllowed.action', { action });
  return phrase('notAllowed.ownAction', { action, role, file: `infra/roles/${role}.json` });
}

function phraseUntil(key: string, moment: Date | null, facts: Facts = {}): ReturnType<typeof phrase> {
  return moment === null ? phrase(key, facts) : phrase(`${key}Until`, { ...facts, until: moment });
}

function phrase(key: string, facts: Facts = {}): { readonly key: string; readonly facts: Facts } {
  return { key, facts };
}

/** The problem as one sentence on a card, with Azure's code if there is one. */
export function problemText(speaker: Speaker, error: AzureError): string {
  const sentence = problemSentence(speaker, error, 'text');
  return error.code === ''
    ? sentence
    : speaker.text('messages:withCode', { sentence: verbatim(sentence), code: error.code });
}
