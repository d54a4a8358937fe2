import type { HttpService } from '../transports/http-service.ts'
import { answer, isReading } from './answers.ts'
import type { HealthOptions } from './options.ts'

/**
 * Health checks for supervisors and load balancers. `alive` answers 200 as long as the process answers at all.
 * `ready` answers 200 while all transports listen and the router takes sessions, and 503 otherwise.
 */
export const health = ({ check }: HealthOptions, readiness: () => string): HttpService => ({
  serve({ request }, response) {
    if (!isReading(request, response)) return
    const state = check === 'alive' ? 'alive' : readiness()
    response.setHeader('cache-control', 'no-store')
    answer(response, state === check ? 200 : 503, `${state}\n`)
  },
})
