import { type Config, isLoopback } from '../../services/platform/config';

/** Where Teams' connectors live (docs/teams.md): the only hosts that a token of the bot is ever sent to. */
const TEAMS_HOSTS: readonly RegExp[] = [
  /^smba\.trafficmanager\.net$/,
  /(^|\.)teams\.microsoft\.com$/,
  /\.infra\.(gov|dod)\.teams\.microsoft\.us$/,
  /^botapi\.skype\.com$/,
];

/** Whether the bot may answer to `serviceUrl`: in demo mode this machine alone, in teams mode Teams' own hosts over TLS. */
export function trusts(mode: Config['mode'], serviceUrl: string): boolean {
  if (mode === 'demo') return isLoopback(serviceUrl);
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname } = new URL(serviceUrl);
  return protocol === 'https:' && TEAMS_HOSTS.some((host) => host.test(hostname));
}
