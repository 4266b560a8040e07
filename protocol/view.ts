import type { BatchView } from './batchView';
import type { SettingsView, WelcomeView, WhoamiView } from './conversationViews';
import type { HeartbeatView } from './heartbeatView';
import type { JobsView, JobView, StartedView } from './jobViews';
import type { ExplainView, HelpView, MessageView } from './messageView';
import type { FailuresView, NoticeView } from './noticeViews';
import type { ChooseView, ClosedView, ConfirmView, WhichView } from './questionViews';
import type { PointsView, SafeView, StatusView, VmsView } from './vmViews';
import type { AuditView, WatchesView } from './watchViews';

/**
 * The facts of one card, without words of any language. Commands and notices make a view; `cards/render.ts` renders it.
 * Text in a view that comes from a person or from Azure is untrusted: only `cards/` makes it safe to show.
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
  | HeartbeatView
  | NoticeView
  | FailuresView
  | MessageView;
