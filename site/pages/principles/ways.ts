/** Four ways to get the same feed. Each tells its figures what arrived and what it cost. */
import type { Figures } from './figures.ts'

export interface Item {
  readonly n: number
  readonly at: number
}

export interface Network {
  /** Items a second. */
  readonly rate: number
  /** How long polling waits between two questions. */
  readonly intervalMs: number
  /** How much longer each trip is made, by waiting in the page. */
  readonly tripMs: number
}

/** A reader runs until its signal is aborted. */
export type Reader = (figures: Figures, network: Network, signal: AbortSignal) => void

interface Answer {
  readonly items: readonly Item[]
  readonly up: number
  readonly head: number
}

const RETRY_MS = 1_000
/** A frame of the server with less than 126 bytes has two more. */
const FRAME_HEAD = 2
/** A piece of an answer that has no end: its length in hexadecimal digits, and two line ends. */
const pieceBytes = (text: string): number => text.length + text.length.toString(16).length + 4

export const polling: Reader = (figures, network, signal) =>
  void repeat(signal, async () => {
    await ask('poll', { figures, network, signal })
    await pause(network.intervalMs, signal)
  })

export const longPolling: Reader = (figures, network, signal) =>
  void repeat(signal, () => ask('long-poll', { figures, network, signal }))

export const serverSentEvents: Reader = (figures, network, signal) => {
  const source = new EventSource(`/0/feed/events?rate=${network.rate}`)
  source.addEventListener('heads', ({ data }: MessageEvent<string>) => {
    const { up, head } = JSON.parse(data) as Answer
    figures.asked({ up, down: head + pieceBytes(`event: heads\ndata: ${data}\n\n`) })
  })
  source.addEventListener('message', ({ data }: MessageEvent<string>) => {
    figures.down += pieceBytes(`data: ${data}\n\n`)
    arrive(JSON.parse(data) as Item, { figures, network, signal })
  })
  signal.addEventListener('abort', () => source.close())
}

/** `shown` gets the handshake as the server saw it. */
export const webSocket =
  (shown: (handshake: { request: string; answer: string }) => void): Reader =>
  (figures, network, signal) => {
    const socket = new WebSocket(`ws://${location.host}/0/feed/socket?rate=${network.rate}`)
    socket.addEventListener('message', ({ data }: MessageEvent<string>) => {
      const message = JSON.parse(data) as Item & { handshake?: { request: string; answer: string } }
      if (message.handshake === undefined) {
        figures.down += FRAME_HEAD + data.length
        return arrive(message, { figures, network, signal })
      }
      const { request, answer } = message.handshake
      figures.asked({ up: request.length, down: answer.length })
      shown(message.handshake)
    })
    socket.addEventListener(
      'close',
      () => void pause(RETRY_MS, signal).then(() => signal.aborted || webSocket(shown)(figures, network, signal)),
    )
    signal.addEventListener('abort', () => socket.close())
  }

interface Trip {
  readonly figures: Figures
  readonly network: Network
  readonly signal: AbortSignal
}

/** Asks once. A question and its answer are two trips. */
async function ask(way: string, { figures, network, signal }: Trip): Promise<void> {
  await pause(network.tripMs, signal)
  const after = figures.newest === 0 && way === 'long-poll' ? await newest(network, signal) : figures.newest
  const response = await fetch(`/0/feed/${way}?rate=${network.rate}&after=${after}`, { signal })
  const text = await response.text()
  if (!response.ok) throw new Error(text)
  const { items, up, head } = JSON.parse(text) as Answer
  figures.asked({ up, down: head + text.length })
  await pause(network.tripMs, signal)
  const now = Date.now()
  // What was there before the page was is no news.
  for (const item of figures.newest === 0 ? items.slice(-1) : items) figures.arrived(item, now)
}

/** The number of the item that is the newest now. */
async function newest({ rate }: Network, signal: AbortSignal): Promise<number> {
  const { items } = (await (await fetch(`/0/feed/poll?rate=${rate}`, { signal })).json()) as Answer
  return items.at(-1)?.n ?? 0
}

/** Something that was sent without a question: one trip. */
function arrive(item: Item, { figures, network, signal }: Trip): void {
  void pause(network.tripMs, signal).then(() => signal.aborted || figures.arrived(item, Date.now()))
}

async function repeat(signal: AbortSignal, run: () => Promise<void>): Promise<void> {
  while (!signal.aborted) await run().catch(() => pause(RETRY_MS, signal))
}

/** Resolves after a time, or at once when the signal is aborted. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    signal.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true })
  })
}
