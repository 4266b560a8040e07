import { readRules } from '../../services/access/accessFile';
import { aboveCeiling, type AccessRules } from '../../services/access/accessRules';
import { includesRole } from '../../services/access/roles';
import { sameId } from '../../services/backup/ids';
import { OperatorError } from '../../services/platform/errors';
import type { Disk } from './disk';
import { type Facts, type Finding, finding } from './finding';

const ID = 'access';
const GUID = /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
const OF_OTHERS_TO_WRITE = 0o022;
const NAMED_MAX = 5;

interface AccessMeans {
  /** The bot's tenant; null where it is not known. */
  readonly tenantId: string | null;
  readonly readOnly: boolean;
  readonly disk: Disk;
}

/** Reads the access file as the bot does, and says what it grants. `path` null: a demo without one. */
export function checkAccess(path: string | null, { tenantId, readOnly, disk }: AccessMeans): readonly Finding[] {
  if (path === null) return [finding(ID, 'accessDemo')];
  let file: AccessRules;
  try {
    file = readRules(path);
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return [finding(ID, 'accessWrong', { path, says: error.message })];
  }
  const facts = { path, rules: file.rules.length };
  const isWritable = ((disk.modeOf(path) ?? 0) & OF_OTHERS_TO_WRITE) !== 0;
  return [
    finding(ID, file.rules.length === 0 ? 'accessNobody' : 'accessRead', facts),
    ...(isWritable ? [finding(ID, 'accessWritable', facts)] : []),
    tenantsFinding(file, tenantId, facts),
    peopleFinding(file, readOnly, facts),
    finding(`${ID}.contact`, file.contact === undefined ? 'contactNone' : 'contactGiven', {
      ...facts,
      contact: file.contact ?? '',
    }),
    ...ceilingFindings(file, facts),
  ];
}

function tenantsFinding({ tenants }: AccessRules, tenantId: string | null, facts: Facts): Finding {
  const id = `${ID}.tenants`;
  const wrong = tenants.find((tenant) => !GUID.test(tenant));
  if (wrong !== undefined) return finding(id, 'tenantNoGuid', { ...facts, tenant: wrong });
  const told = { ...facts, tenants: tenants.length, home: tenants[0] ?? '', tenant: tenantId ?? '' };
  const isOther = tenantId !== null && !tenants.some((tenant) => sameId(tenant, tenantId));
  return finding(id, isOther ? 'tenantOther' : 'tenantsNamed', told);
}

function peopleFinding(file: AccessRules, readOnly: boolean, facts: Facts): Finding {
  const id = `${ID}.operators`;
  const wrong = file.rules.find(({ who }) => who.startsWith('user:') && !GUID.test(who.slice('user:'.length)));
  if (wrong) return finding(id, 'personNoGuid', { ...facts, who: wrong.who, at: file.rules.indexOf(wrong) });
  const isCapped = !includesRole(file.ceiling?.role ?? 'admin', 'operator');
  const count = isCapped ? 0 : file.rules.filter(({ role }) => includesRole(role, 'operator')).length;
  const isFine = count > 0 || readOnly;
  return finding(id, isFine ? 'operatorsNamed' : 'operatorsNone', { ...facts, count });
}

function ceilingFindings(file: AccessRules, facts: Facts): readonly Finding[] {
  const cut = aboveCeiling(file);
  if (cut.length === 0) return [];
  const named = cut.slice(0, NAMED_MAX).join(', ') + (cut.length > NAMED_MAX ? ', …' : '');
  return [finding(`${ID}.ceiling`, 'ceilingCuts', { ...facts, cut: named })];
}
