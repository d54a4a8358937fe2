import type { HttpService } from '../transports/http-service.ts'
import { isReading } from './answers.ts'
import type { RedirectOptions } from './options.ts'

/** Sends everybody elsewhere: 302 to the configured URL as it stands. Path and query are not carried over. */
export const redirect = ({ url }: RedirectOptions): HttpService => ({
  serve({ request }, response) {
    if (!isReading(request, response)) return
    response.writeHead(302, { location: url })
    response.end()
  },
})
