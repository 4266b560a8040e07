import type { TeamsManifestLatest } from '@microsoft/app-manifest';

import texts from '../../appPackage/texts.json';
import type { Language } from '../../services/platform/language';
import { menuOf } from './appMenu';

const SCHEMA = 'https://developer.microsoft.com/json-schemas/teams/v1.30';
const NAME = 'Azure Backup ChatOps';
const SCOPES = ['personal', 'team', 'groupChat'] as const;

/** The localization file of the Teams app: texts by their path in the manifest. */
export type Localization = Readonly<Record<string, string>>;

/**
 * The manifest of the Teams app, with placeholders as the Microsoft 365 Agents Toolkit replaces them. It asks for no
 * resource-specific consent: the connector tells a bot the members of the conversations it is in.
 */
export function manifestOf(version: string): TeamsManifestLatest {
  return {
    $schema: `${SCHEMA}/MicrosoftTeams.schema.json`,
    manifestVersion: '1.30',
    version,
    id: '${{TEAMS_APP_ID}}',
    developer: {
      name: `${NAME} maintainers`,
      websiteUrl: '${{APP_WEBSITE_URL}}',
      privacyUrl: '${{APP_PRIVACY_URL}}',
      termsOfUseUrl: '${{APP_TERMS_URL}}',
    },
    localizationInfo: { defaultLanguageTag: 'en', additionalLanguages: [{ languageTag: 'ja', file: 'ja.json' }] },
    icons: { color: 'color.png', outline: 'outline.png' },
    name: namesOf('en'),
    description: descriptionsOf('en'),
    accentColor: '#5B5FC7',
    bots: [
      {
        botId: '${{BOT_ID}}',
        scopes: [...SCOPES],
        supportsFiles: false,
        isNotificationOnly: false,
        commandLists: [
          {
            scopes: [...SCOPES],
            commands: menuOf('en').map(({ title, description }) => ({ title, description })),
          },
        ],
      },
    ],
    defaultInstallScope: 'team',
    defaultGroupCapability: { team: 'bot', groupchat: 'bot' },
    permissions: ['identity'],
    validDomains: ['${{BOT_DOMAIN}}'],
  };
}

/** The Japanese texts. */
export function japaneseTexts(): Localization {
  const name = namesOf('ja');
  const description = descriptionsOf('ja');
  const commands = menuOf('ja').flatMap(({ title, description }, index): [string, string][] => {
    const path = `bots[0].commandLists[0].commands[${index}]`;
    return [
      [`${path}.title`, title],
      [`${path}.description`, description],
    ];
  });
  return {
    $schema: `${SCHEMA}/MicrosoftTeams.Localization.schema.json`,
    'name.short': name.short,
    'name.full': name.full,
    'description.short': description.short,
    'description.full': description.full,
    ...Object.fromEntries(commands),
  };
}

/** `APP_NAME_SUFFIX` tells several installations apart. */
function namesOf(language: Language): { short: string; full: string } {
  const short = `${NAME}\${{APP_NAME_SUFFIX}}`;
  return {
    short,
    full: { en: `${short}: Azure VM backups in Teams`, ja: `${short}: Teams で Azure VM バックアップ` }[language],
  };
}

function descriptionsOf(language: Language): { short: string; full: string } {
  const { short, full } = texts[language];
  return { short, full: full.join('\n\n') };
}
