/**
 * Matches the router workers of a changed config with the running routers: by common realms, else by common ports,
 * never by their position.
 */
import type { RouterOptions } from '../options.ts'
import type { Router } from '../wiring/router.ts'

/** The options of a router by which it is recognised. */
type Running = Pick<Router, 'options'>

export interface MatchedRouters<One extends Running> {
  readonly kept: readonly { readonly router: One; readonly options: RouterOptions }[]
  readonly added: readonly RouterOptions[]
  readonly removed: readonly One[]
}

export function matchRouters<One extends Running>(
  routers: readonly One[],
  next: readonly RouterOptions[],
): MatchedRouters<One> {
  const left = new Set(routers)
  const matched = new Map<RouterOptions, One>()
  for (const marksOf of [realmsOf, portsOf]) {
    for (const options of next) {
      if (matched.has(options)) continue
      const marks = marksOf(options)
      const router = [...left].find((one) => marksOf(one.options).some((mark) => marks.includes(mark)))
      if (router === undefined) continue
      left.delete(router)
      matched.set(options, router)
    }
  }
  return {
    kept: [...matched].map(([options, router]) => ({ router, options })),
    added: next.filter((options) => !matched.has(options)),
    removed: [...left],
  }
}

type MarksOf = (options: RouterOptions) => readonly (string | number)[]

const realmsOf: MarksOf = ({ realms }) => realms.map(({ name }) => name)

/** A port that the system chooses identifies no router. */
const portsOf: MarksOf = ({ transports }) => transports.map(({ listen }) => listen.port).filter((port) => port !== 0)
