/** Which router worker of a changed config is which: by the realms they share, else by the ports, never by number. */
import type { RouterOptions } from '../options.ts'
import type { Router } from '../wiring/router.ts'

export interface MatchedRouters {
  readonly kept: readonly { readonly router: Router; readonly options: RouterOptions }[]
  readonly added: readonly RouterOptions[]
  readonly removed: readonly Router[]
}

export function matchRouters(routers: readonly Router[], next: readonly RouterOptions[]): MatchedRouters {
  const left = new Set(routers)
  const matched = new Map<RouterOptions, Router>()
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

/** A port that the system chooses is nobody's mark. */
const portsOf: MarksOf = ({ transports }) => transports.map(({ listen }) => listen.port).filter((port) => port !== 0)
