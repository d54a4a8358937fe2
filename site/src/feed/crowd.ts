/**
 * Opens many real readers for lesson 0, in a thread of its own, and answers with what they measured: a line of JSON for
 * each way to get the feed. A run ends when the connection of its page does, and only one runs at a time.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Worker } from 'node:worker_threads'
import { RATES } from './feed.ts'

export const MOST_READERS = 200
/** How often a reader that polls asks, in milliseconds. */
const INTERVALS = { least: 100, most: 5_000 } as const
const MEMORY = { maxOldGenerationSizeMb: 128 } as const
/** For each way: the time in which its readers come, and then that in which they are measured. */
const USUAL_MS = { comingMs: 1_000, measuredMs: 3_000 }
/** What a connection needs for itself, and a cookie, are not copied to the readers. */
const OWN = /^(host|connection|upgrade|cookie|origin|content-|sec-websocket|if-|transfer-encoding|te$)/

export interface Crowd {
  readonly readers: number
  readonly rate: number
  readonly intervalMs: number
  readonly comingMs: number
  readonly measuredMs: number
  /** Those of the page, so that the readers cost as many bytes as it does. */
  readonly headers: Readonly<Record<string, string>>
}

/** What the readers of one way measured. */
export interface CrowdFigures {
  readonly way: string
  readonly readers: number
  /** How late items came, in milliseconds: the median, and the value that 95 of 100 do not exceed. Undefined: none came. */
  readonly lateMs: number | undefined
  readonly mostlyLateMs: number | undefined
  readonly items: number
  readonly requestsPerSecond: number
  readonly bytesPerSecond: number
}

export class Crowds {
  readonly #times: Pick<Crowd, 'comingMs' | 'measuredMs'>
  #running: Worker | undefined

  constructor(times = USUAL_MS) {
    this.#times = times
  }

  answer(request: IncomingMessage, response: ServerResponse): void {
    // Browsers send the header to this machine. A page of another site, or another machine, must not cause this load.
    if (request.headers['sec-fetch-site'] !== 'same-origin')
      return refuse(response, 403, "Readers are opened only for this site's own pages, on this machine.\n")
    if (request.method === 'HEAD') return void response.end()
    const asked = readCrowd(new URLSearchParams((request.url ?? '').split('?')[1]))
    if (asked === undefined)
      return refuse(response, 400, `readers goes from 1 to ${MOST_READERS}, rate and interval as on the page.\n`)
    if (this.#running !== undefined)
      return refuse(response, 503, 'Another page has opened its readers. Try again when they are gone.\n')
    const headers = Object.fromEntries(
      Object.entries(request.headers).flatMap(([name, value]) =>
        typeof value === 'string' && !OWN.test(name) ? [[name, value] as const] : [],
      ),
    )
    response.writeHead(200, { 'Content-Type': 'application/x-ndjson', 'Cache-Control': 'no-store' })
    response.flushHeaders()
    this.#run({ ...asked, ...this.#times, headers }, response)
  }

  /** Ends the run that there is. */
  async close(): Promise<void> {
    await this.#running?.terminate()
  }

  #run(crowd: Crowd, response: ServerResponse): void {
    const worker = new Worker(new URL('./crowd-worker.ts', import.meta.url), {
      workerData: crowd,
      resourceLimits: MEMORY,
    })
    this.#running = worker
    worker.on('message', (figures: CrowdFigures) => void response.write(`${JSON.stringify(figures)}\n`))
    worker.on('error', (error) => void response.write(`${JSON.stringify({ error: String(error) })}\n`))
    worker.on('exit', () => {
      this.#running = undefined
      response.end()
    })
    response.once('close', () => void worker.terminate())
  }
}

function readCrowd(query: URLSearchParams): Pick<Crowd, 'readers' | 'rate' | 'intervalMs'> | undefined {
  const [readers, rate, intervalMs] = ['readers', 'rate', 'interval'].map((name) => Number(query.get(name) ?? NaN))
  if (readers === undefined || rate === undefined || intervalMs === undefined) return undefined
  const isCrowd = Number.isInteger(readers) && readers >= 1 && readers <= MOST_READERS
  const isRate = rate >= RATES.least && rate <= RATES.most
  const isInterval = intervalMs >= INTERVALS.least && intervalMs <= INTERVALS.most
  return isCrowd && isRate && isInterval ? { readers, rate, intervalMs } : undefined
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
}
