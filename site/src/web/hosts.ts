/**
 * The Host headers that are answered. By DNS rebinding, a page of a foreign site can make its own name point to this
 * machine, and would then have our origin. But the browser still sends that name. So only names that cannot be
 * rebound are answered: localhost and loopback addresses; where the site is open to the network, also IP addresses
 * and this machine's own name.
 */
import { isIP } from 'node:net'
import { hostname } from 'node:os'

export type HostRule = (hostHeader: string | undefined) => string | undefined

const loopback: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])

/** The rule returns the host's name without its port, or undefined where the request must be refused. */
export function hostRule(openedTo: string | undefined): HostRule {
  return (header) => {
    const name = nameOf(header)
    if (name === undefined) return undefined
    if (loopback.has(name)) return name
    return openedTo !== undefined && isSafeOnNetwork(name) ? name : undefined
  }
}

function nameOf(header: string | undefined): string | undefined {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/i.exec(header ?? '')?.[1]?.toLowerCase()
}

function isSafeOnNetwork(name: string): boolean {
  const own = hostname().toLowerCase()
  return isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === own || name === `${own}.local`
}
