import type { HttpService } from '../transports/http-service.ts'
import { isReading } from './answers.ts'
import type { RedirectOptions } from './options.ts'

/** Redirects every request: 302 to the configured URL, unchanged and without the path and query of the request. */
export const redirect = ({ url }: RedirectOptions): HttpService => ({
  serve({ request }, response) {
    if (!isReading(request, response)) return
    response.writeHead(302, { location: url })
    response.end()
  },
})
