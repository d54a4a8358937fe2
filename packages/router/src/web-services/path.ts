/** Paths: the first segment decides which service gets the rest; what no service claims goes to `/`, if there is one. */
import type { HttpService, Visit } from '../transports/http-service.ts'
import { refuseUpgrade } from '../transports/http-refusal.ts'
import { notFound } from './answers.ts'

/** A service made of services, keyed by one segment, or by `/`. */
export function paths(services: ReadonlyMap<string, HttpService>): HttpService {
  function find({ request, path }: Visit): readonly [HttpService | undefined, Visit] {
    const end = path.indexOf('/', 1)
    const segment = end < 0 ? path.slice(1) : path.slice(1, end)
    const service = segment === '' ? undefined : services.get(segment)
    if (service === undefined) return [services.get('/'), { request, path }]
    return [service, { request, path: end < 0 ? '/' : path.slice(end) }]
  }
  return {
    serve(visit, response) {
      const [service, rest] = find(visit)
      if (service === undefined) notFound(response)
      else service.serve(rest, response)
    },
    upgrade(visit, connection) {
      const [service, rest] = find(visit)
      if (service?.upgrade === undefined) refuseUpgrade(connection.socket, 404, 'there is no WebSocket at this path')
      else service.upgrade(rest, connection)
    },
    async close(graceMs) {
      await Promise.all([...services.values()].map((service) => service.close?.(graceMs)))
    },
  }
}
