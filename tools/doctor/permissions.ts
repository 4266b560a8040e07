import { listOf, objectOf, textOf } from '../../services/azure/http/jsonFields';

/** What one role assignment grants: https://learn.microsoft.com/rest/api/authorization/permissions */
export interface Permission {
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
}

const ENTRIES_MAX = 1_000;
const ACTIONS_MAX = 5_000;

/** The entries of Azure's list of the caller's permissions at a scope. */
export function permissionsOf(body: unknown): readonly Permission[] {
  const texts = (value: unknown): readonly string[] =>
    listOf(value, ACTIONS_MAX)
      .map(textOf)
      .filter((text) => text !== '');
  return listOf(objectOf(body)['value'], ENTRIES_MAX).map((entry) => {
    const { actions, notActions } = objectOf(entry);
    return { actions: texts(actions), notActions: texts(notActions) };
  });
}

/**
 * Whether any entry grants the action. `notActions` take from the actions of their own entry alone: another role may
 * grant what this one leaves out.
 */
export function grants(permissions: readonly Permission[], action: string): boolean {
  return permissions.some(
    ({ actions, notActions }) =>
      actions.some((pattern) => matchesAction(pattern, action)) &&
      !notActions.some((pattern) => matchesAction(pattern, action)),
  );
}

/** `*` stands for any text, slashes among it; case does not matter. In time in proportion to both texts. */
export function matchesAction(pattern: string, action: string): boolean {
  const text = action.toLowerCase();
  const [first = '', ...rest] = pattern.toLowerCase().split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first)) return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - last.length >= at && text.endsWith(last);
}
