import type { HttpService } from '../transports/http-service.ts'
import { isReading } from './answers.ts'
import type { JsonOptions } from './options.ts'

/** Serves a value from the config as JSON. */
export function jsonValue({ value, isPretty, allowsCrossOrigin, discouragesCaching }: JsonOptions): HttpService {
  const body = JSON.stringify(value, null, isPretty ? 2 : 0)
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...(allowsCrossOrigin ? { 'access-control-allow-origin': '*' } : {}),
    ...(discouragesCaching ? { 'cache-control': 'no-store' } : {}),
  }
  return {
    serve({ request }, response) {
      if (!isReading(request, response)) return
      response.writeHead(200, headers)
      response.end(request.method === 'HEAD' ? undefined : body)
    },
  }
}
