import { isLoopback } from '../../services/platform/addresses';
import type { Config } from '../../services/platform/config';

/** The hosts of Teams' connectors. The bot sends its token to no other host. */
const TEAMS_HOSTS: readonly RegExp[] = [
  /^smba\.trafficmanager\.net$/,
  /(^|\.)teams\.microsoft\.com$/,
  /\.infra\.(gov|dod)\.teams\.microsoft\.us$/,
  /^botapi\.skype\.com$/,
];

/** Whether the bot may send to `serviceUrl`: this machine in demo mode, Teams' hosts over TLS in teams mode. */
export function trusts(mode: Config['mode'], serviceUrl: string): boolean {
  if (mode === 'demo') return isLoopback(serviceUrl);
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname } = new URL(serviceUrl);
  return protocol === 'https:' && TEAMS_HOSTS.some((host) => host.test(hostname));
}
