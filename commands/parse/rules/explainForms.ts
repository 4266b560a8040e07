import { conceptOf } from '../../topics/topicNames';

const TOPIC_MAX = 200;

/** Sentences that ask for a meaning. Their first group is the topic. */
const FORMS: readonly RegExp[] = [
  /^(?:(?:please|can you|could you|pls) )*(?:explain|describe|define)(?: me| to me)?(?: what)?[ :]*(.*?)(?: means?| is)?(?: to me)?(?: please)?$/i,
  /^what (?:does|do|is meant by|means?) (.+?)(?: mean| stand for)?$/i,
  /^(?:the )?meaning of (.+)$/i,
  /^what(?:'s| is) the meaning of (.+)$/i,
  /^(.+?) meaning$/i,
  /^説明[ :]*(.*)$/,
  /^(.+?)(?:の意味)?(?:を|の|について|に関して)?(?:の)?説明(?:して)?(?:ください|下さい|お願いします|ほしい|欲しい)?$/,
  /^(.+?)とは(?:何|なに|なん|どういう意味|どういうこと)?(?:ですか|でしょうか|か|だ)?$/,
  /^(.+?)(?:って|は)(?:何|なに|なん|どういう意味|どういうこと|どんな意味)(?:ですか|でしょうか|か|だっけ|なの|のこと|を指す){0,3}$/,
  /^(.+?)の?意味(?:は|を|が|って)?(?:教えて|おしえて|知りたい|何|なに)?(?:ください|下さい|です|ですか|か)?$/,
  /^意味[ :]*(.+)$/,
  /^(?:対処方法|対処法|対処|原因)[ :]*(.+)$/,
  /^(.+?)の?(?:対処方法|対処法|対処|原因)(?:は|を|って|が)?(?:教えて|おしえて|知りたい|何|なに)?(?:ください|下さい|です|ですか|か)?$/,
];

/** Sentences that ask for a meaning only if their first group names a known topic. */
const WEAK_FORMS: readonly RegExp[] = [
  /^(?:what(?:'s| is| are)|whats|why(?: is it| only)?|how does|how do|tell me about|about|when is|difference between)(?: an?| the)? (.+?)(?: work| works| happen| happens)?$/i,
  /^(.+?)(?:について|に関して|のこと)?(?:を)?(?:教えて|おしえて|詳しく|知りたい)(?:ください|下さい|ほしい|です)?$/,
  /^(.+?)(?:の|と)違い(?:は|を教えて)?$/,
  /^なぜ(.+?)(?:なの|ですか|になる|になった|か){0,3}$/,
];

/** The topic that the line asks about, as typed; '' without a topic; null if the line asks for no meaning. */
export function askedTopic(line: string): string | null {
  const sentence = line.replace(/(?<![?.。!\s])[?.。!\s]+$/, '');
  for (const form of FORMS) {
    const found = form.exec(sentence);
    if (found) return topic(found[1]);
  }
  for (const form of WEAK_FORMS) {
    const found = topic(form.exec(sentence)?.[1]);
    if (found !== '' && conceptOf(found) !== null) return found;
  }
  // A whole question may be the name of a topic: "how long are backups kept?".
  return sentence.split(' ').length >= 4 && conceptOf(sentence) !== null ? topic(sentence) : null;
}

function topic(text = ''): string {
  return text
    .replace(/^["'「『\s]+|(?<!["'」』\s])["'」』\s]+$/g, '')
    .slice(0, TOPIC_MAX)
    .trim();
}
