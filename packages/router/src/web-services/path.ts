/**
 * Paths: the first segment selects the service that gets the rest. A request that no service matches goes to `/`,
 * where that exists.
 */
import { passUpgrade } from '../transports/http-service.ts'
import type { HttpService, UpgradeRequest, Visit } from '../transports/http-service.ts'
import { notFound } from './answers.ts'

/**
 * A service made of services, each at one segment, or at `/`. They are looked up for each request, and closed by the
 * code that made them.
 */
export function paths(serviceAt: (segment: string) => HttpService | undefined): HttpService {
  function find<Request extends UpgradeRequest>(
    visit: Visit<Request>,
  ): readonly [HttpService | undefined, Visit<Request>] {
    const { path } = visit
    const end = path.indexOf('/', 1)
    const segment = end < 0 ? path.slice(1) : path.slice(1, end)
    const service = segment === '' ? undefined : serviceAt(segment)
    if (service === undefined) return [serviceAt('/'), visit]
    return [service, { ...visit, path: end < 0 ? '/' : path.slice(end) }]
  }
  return {
    serve(visit, response) {
      const [service, rest] = find(visit)
      if (service === undefined) notFound(response)
      else service.serve(rest, response)
    },
    upgrade(visit, connection) {
      const [service, rest] = find(visit)
      passUpgrade(service, rest, connection)
    },
  }
}
