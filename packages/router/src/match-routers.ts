/** Which router worker of a changed config is which: by the realms and endpoints they share, never by number. */
import type { RouterOptions } from './options.ts'
import type { Router } from './router.ts'

export interface MatchedRouters {
  readonly kept: readonly { readonly router: Router; readonly options: RouterOptions }[]
  readonly added: readonly RouterOptions[]
  readonly removed: readonly Router[]
}

export function matchRouters(routers: readonly Router[], next: readonly RouterOptions[]): MatchedRouters {
  const left = new Set(routers)
  const kept: { router: Router; options: RouterOptions }[] = []
  const added: RouterOptions[] = []
  for (const options of next) {
    const marks = marksOf(options)
    const router = [...left].find((one) => [...marksOf(one.options)].some((mark) => marks.has(mark)))
    if (router === undefined) {
      added.push(options)
      continue
    }
    left.delete(router)
    kept.push({ router, options })
  }
  return { kept, added, removed: [...left] }
}

/** Realms by name, transports by port. A port that the system chooses marks nothing. */
const marksOf = ({ realms, transports }: RouterOptions): ReadonlySet<string> =>
  new Set([
    ...realms.map(({ name }) => `realm ${name}`),
    ...transports.filter(({ listen }) => listen.port !== 0).map(({ listen }) => `port ${listen.port}`),
  ])
