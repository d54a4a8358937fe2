import type { HttpService } from '../transports/http-service.ts'
import { answer, isReading } from './answers.ts'

/** Serves metrics for Prometheus. The numbers are read for each request. */
export const metrics = (read: () => Promise<{ readonly type: string; readonly text: string }>): HttpService => ({
  serve({ request }, response) {
    if (!isReading(request, response)) return
    read().then(
      ({ type, text }) => {
        response.writeHead(200, { 'content-type': type, 'cache-control': 'no-store' })
        response.end(request.method === 'HEAD' ? undefined : text)
      },
      () => answer(response, 500, 'The metrics could not be read.\n'),
    )
  },
})
