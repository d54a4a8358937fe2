/** Addresses of connections: the key by which connections are counted, and the proxies that are trusted. */
import { BlockList, isIPv4, isIPv6 } from 'node:net'
import type { ListenOptions } from './options.ts'

/** The proxies whose forwarding headers are believed. */
export class TrustedProxies {
  readonly #list = new BlockList()
  readonly #isEmpty: boolean
  /** The last answer: each request asks more than once. */
  #last = { address: '', isTrusted: false }

  constructor(networks: readonly string[]) {
    this.#isEmpty = networks.length === 0
    for (const network of networks) {
      const [address = '', bits] = network.split('/')
      const family = isIPv4(address) ? 'ipv4' : 'ipv6'
      this.#list.addSubnet(address, Number(bits ?? (family === 'ipv4' ? 32 : 128)), family)
    }
  }

  has(address: string): boolean {
    if (this.#isEmpty) return false
    if (address !== this.#last.address) this.#last = { address, isTrusted: this.#judge(address) }
    return this.#last.isTrusted
  }

  #judge(address: string): boolean {
    const plain = plainAddress(address)
    return isIPv4(plain) ? this.#list.check(plain, 'ipv4') : isIPv6(plain) && this.#list.check(plain, 'ipv6')
  }

  /**
   * The nearest hop that is not trusted, and its index. The list is read from the end, because the client may have
   * written everything before that hop. Undefined where all hops are trusted, or the nearest one is no address.
   */
  nearestStranger(hops: readonly string[]): { readonly address: string; readonly at: number } | undefined {
    for (let at = hops.length - 1; at >= 0; at--) {
      const address = plainAddress(withoutPort((hops[at] ?? '').trim()))
      if (!isIPv4(address) && !isIPv6(address)) return undefined
      if (!this.has(address)) return { address, at }
    }
    return undefined
  }
}

type Endpoint = Pick<ListenOptions, 'host' | 'isIPv6'>

/** The address that an endpoint binds. Without a host: all addresses. */
export const boundAddress = ({ host, isIPv6 }: Endpoint): string => host ?? (isIPv6 ? '::' : '0.0.0.0')

/** The address and port of an endpoint as one text: `127.0.0.1:8080`, `[::1]:8080`. */
export function endpointText(endpoint: Endpoint, port: number): string {
  const address = boundAddress(endpoint)
  return `${address.includes(':') ? `[${address}]` : address}:${port}`
}

/** The address itself for IPv4; the /64 network for IPv6, because a customer of a provider usually gets a whole /64. */
export function addressKey(address: string): string {
  const plain = plainAddress(address)
  return plain.includes(':') ? `${firstGroups(plain)}::/64` : plain
}

const plainAddress = (address: string): string =>
  address.includes(':') || address.includes('%')
    ? address.replace(/^::ffff:(?=[\d.]+$)/i, '').replace(/%.*$/, '')
    : address

/** Removes the port: some proxies write `1.2.3.4:567` and `[::1]:567`. */
const withoutPort = (hop: string): string =>
  /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop

function firstGroups(address: string): string {
  const [head = '', tail] = address.toLowerCase().split('::')
  const groups = head === '' ? [] : head.split(':')
  const ends = tail === undefined || tail === '' ? [] : tail.split(':')
  const missing = Math.max(0, 8 - groups.length - ends.length - (ends.at(-1)?.includes('.') === true ? 1 : 0))
  const all = [...groups, ...new Array<string>(missing).fill('0'), ...ends]
  return all
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')
}
