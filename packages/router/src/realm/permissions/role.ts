/** The roles of a realm. */
import type { Uri } from '@wampeter/protocol'
import type { RoleOptions } from '../options.ts'
import { Permissions } from './permissions.ts'

/** A role of a realm: its name, and the permissions of its sessions. */
export class Role {
  readonly name: string
  readonly permissions: Permissions
  /** The procedure that judges instead of the permissions. */
  readonly authorizer: Uri | undefined

  constructor({ name, permissions, allowByDefault, authorizer }: RoleOptions) {
    this.name = name
    this.authorizer = authorizer
    this.permissions = new Permissions(permissions, allowByDefault)
  }
}

/** The built-in role without restrictions. Sessions inside this process have it unless configured otherwise. */
export const TRUSTED = new Role({ name: 'trusted', permissions: [], allowByDefault: true })

/** The configured roles and the built-in one, by name. */
export const rolesOf = (realm: { readonly roles: readonly RoleOptions[] }): ReadonlyMap<string, Role> =>
  new Map([...realm.roles.map((options) => new Role(options)), TRUSTED].map((role) => [role.name, role]))
