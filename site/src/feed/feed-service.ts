/**
 * Answers lesson 0's requests: the feed by polling, long polling and server-sent events. Each answer says how many
 * bytes its request and its own head took, so that the page can add up what travels.
 */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { Feed, wantedOf } from './feed.ts'
import { requestBytes, responseBytes } from './wire-bytes.ts'

export const WAYS = ['poll', 'long-poll', 'events'] as const
export type Way = (typeof WAYS)[number]

export interface FeedLimits {
  /** Answers that wait, streams and sockets together. */
  readonly mostOpen: number
  /** A long poll without an item, and a stream, end after this. */
  readonly longestWaitMs: number
  readonly longestStreamMs: number
}

const USUAL: FeedLimits = { mostOpen: 32, longestWaitMs: 25_000, longestStreamMs: 600_000 }

export class FeedService {
  readonly feed: Feed
  readonly limits: FeedLimits
  #open = 0

  constructor(feed = new Feed(), limits = USUAL) {
    this.feed = feed
    this.limits = limits
  }

  answer(way: Way, request: IncomingMessage, response: ServerResponse): void {
    if (request.headers['sec-fetch-site'] === 'cross-site')
      return refuse(response, 403, "The feed is for this site's own pages.\n")
    const wanted = wantedOf(new URLSearchParams((request.url ?? '').split('?')[1]))
    if (wanted === undefined) return refuse(response, 400, 'rate goes from 0.2 to 20, and after from 0.\n')
    response.setHeader('Cache-Control', 'no-store')
    if (request.method === 'HEAD') return void response.end()
    if (way === 'poll') return this.#send(wanted, request, response)
    const leave = this.enter()
    if (leave === undefined) return refuse(response, 503, 'Too many pages read the feed. Close some of them.\n')
    response.once('close', leave)
    if (way === 'events') return this.#stream(wanted, request, response)
    const wait = Math.min(this.feed.msUntilAfter(wanted.after, wanted.rate), this.limits.longestWaitMs)
    const timer = setTimeout(() => this.#send(wanted, request, response), wait)
    response.once('close', () => clearTimeout(timer))
  }

  /** Takes a place among those who wait; undefined if there is none. Call the result to leave. */
  enter(): (() => void) | undefined {
    if (this.#open >= this.limits.mostOpen) return undefined
    this.#open++
    let isIn = true
    return () => {
      if (isIn) this.#open--
      isIn = false
    }
  }

  /** Calls `send` with each new item until `stop` is called. */
  follow({ rate, after }: Wanted, send: (text: string) => void): () => void {
    const newest = this.feed.newest(rate)
    let last = after === 0 ? newest : Math.min(after, newest)
    let timer: ReturnType<typeof setTimeout>
    const next = (): void => {
      for (const item of this.feed.after(last, rate)) {
        last = item.n
        send(JSON.stringify(item))
      }
      timer = setTimeout(next, this.feed.msUntilAfter(last, rate))
    }
    next()
    return () => clearTimeout(timer)
  }

  #send(wanted: Wanted, request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('Content-Type', 'application/json')
    const items = this.feed.after(wanted.after, wanted.rate)
    const body = (head: number): string => JSON.stringify({ items, up: requestBytes(request), head })
    // The head names the length of the body, and the body names that of the head: both have three digits or more.
    response.end(body(responseBytes(response, body(100).length)))
  }

  #stream(wanted: Wanted, request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('Content-Type', 'text/event-stream')
    const heads = { up: requestBytes(request), head: responseBytes(response) }
    response.write(`event: heads\ndata: ${JSON.stringify(heads)}\n\n`)
    // A page that does not read gets no more: the feed is about what is new.
    const stop = this.follow(wanted, (text) => response.writableNeedDrain || response.write(`data: ${text}\n\n`))
    const end = setTimeout(() => response.end(), this.limits.longestStreamMs)
    response.once('close', () => {
      stop()
      clearTimeout(end)
    })
  }
}

interface Wanted {
  readonly rate: number
  readonly after: number
}

function refuse(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8' }).end(text)
}
