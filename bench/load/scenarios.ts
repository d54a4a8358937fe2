/** The scenarios over sockets. Each prepares its peers and returns one step of its closed loop. */
import type { Server } from '../servers/server.ts'
import { clientFrame, Peer } from './peer.ts'

export interface Prepared {
  step(): Promise<number>
  end(): void
}

const PAYLOAD = JSON.stringify(['x'.repeat(88)])
const BURST = 10

export type Burst = 'single' | 'segment' | 'publishers'

/** One publication at a time; ten in one TCP segment; or ten publishers with one each: to `count` subscribers. */
export async function fanOut({ port }: Server, count: number, burst: Burst): Promise<Prepared> {
  const subscribers: Peer[] = []
  for (let made = 0; made < count; made++) {
    const peer = await Peer.join(port)
    await peer.ask('[32,1,{},"bench.topic"]')
    subscribers.push(peer)
  }
  const publishers = await Promise.all(
    Array.from({ length: burst === 'publishers' ? BURST : 1 }, () => Peer.join(port)),
  )
  const one = clientFrame(`[16,1,{},"bench.topic",${PAYLOAD}]`)
  const frames = burst === 'segment' ? Buffer.concat(Array.from({ length: BURST }, () => one)) : one
  const expected = count * (burst === 'single' ? 1 : BURST)
  let missing = 0
  let done = (): void => {}
  for (const peer of subscribers) {
    peer.onFrames = (frameCount) => {
      missing -= frameCount
      if (missing === 0) done()
    }
  }
  return {
    step: () =>
      new Promise((resolve) => {
        missing = expected
        done = () => resolve(expected)
        for (const publisher of publishers) publisher.write(frames)
      }),
    end: () => [...subscribers, ...publishers].forEach((peer) => peer.end()),
  }
}

/** `window` calls under way at a time between one caller and one callee; a step is a window of calls. */
export async function calls({ port }: Server, window: number): Promise<Prepared> {
  const [caller, callee] = await Promise.all([Peer.join(port), Peer.join(port)])
  await callee.ask('[64,1,{},"bench.procedure"]')
  callee.onText = (text) => {
    const id = text.slice(4, text.indexOf(',', 4))
    callee.write(clientFrame(`[70,${id},{},${PAYLOAD}]`))
  }
  let request = 1
  let missing = 0
  let done = (): void => {}
  caller.onFrames = (count) => {
    missing -= count
    if (missing === 0) done()
  }
  return {
    step: () =>
      new Promise((resolve) => {
        missing = window
        done = () => resolve(window)
        const frames = Array.from({ length: window }, () =>
          clientFrame(`[48,${++request},{},"bench.procedure",${PAYLOAD}]`),
        )
        caller.write(Buffer.concat(frames))
      }),
    end: () => [caller, callee].forEach((peer) => peer.end()),
  }
}

/** Progressive results of one call, ten in a segment. */
export async function progress({ port }: Server): Promise<Prepared> {
  const [caller, callee] = await Promise.all([
    Peer.join(port, '"progressive_call_results":true'),
    Peer.join(port, '"progressive_call_results":true'),
  ])
  await callee.ask('[64,1,{},"bench.procedure"]')
  const invoked = new Promise<string>((resolve) => {
    callee.onText = (text) => resolve(text.slice(4, text.indexOf(',', 4)))
  })
  caller.write(clientFrame('[48,1,{"receive_progress":true},"bench.procedure"]'))
  const frame = clientFrame(`[70,${await invoked},{"progress":true},${PAYLOAD}]`)
  callee.onText = undefined
  const frames = Buffer.concat(Array.from({ length: BURST }, () => frame))
  let missing = 0
  let done = (): void => {}
  caller.onFrames = (count) => {
    missing -= count
    if (missing === 0) done()
  }
  return {
    step: () =>
      new Promise((resolve) => {
        missing = BURST
        done = () => resolve(BURST)
        callee.write(frames)
      }),
    end: () => [caller, callee].forEach((peer) => peer.end()),
  }
}

/** Makes topics and procedures on a server that no peer uses: a thousand of each per session. */
export async function fill({ port }: Server, topics: number): Promise<void> {
  for (let made = 0; made < topics; made += 1000) {
    const peer = await Peer.join(port)
    for (let index = made; index < Math.min(topics, made + 1000); index++) {
      await peer.ask(`[32,${index * 2 + 1},{},"bench.unrelated.t${index}"]`)
      await peer.ask(`[64,${index * 2 + 2},{},"bench.unrelated.p${index}"]`)
    }
  }
}
