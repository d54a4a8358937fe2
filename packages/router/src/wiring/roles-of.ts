import type { RoleView } from '../observe/views.ts'
import type { RouterOptions } from '../options.ts'

/** The roles of a router's config, by realm, and `trusted`, which every realm has. */
export const rolesOf = ({ realms }: RouterOptions): readonly RoleView[] =>
  realms.flatMap(({ name: realm, roles }) =>
    [...roles.map(({ name }) => name), 'trusted'].map((role) => ({ realm, role })),
  )
