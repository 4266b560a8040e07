import { z } from 'zod';

import { sameId } from '../backup/ids';
import { OperatorError } from '../platform/errors';
import {
  type Access,
  type Ceiling,
  type ChangeConditions,
  type Grant,
  includesRole,
  type Person,
  type Place,
  type Role,
  ROLES,
  type Scoped,
  type TriggerLimits,
} from './roles';

const who = z
  .string()
  .regex(/^(everyone|user:.+|team:.+|conversation:.+)$/, 'everyone, user:<id>, team:<id> or conversation:<id>');
/** A recovery point's retention cannot be changed later, so more needs a rule that says so. */
const KEEP_DAYS_MAX = 99;
const conditions = {
  /** Names of VMs; `*` stands for any text, and case does not matter. */
  vms: z.array(z.string().min(1)).min(1).optional(),
  /** `resourceGroup/vault`; `*` stands for any text. */
  vaults: z.array(z.string().min(1)).min(1).optional(),
  confirm: z.boolean().optional(),
  /** `other`: a second person with the role, in the same conversation. */
  approve: z.literal('other').optional(),
  /** Up to the range of Azure's retention. */
  maxKeepDays: z.int().min(1).max(9_999).optional(),
};
const perTime = (fallback: number): z.ZodType<number> => z.int().min(1).max(10_000).default(fallback);
const LIMITS = { perPersonAndHour: 100, perVaultAndDay: 500 } as const satisfies TriggerLimits;
const rulesSchema = z.strictObject({
  tenants: z.array(z.string().min(1)).min(1),
  /** Who grants access; a refusal names them. */
  contact: z.string().trim().min(1).max(200).optional(),
  /** No rule grants more than this. */
  ceiling: z.strictObject({ role: z.enum(ROLES).optional(), ...conditions }).optional(),
  triggers: z
    .strictObject({
      perPersonAndHour: perTime(LIMITS.perPersonAndHour),
      perVaultAndDay: perTime(LIMITS.perVaultAndDay),
    })
    .default(LIMITS),
  rules: z
    .array(
      z.strictObject({
        who,
        role: z.enum(ROLES),
        /** Ids of the only conversations in which the rule holds. */
        in: z.array(z.string().min(1)).min(1).optional(),
        ...conditions,
      }),
    )
    .max(1_000),
});
export type AccessRules = z.infer<typeof rulesSchema>;
/** The part of the file that grants. */
type GrantingFile = Pick<AccessRules, 'tenants' | 'ceiling' | 'rules'>;
type Rule = AccessRules['rules'][number];

/** Parses the text of the access file. Throws OperatorError with the path in the file and the fault. */
export function parseRules(text: string): AccessRules {
  const result = rulesSchema.safeParse(jsonOf(text));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new OperatorError(`access file: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not as expected'}.`);
  }
  const delegated = result.data.rules.find((rule) => rule.role !== 'viewer' && !rule.who.startsWith('user:'));
  if (delegated)
    throw new OperatorError(
      `access file: ${delegated.role} is granted to a user only ("who": "user:<object id>"), not to ${delegated.who}: whoever may add members would hand it out.`,
    );
  return result.data;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new OperatorError('access file: not valid JSON.');
  }
}

const DEMO_RULE = 'no ACCESS_FILE: everyone is admin';

/** For demo mode without an access file: everyone may do everything. */
export const everyoneIsAdmin: Access = {
  grantOf: () => ({
    role: 'admin',
    may: () => true,
    conditionsFor: () => ({ confirm: false, approve: false, maxKeepDays: KEEP_DAYS_MAX }),
    ruleFor: () => DEMO_RULE,
  }),
  limits: () => ({ perPersonAndHour: Infinity, perVaultAndDay: Infinity }),
  contact: () => null,
};

/**
 * Grants the union of the rules that match; without a match there is no access. A person of an unlisted tenant gets
 * nothing. `everyone` matches members of the home tenant, the first of `tenants`. A guest, or a person without an Entra
 * object id, is not a member. A person who is no member is at most a viewer, whatever a rule says.
 */
export function grantFrom(rules: GrantingFile, person: Person, place: Place): Grant {
  const matching = isTenant(rules.tenants, person)
    ? rules.rules.filter((rule) => matches(rule, { rules, person, place }))
    : [];
  const { ceiling = {} } = rules;
  const mayAct = isMember(rules.tenants, person);
  const roleBy = (rule: Rule): Role => (mayAct ? lower(rule.role, ceiling.role ?? 'admin') : 'viewer');
  const highest = matching.map(roleBy).sort((a, b) => ROLES.indexOf(b) - ROLES.indexOf(a))[0];
  const grants = (rule: Rule, role: Role, item: Scoped): boolean =>
    includesRole(roleBy(rule), role) && covers(rule, item) && covers(ceiling, item);
  return {
    role: highest ?? null,
    ...(rules.ceiling && { ceiling }),
    may: (role, item) => matching.some((rule) => grants(rule, role, item)),
    conditionsFor: (item) =>
      strictest(
        matching.filter((rule) => grants(rule, 'operator', item)),
        ceiling,
      ),
    ruleFor: (role, item) => {
      const rule = matching.find((one) => (item ? grants(one, role, item) : includesRole(roleBy(one), role)));
      return rule === undefined ? null : ruleText(rule, rules.rules.indexOf(rule));
    },
  };
}

/** Where the rules stand in the file that name a higher role, or more days, than the ceiling lets them grant. */
export function aboveCeiling({ rules, ceiling = {} }: Pick<AccessRules, 'rules' | 'ceiling'>): readonly string[] {
  const isAbove = ({ role, maxKeepDays = 0 }: Rule): boolean =>
    !includesRole(ceiling.role ?? 'admin', role) || maxKeepDays > (ceiling.maxKeepDays ?? Infinity);
  return rules.flatMap((rule, at) => (isAbove(rule) ? [`rules.${at}`] : []));
}

const RULE_TEXT_MAX = 1_000;

/** The rule as the file has it, with its place there. */
function ruleText(rule: Rule, at: number): string {
  return `rules.${at}: ${JSON.stringify(rule)}`.slice(0, RULE_TEXT_MAX);
}

/**
 * The strictest of each condition. A wider rule without conditions must not undo those of a narrower one. Rules that
 * name no `maxKeepDays` leave it to those that do.
 */
function strictest(rules: readonly Rule[], ceiling: Ceiling): ChangeConditions {
  const named = rules.flatMap(({ maxKeepDays = [] }) => maxKeepDays);
  return {
    confirm: [...rules, ceiling].some(({ confirm }) => confirm === true),
    approve: [...rules, ceiling].some(({ approve }) => approve !== undefined),
    maxKeepDays: Math.min(...(named.length > 0 ? named : [KEEP_DAYS_MAX]), ceiling.maxKeepDays ?? Infinity),
  };
}

function lower(a: Role, b: Role): Role {
  return includesRole(a, b) ? b : a;
}

function isTenant(tenants: readonly string[], { tenantId }: Person): boolean {
  return tenantId !== null && tenants.some((tenant) => equal(tenant, tenantId));
}

/** Whether the person is a member of the home tenant. */
function isMember([home = '']: readonly string[], { aadObjectId, tenantId, guest }: Person): boolean {
  return aadObjectId !== null && !guest && equal(home, tenantId ?? '');
}

function matches(rule: Rule, { rules, person, place }: { rules: GrantingFile; person: Person; place: Place }): boolean {
  if (rule.in && !rule.in.some((id) => equal(id, place.id))) return false;
  const [kind = '', ...rest] = rule.who.split(':');
  return kind === 'everyone' ? isMember(rules.tenants, person) : equal(rest.join(':'), idOfKind(kind, person, place));
}

/** The asker's id to compare with a rule of this kind; '' if there is none, which equals nothing. */
function idOfKind(kind: string, person: Person, place: Place): string {
  switch (kind) {
    case 'user':
      return person.aadObjectId ?? '';
    case 'team':
      return place.teamId ?? '';
    default:
      return place.id;
  }
}

function covers(rule: Pick<Rule, 'vms' | 'vaults'>, { vm, ref }: Scoped): boolean {
  const vault = `${ref.vault.resourceGroup}/${ref.vault.name}`;
  return (
    (rule.vms === undefined || rule.vms.some((pattern) => fits(pattern, vm.name))) &&
    (rule.vaults === undefined || rule.vaults.some((pattern) => fits(pattern, vault)))
  );
}

function fits(pattern: string, name: string): boolean {
  const expression = pattern
    .split('*')
    .map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, String.raw`\$&`))
    .join('.*');
  return new RegExp(`^${expression}$`, 'i').test(name);
}

const equal = (a: string, b: string): boolean => a !== '' && sameId(a, b);
