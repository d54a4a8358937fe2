import type { HttpService } from '../transports/http-service.ts'
import { answer, isReading } from './answers.ts'
import type { HealthOptions } from './options.ts'

/**
 * For those who start and stop routers, or send clients to them. `alive` answers 200 as long as anything is answered at
 * all; `ready` only while all transports listen and the router is not about to end, and 503 otherwise.
 */
export const health = ({ check }: HealthOptions, readiness: () => string): HttpService => ({
  serve({ request }, response) {
    if (!isReading(request, response)) return
    const state = check === 'alive' ? 'alive' : readiness()
    response.setHeader('cache-control', 'no-store')
    answer(response, state === check ? 200 : 503, `${state}\n`)
  },
})
