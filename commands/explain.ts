import type { Run } from './ask';
import { findTopic } from './explainTopics';

export const explain: Run<'explain'> = async ({ topic }) => ({
  kind: 'view',
  view: { kind: 'explain', topic: findTopic(topic) },
});
