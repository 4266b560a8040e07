import { createRequire } from 'node:module';

import type * as AppManifest from '@microsoft/app-manifest';

import { MENU_DESCRIPTION_MAX, MENU_LENGTH, MENU_TITLE_MAX } from './appMenu';
import type { Localization } from './manifest';
import { type Picture, readPng } from './png';

type Manifest = AppManifest.TeamsManifestLatest;

/** The files of an app package, by name. */
export interface PackageFiles {
  readonly manifest: Manifest;
  readonly japanese: Localization;
  readonly color: Uint8Array;
  readonly outline: Uint8Array;
}

/** What Teams would refuse or draw wrongly, a line each. The schemas are read from Microsoft's package: no network. */
export async function packageFaults({ manifest, japanese, color, outline }: PackageFiles): Promise<readonly string[]> {
  const inManifest = [...(await library().AppManifestUtils.validateAgainstSchema(manifest)), ...menuFaults(manifest)];
  const inJapanese = [...(await localizationFaults(japanese)), ...translationFaults(manifest, japanese)];
  return [
    ...inManifest.map((fault) => `manifest.json: ${fault}`),
    ...inJapanese.map((fault) => `ja.json: ${fault}`),
    ...iconFaults('color.png', readPng('color.png', color), 192),
    ...iconFaults('outline.png', readPng('outline.png', outline), 32),
  ];
}

/** Never part of a bundle: it reads its schemas from files beside itself. */
function library(): typeof AppManifest {
  return createRequire(__filename)('@microsoft/app-manifest') as typeof AppManifest;
}

async function localizationFaults(texts: Localization): Promise<readonly string[]> {
  const { AppManifestUtils } = library();
  const schema = await AppManifestUtils.fetchSchema(texts['$schema'] ?? '');
  // Microsoft's schema of these files holds two patterns that are no regular expressions, about parts of other apps.
  const patterns = Object.entries(schema.patternProperties as object).filter(([pattern]) => isPattern(pattern));
  const usable = { ...schema, patternProperties: Object.fromEntries(patterns) };
  return AppManifestUtils.validateAgainstSchema(texts as never, usable); // The type knows whole manifests only.
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** Each text of the manifest must have its translation, and each translation its text. */
function translationFaults(manifest: Manifest, japanese: Localization): readonly string[] {
  const paths = ['name.short', 'name.full', 'description.short', 'description.full', ...menuTexts(manifest).keys()];
  const translated = new Map(Object.entries(japanese).filter(([path]) => path !== '$schema'));
  return [
    ...paths.filter((path) => !translated.has(path)).map((path) => `${path} is not translated`),
    ...[...translated.keys()].filter((path) => !paths.includes(path)).map((path) => `${path} is not in the manifest`),
    ...lengthFaults(translated),
  ];
}

function menuFaults(manifest: Manifest): readonly string[] {
  const lists = (manifest.bots ?? []).flatMap(({ commandLists }) => commandLists ?? []);
  const long = lists.filter(({ commands }) => commands.length > MENU_LENGTH);
  return [
    ...long.map(({ commands }) => `Teams shows ${MENU_LENGTH} commands, not ${commands.length}`),
    ...lengthFaults(menuTexts(manifest)),
  ];
}

/** The menu's titles and descriptions, by their path as a localization file names it. */
function menuTexts({ bots }: Manifest): ReadonlyMap<string, string> {
  return new Map(
    (bots ?? []).flatMap(({ commandLists }, bot) =>
      (commandLists ?? []).flatMap(({ commands }, list) =>
        commands.flatMap(({ title, description = '' }, index): [string, string][] => {
          const path = `bots[${bot}].commandLists[${list}].commands[${index}]`;
          return [
            [`${path}.title`, title],
            [`${path}.description`, description],
          ];
        }),
      ),
    ),
  );
}

function lengthFaults(texts: ReadonlyMap<string, string>): readonly string[] {
  const limits = { title: MENU_TITLE_MAX, description: MENU_DESCRIPTION_MAX };
  return [...texts].flatMap(([path, text]) => {
    const field = /\]\.(title|description)$/.exec(path)?.[1] as keyof typeof limits | undefined;
    const max = field === undefined ? Infinity : limits[field];
    return text.length > max ? [`${path} has ${text.length} characters; Teams shows ${max}`] : [];
  });
}

export function iconFaults(name: string, { width, height, pixels }: Picture, size: number): readonly string[] {
  if (width !== size || height !== size) return [`${name} has ${width} × ${height} pixels, not ${size} × ${size}`];
  const alphas = pixels.filter((_, at) => at % 4 === 3);
  if (name === 'color.png')
    return alphas.every((alpha) => alpha === 255)
      ? []
      : [`${name} must fill its square: Teams rounds the corners itself`];
  const isWhite = pixels.every((value, at) => at % 4 === 3 || value === 255 || pixels[at - (at % 4) + 3] === 0);
  return [
    ...(isWhite ? [] : [`${name} may be white and transparent only`]),
    ...(alphas.includes(0) && alphas.includes(255) ? [] : [`${name} must be a white drawing on a transparent ground`]),
  ];
}
