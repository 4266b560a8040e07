import { start } from '../index';
import { runUntilSignal } from '../services/platform/process';

/** Our bot in demo mode without the playground: as in production, but without the channel's authentication. */
void runUntilSignal(() => start(process.env, { playground: false }));
