/** Names: ids, realms, roles, URIs. */
import { z } from 'zod'

/** The id of a worker, realm, role, transport or component; Crossbar counts them (`worker001`) where absent. */
export const identifier = z
  .string()
  .regex(/^[a-z][a-z0-9_]{2,63}$/, {
    error: 'expected an id: 3 to 64 of a-z, 0-9 and _, beginning with a letter',
  })
  .describe('A name for logs and tools; counted up where absent.')

const plainRealm = String.raw`[A-Za-z][A-Za-z\d_\-@.]{2,254}`
const ethereumAddress = '0x[A-Fa-f0-9]{40}'
const ethereumName = String.raw`([a-z0-9][a-z0-9_\-]*\.)+eth`

/** The name of a realm. Crossbar checks it only when the realm starts. */
export const realmName = z.string().regex(new RegExp(`^(${plainRealm}|${ethereumAddress}|${ethereumName})$`), {
  error: 'expected a realm name: 3 to 255 of letters, digits, _, -, @ and ., beginning with a letter',
})

/** The name of a role where one is referred to. */
export const roleName = z.string().min(1, { error: 'expected the name of a role' })

/** A URI by the strict rule: components of a-z, 0-9 and _, separated by dots. */
export const strictUri = z.string().regex(/^([0-9a-z_]+\.)*[0-9a-z_]+$/, {
  error: 'expected a URI whose components are of a-z, 0-9 and _, separated by dots',
})

/** A URI or pattern by the loose rule; stars are allowed because permissions write patterns with them. */
export const loosePattern = z
  .string()
  .regex(/^[^\s#]*$/, { error: 'expected a URI or pattern without spaces and without #' })

/** A secret that may come from the environment. */
export const secret = z.string().describe('The secret itself, or "${NAME}" to take it from the environment.')

/** How a pattern is compared with a URI. */
export const matchPolicy = z.enum(['exact', 'prefix', 'wildcard'])

/** Lower-case or upper-case hexadecimal bytes. */
export const hexadecimal = z.string().regex(/^([0-9a-fA-F]{2})*$/, { error: 'expected bytes in hexadecimal digits' })
