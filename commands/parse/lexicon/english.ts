import type { Phrases } from './wordTags';

/** English phrases, in addition to the command words of commands/words.ts. wordTags.ts explains the tags. */
export const ENGLISH: Phrases = {
  help: 'what can you do|what can i do|what can i ask|what do you do|how does this work',
  status: [
    'task|tasks|backup task|sub-task|subtask',
    'progress|info|details|summary|overview|health|result|outcome|policy|schedule|scheduled|tonight|eta|condition',
    'how is|hows|what about|whats up with|last backup|latest backup|newest backup|previous backup|next backup',
    'backed up|backed-up|backing up|done|finished|finish|complete|completed|ended|succeeded|succeed|successful|success|worked',
    "went|last backed up|cancelled|canceled|aborted|how's|what's up with|how did|how are|error|errors",
    'snapshot done|snapshotted',
  ].join('|'),
  backupNow:
    'backup now|back up now|on-demand backup|on demand backup|ondemand backup|adhoc backup|ad-hoc backup|manual backup',
  points: 'recovery-points|restore-points|rps|rp|list backups|backup points|which backups',
  job: 'backup job',
  jobs: 'backup jobs|backup history|list jobs|job list|runs',
  vms: [
    'all vms|protected vms|list all vms|show vms|which vms|what vms|protected machines|list of vms|vm list|vmlist|list vm',
    'servers|machines|protected items|backup items|fleet|list servers|list machines|list all',
  ].join('|'),
  safe: 'wait|hold|safe to work on|is it safe|blocked|blocking|may i touch|can i touch',
  restart: 'restart|reboot|restarting|rebooting|re-start|re-boot|power cycle|restarted|bounce',
  operate: [
    'shut down|shutdown|shutting down|deallocate|resize|resizing|patch|patching|update|upgrade|maintenance|turn off|power off',
    'turn on|power on|install|change|work on|touch|modify|detach|attach|reimage|redeploy|delete|remove|move',
  ].join('|'),
  stop: 'stop|stopping|halt|kill|terminate',
  start: 'start|starting',
  snapshot: 'snapshot|snapshots|take snapshot|take a snapshot|image',
  watch: [
    'watching|watch over|notify me|notify us|notification|alert me|alert us|alert|subscribe to|follow|monitor|monitoring',
    'inform me|inform us|ping me|tell me here|tell us here',
  ].join('|'),
  unwatch:
    'stop telling me|stop telling us|stop telling|unsubscribe from|unfollow|unmute me|un-watch|stop watching|stop notifying me|silence',
  watches:
    'watched|watch list|watchlist|list watches|alerts|my watches|list notifications|notification settings|being watched',
  audit: 'auditlog|audit history|who did what|who asked for what|operation history|activity log|action log',
  vault: 'vault|recovery vault|recovery services vault|backup vault',
  later: 'protect|unprotected|not protected|digest|daily digest|weekly digest|gate',
  tellMe: [
    "tell me when it's done|tell me when its done|tell me when done|tell me when it is done|let me know when it's done|let me know",
    "let me know when done|let me know when it is done|let me know when it's finished|tell me when it's finished",
    'tell me when|notify me when done|ping me when done',
  ].join('|'),
  running: 'running|in progress|in-progress|active|ongoing|currently running|inprogress',
  failed: 'failed|failure|failures|fail|failing|broken',
  all: 'all|everything|every|any',
  day: 'today|yesterday|day before yesterday|the day before yesterday|last night|this week|overnight',
  otherTime: [
    'last month|this month|next month|past month|last year|this year|next week|next year|month|year|week before last|since',
    'monday|tuesday|wednesday|thursday|friday|saturday|sunday|weekend|last weekend',
  ].join('|'),
  language: 'language|lang|locale',
  english: 'english|en',
  japanese: 'japanese|ja|jp',
  timeZone: 'timezone|time zone|tz|time-zone',
  request: 'can you|could you|would you|will you|can u|could u|would you mind|can we|could we',
  please:
    'please|pls|plz|kindly|thanks|thank you|thx|ty|cheers|hi|hello|hey|hi there|good morning|good evening|hey bot|hi bot|bot',
  do: 'take|make|run|do|create|trigger|perform|execute|initiate|launch|kick off|begin',
  now: 'now|right now|immediately|right away|asap|at once',
  of: "of|'s",
  particle:
    'the|a|an|my|our|for|on|and|also|vm|server|machine|host|virtual machine|this vm|azure|azure vm|with|one|named|called',
  permit: [
    'can i|could i|may i|am i allowed to|allowed to|is it ok|is it okay|ok to|okay to|should i|should we|may we|can it be|can we now',
    'is it fine|fine to|good to go|is it possible|possible to|clear to|free to|can|could',
  ].join('|'),
  ask: [
    'is|are|was|were|did|does|has|have|had|when|why|what|which|who|where|if|whether|do you|do we|do i|how|will',
    "what's|whats|who's|when's|isn't|been|being|be|how long|how old|how many|anything",
  ].join('|'),
  howTo: 'how do i|how to|how can i|how do you|how do we|how would i|how should i',
  negate: [
    "don't|dont|do not|not|never|without|cannot|can't|cant|won't|wont|shouldn't|should not|doesn't|didn't|wasn't|instead|avoid|skip",
    "except|unless|no longer|stop backing up|nothing|none|rather than|must not|mustn't|undo|disable",
  ].join('|'),
  filler: [
    'would|show|show me|get|tell|tell me|give|give me|see|view|check|look|look at|find|me|i|we|you|us|it|that|this|there|its|in|at|by|to',
    'about|current|currently|latest|newest|recent|most recent|last|so|then|or|from|need|want|want to|know|like|actually',
    "i'd like|i want|let's|lets|display|fetch|query|available|yet|still|already|ever|again|only|what is|what are|tell us",
    'protected|backed|up|time|per|using|via|have any|out|going|take place|happen|happening|happened',
  ].join('|'),
};
