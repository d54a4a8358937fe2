/** What a role may do. */
import { z } from 'zod'
import { identifier, roleName, strictUri } from './identifiers.ts'
import { member, rule, tolerant } from './objects.ts'
import { permission } from './permission.ts'

const definedName = roleName.refine((name) => name !== 'trusted', {
  error: 'the role `trusted` is built in and may do everything: choose another name',
})

/** An entry of `roles`. */
export const role = rule(
  tolerant(
    {
      name: definedName.describe('The name that logins and principals refer to.'),
      id: identifier.optional(),
      permissions: z
        .array(permission)
        .optional()
        .describe('Rules; the longest match decides; without a match the action is denied.'),
      authorizer: strictUri.optional().describe('A procedure that is asked instead of rules.'),
      'allow-by-default': z
        .boolean()
        .optional()
        .describe('The answer where the role has neither rules nor an authorizer.'),
    },
    { permission: 'the list of rules is called `permissions`' },
  ),
  (value, fault) => {
    if (member(value, 'permissions') === undefined || member(value, 'authorizer') === undefined) return
    fault('has both `permissions` and `authorizer`: keep one of them')
  },
).meta({ id: 'role', description: 'A role and what it may do.' })
