import { type Config, isLoopback } from '../../services/platform/config';

/** The hosts of Teams' connectors: the only ones to which a token of the bot is sent. */
const TEAMS_HOSTS: readonly RegExp[] = [
  /^smba\.trafficmanager\.net$/,
  /(^|\.)teams\.microsoft\.com$/,
  /\.infra\.(gov|dod)\.teams\.microsoft\.us$/,
  /^botapi\.skype\.com$/,
];

/** Whether the bot may answer to `serviceUrl`: in demo mode on this machine, in teams mode at Teams' hosts over TLS. */
export function trusts(mode: Config['mode'], serviceUrl: string): boolean {
  if (mode === 'demo') return isLoopback(serviceUrl);
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname } = new URL(serviceUrl);
  return protocol === 'https:' && TEAMS_HOSTS.some((host) => host.test(hostname));
}
