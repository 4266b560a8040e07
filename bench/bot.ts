import { main } from '../index';

/** Our bot in demo mode without the playground: as in production, but without the channel's authentication. */
void main({ playground: false });
