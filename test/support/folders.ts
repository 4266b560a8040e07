/** The project's folders of code, but for its tests. */
export const FOLDERS = [
  'bench',
  'bots',
  'cards',
  'commands',
  'dialogs',
  'playground',
  'protocol',
  'services',
  'simulation',
  'views',
];
