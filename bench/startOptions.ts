import packageJson from '../package.json';

/** Node's options with which `npm start` runs the bot, as the image and App Service do. */
export const START_OPTIONS: readonly string[] = packageJson.scripts.start.match(/--\S+=\S+/g) ?? [];
