import { type Config, isLoopback } from '../../services/platform/config';

/** The hosts of Teams' connectors: the only ones to which a token of the bot is sent. */
const TEAMS_HOSTS: readonly RegExp[] = [
  /^smba\.trafficmanager\.net$/,
  /(^|\.)teams\.microsoft\.com$/,
  /\.infra\.(gov|dod)\.teams\.microsoft\.us$/,
  /^botapi\.skype\.com$/,
];

/**
 * Whether the bot may answer to `serviceUrl`: in teams mode at Teams' hosts over TLS, in demo mode at the connector of
 * its own page (`ownUrl`). Without a page, as in the bench, the connector may be any on this machine.
 */
export function trusts(mode: Config['mode'], serviceUrl: string, ownUrl?: string): boolean {
  if (!URL.canParse(serviceUrl)) return false;
  const { protocol, hostname, origin } = new URL(serviceUrl);
  if (mode === 'demo') return ownUrl === undefined ? isLoopback(serviceUrl) : origin === new URL(ownUrl).origin;
  return protocol === 'https:' && TEAMS_HOSTS.some((host) => host.test(hostname));
}
