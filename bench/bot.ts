import { start } from '../index';

/** Our bot as it runs in production, but for the channel's authentication: demo mode without the playground. */
void start(process.env, { playground: false });
