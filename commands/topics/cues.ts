import { type Term, TERMS, termsIn } from './terms';

/**
 * Hand-written cues: combinations of terms that point to a topic, each with a weight. `+` joins terms. A topic's score
 * is the weight of its strongest cue.
 */
const CUES: Readonly<Record<string, string>> = {
  backup:
    'may+backup 4.1|before+deed+backup 6.1|demand+deed 6.2|demand+hours 5.9|demand+when 5.6|who+backup 6.05|who+start 5.5|who 4.2|demand+hours+backup 6.6|demand+deed+backup 6.7|demand+start+sched 6.7|back 2|phase 4|phase+backup 5.5|how+backup 4|demand 4.5|demand+backup 5.5|demand+sched 6.5|sched+backup 4|happens+backup 4.5|snapshot+transfer 6.5',
  enable:
    'money 2.2|region 2.4|enable+backup 5.8|enable+how 5|enable+steps 5.5|steps+backup 5.2|enable 4|enable+vault 6|steps+vault 5.5|enable+portal 5|make+vault 6|make+policy 6|policy+how 4.5|vault+first 5.8',
  howLong:
    'size+end 6|size+end+late 6.6|long+takes+backup 6.1|long+normal 5.6|long+best 5.8|long+estimate+best 6.6|aDay 4.2|aDay+hours 6.6|aDay+sched 5.9|aDay+end 6.6|aDay+long 6.6|aDay+takes 6.6|aDay+backup 6.1|long+end 6.5|long+estimate+hours 6.6|estimate+end 5.5|estimate 5.2|long 4.5|long+backup 5.5|estimate 5|estimate+backup 5.8|estimate+long 6|estimate+size 6.5|size+long 6.5|long+transfer 6|load+long 2|size+backup 3|size+slow 6.6|takes+long+backup 6.1',
  startWindow:
    'start+late+hours 7.3|start+hours+sched 6.6|start+late 6|sched+late 6|start+sched 5|start+long 5.8|start+long+sched 6.5|when+start 5.2|when+start+sched 5.6|late+backup 4.5|late+normal 5|late 3',
  whenToSchedule:
    'people+backup 4.8|people+during 4.6|people+snapshot 5|load+use+backup+during 7.1|load+sched+backup 6.6|load+app 5.8|load+use 6.2|load+use+backup 6.95|load+during+use 7|load+hours 6.5|load+hours+use+during 7.4|hours+backup+use 6.95|when+best 5.5|when+best+backup 6.2|when+best+sched 6.5|load+when 6|load+sched 6|load+sched+best 6.5|sched+best 5.3|load+best 5|load+backup 5.2|vss+load 6.5|script+load 6.5|load+snapshot 6|load 4|when+sched 4|hours 5.2|hours+backup 6.3|hours+best 7.1|hours+best+backup 7.2|hours+mayNot 7.2',
  extension:
    'svc+windows 6.2|svc+windows+enable 6.4|svc+enable+backup 6.4|svc+put 6.2|svc+install 6.2|install+extension+runtime 8|install+runtime 8|put+enable 5.9|put+enable+backup 6.3|put+vss 6.1|put+steps 5.9|extension 5|extension+install 6.5|extension+load 7.2|extension+os 6.2|install+os 5.6|install+os+backup 6.2|install+backup 5.1|runtime 7.5|install+windows 5.8|install+linux 5.8|os+load 6',
  applicationConsistent:
    'product+backup 4.6|product 3|app+consist 6.2|vss 5.2|vss+windows 6|vss+snapshot 6|windows+snapshot 5.2|vss+how 5.8|app+backup 4.5|app+snapshot 4.6',
  fileSystemConsistent:
    'files+consist 6.3|vss+fail 6.4|files+backup 4|files+consist+fail 6.6|files+repair 5.6|app+repair 5|consist+repair 5.8',
  crashConsistent:
    'crash+transfer 6.2|crash+during 6.3|crash+data 6.1|crash 5.2|crash+consist 6.4|off 4.8|off+backup 6.1|off+consist 7|off+snapshot 6.1|cache 5.8|off+hours 7.4|agentless 7.6|agentless+consist 8',
  consistency:
    'product 2.5|secret 1|consist 5|types+consist 5.9|where+consist 7|where+consist+portal 8|consist+windows 6|consist+linux 6|types+snapshot+where 7|types+snapshot+portal 7|types+snapshot 5.6|app+files+crash 8',
  takeSnapshot:
    'snapshot 4|snapshot+long 6.2|snapshot+phase 5.6|snapshot+how 5|snapshot+fail 5|freeze 4.5|snapshot+freeze 5.8|estimate+snapshot 5.9|cancel+snapshot 6.2',
  transferToVault:
    'transfer 4.3|transfer+phase 5.6|transfer+vault 5.2|warnings 5.5|transfer+fail 5.7|transfer+backup 5|transfer+how 5|cancel+transfer 6.4',
  firstBackup:
    'first+transfer 5.6|first+why 5.4|first+transfer+why 6.6|first 4|first+backup 5|first+data 5.4|first+long 6.4|first+backup+long 6.6|first+estimate 6.4',
  incrementalBackup:
    'later 4|later+data 5.6|later+backup 5|later+first 6|later+first+backup 6.5|data+backup 4.4|later+transfer 5.8|first+transfer 5.5',
  restart:
    'load+use+transfer 7|still+retention 6.5|still+when 5.5|still+long 5.5|still+use 5.6|off+transfer 7|off+mayNot+during 7|deed+transfer+end 7.1|deed+during 7|deed+transfer 7|deed+snapshot 7|deed+after 6|deed+backup 5.6|deed+when 6.4|use+during 6.9|use+transfer 6.9|use+snapshot+after 6.9|mayNot+during 6.9|mayNot+snapshot 6.9|use+after 5|install+during+size 6.9',
  prePostScripts:
    'app+linux+snapshot 6.6|app+linux 6.1|before+app+snapshot 6.7|before+app+linux 6.6|before+script 6.6|halt+app+snapshot 7.4|freeze+app 6.6|freeze+snapshot+app 7.4|halt+app 6.6|halt+app+linux 7|halt+app+snapshot 7|halt+script 7|script+after 6.3|script 5.5|script+linux 6.4|script+snapshot 6.2|script+fail 6.3|script+how 6.3|script+enable 6.4|script+consist 6.3|freeze+linux 5.9|command+snapshot 6.4|command+windows 6.4',
  retention:
    'gone+stored 6.2|gone+data 5.8|gone+when 5.6|retention+how 4.5|retention+stored 6.1|retention+back 6.1|back+when 5.2|retention+gone 6.2|retention+when 6.05|gone+point 6.3|gone+backup 4.6|stored+long 5.9|secret 2.2|money 2.4|retention+point+long 7|retention 4.2|retention+backup 5.4|retention+long 6.8|retention+point 6',
  recoveryPoint: 'back 3|back+point 4.5|point 4|point+how 4.6',
  tiers:
    'types+tier 6.2|stored+where 6.2|stored+backup 4.6|stored+data+where 6.6|stored 2.6|money 2.6|back 2.4|region 2|tier 5|tier+point 5.6',
  vault: 'secret 2.6|region 2.8|stored 2.4|vault 3.6|vault+how 4',
  validateBackup: 'validate 6',
  failure: 'retry 4.6|retry+fail 6.6|fail+how 6.1|fail+backup 4.8|why+fail 5.6|why+fail+backup 6.2',
  afterBackup: 'automate+after 6.5|automate+backup 5|script+after+backup 5.4',
};

/** Subjects that no topic explains: prices, encryption, other products, and how to restore. */
const OUTSIDE: readonly (readonly Term[])[] = [['money'], ['secret'], ['product'], ['how', 'back']];

interface Cue {
  readonly terms: readonly Term[];
  readonly weight: number;
}

const CUES_OF: readonly (readonly [string, readonly Cue[]])[] = Object.entries(CUES).map(([key, cues]) => [
  key,
  cues.split('|').map(toCue),
]);

export interface TopicScore {
  readonly key: string;
  readonly score: number;
}

/** The topics that have a cue in `line`, highest score first. */
export function topicsByCue(line: string): readonly TopicScore[] {
  const terms = termsIn(line);
  return CUES_OF.map(([key, cues]) => ({ key, score: strongest(cues, terms) }))
    .filter(({ score }) => score > 0)
    .toSorted((a, b) => b.score - a.score);
}

/** Whether `line` asks for something that no topic explains. */
export function isOutside(line: string): boolean {
  const terms = termsIn(line);
  return OUTSIDE.some((outside) => outside.every((term) => terms.has(term)));
}

function strongest(cues: readonly Cue[], terms: ReadonlySet<Term>): number {
  return Math.max(0, ...cues.filter((cue) => cue.terms.every((term) => terms.has(term))).map(({ weight }) => weight));
}

function toCue(text: string): Cue {
  const [terms = '', weight] = text.split(' ');
  return { terms: terms.split('+').filter((term) => term in TERMS) as Term[], weight: Number(weight) };
}
