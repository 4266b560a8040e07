import { type Handler, outcome } from '../handler';

/**
 * Shows the role here, the ceiling of the access file, and the ids for an access rule. It is open to everybody, because
 * people need the ids to request access.
 */
export const whoami: Handler<'whoami'> = async (_command, { ask: { person, place, grant }, services }) => {
  const ids = [
    { label: 'user', value: person.id },
    { label: 'aadObject', value: person.aadObjectId },
    { label: 'tenant', value: person.tenantId },
    { label: 'conversation', value: place.id },
    { label: 'team', value: place.teamId },
  ] as const;
  return outcome({
    kind: 'whoami',
    name: person.name,
    ids: ids.flatMap(({ label, value }) => (value === null ? [] : [{ label, value }])),
    role: grant.role,
    ...(grant.role !== null && grant.ceiling && { ceiling: grant.ceiling }),
    ...(await services.readOnly.shown()),
  });
};
