import type { BatchView } from './batchView';
import type { SettingsView, WelcomeView, WhoamiView } from './conversationViews';
import type { JobsView, JobView, StartedView } from './jobViews';
import type { ExplainView, HelpView, MessageView } from './messageView';
import type { FailuresView, NoticeView } from './noticeViews';
import type { ChooseView, ClosedView, ConfirmView, WhichView } from './questionViews';
import type { PointsView, SafeView, StatusView, VmsView } from './vmViews';
import type { AuditView, WatchesView } from './watchViews';

/**
 * What an answer says, in facts and without a language. A command returns one, `render` draws it. Every text in it
 * that came from a person or from Azure is untrusted; drawing it as text is the cards' business.
 */
export type View =
  | StatusView
  | JobView
  | JobsView
  | PointsView
  | VmsView
  | SafeView
  | ChooseView
  | ConfirmView
  | ClosedView
  | WhichView
  | StartedView
  | BatchView
  | ExplainView
  | HelpView
  | WelcomeView
  | WhoamiView
  | WatchesView
  | AuditView
  | SettingsView
  | NoticeView
  | FailuresView
  | MessageView;
