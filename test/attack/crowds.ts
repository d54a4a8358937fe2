/** Attacks whose cost lies in their number: of requests, patterns, sessions, or things that each session keeps. */
import { connect } from 'node:net'
import type { Socket } from 'node:net'
import { flood, frame, join, pause, TEXT } from './raw-socket.ts'

type Run = () => Promise<void>

const each = async <Result>(count: number, make: (index: number) => Promise<Result>): Promise<Result[]> =>
  Promise.all(Array.from({ length: count }, (_, index) => make(index)))

/** One frame with many messages' frames: `make` gets their numbers from 1. */
const many = (count: number, make: (number: number) => string): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => frame(TEXT, make(index + 1))))

/** A connection that has not said anything yet. */
async function stranger(at: number): Promise<Socket> {
  const socket = connect(at, '127.0.0.1').resume()
  socket.on('error', () => {})
  await new Promise<void>((resolve) => socket.once('connect', () => resolve()).once('close', () => resolve()))
  return socket
}

/** The attacks by their names, on a router at this port, until this time. */
export function crowds(at: number, until: number): Readonly<Record<string, Run>> {
  /** HTTP requests that do not wait for the answers. */
  const pipelines = async (count: number): Promise<void> => {
    const block = Buffer.from('GET /ws HTTP/1.1\r\nHost: a\r\n\r\n'.repeat(2_000))
    await each(count, async () => {
      while (Date.now() < until) await flood(await stranger(at), block, until)
    })
  }

  /** One session subscribes to every start of a long topic. */
  const patterns = async (sessions: number, payload: string): Promise<void> => {
    const subscribers = await each(sessions, () => join(at))
    for (const subscriber of subscribers)
      subscriber.write(many(1_000, (length) => `[32,${length},{"match":"prefix"},"${'a'.repeat(length)}"]`))
    const publisher = await join(at)
    await pause(1_000)
    await flood(publisher, frame(TEXT, `[16,1,{},"${'a'.repeat(1_000)}",["${payload}"]]`), until)
  }

  /** A session with as many subscriptions and registrations as it may have leaves, and others hear of each of them. */
  const observedLeaving = async (): Promise<void> => {
    for (const observer of await each(20, () => join(at)))
      observer.write(frame(TEXT, '[32,1,{"match":"prefix"},"wamp."]'))
    const block = Buffer.concat([
      many(9_000, (number) => `[32,${number},{},"topic.${number}"]`),
      many(9_000, (number) => `[64,${9_000 + number},{},"procedure.${number}"]`),
    ])
    while (Date.now() < until) {
      const socket = await join(at)
      socket.write(block)
      await pause(1_800)
      socket.destroy()
      await pause(700)
    }
  }

  /** Many sessions that each keep as much as they may. */
  const hoard = async (count: number, block: (session: number) => Buffer, path = '/ws'): Promise<void> => {
    await each(count, async (session) => {
      const socket = await join(at, path)
      socket.write(block(session))
    })
    await pause(until - Date.now())
  }

  const longUri = 'x'.repeat(500)
  const subscriptions = (session: number): Buffer =>
    many(1_000, (number) => `[32,${number},{},"${session}.${number}.${longUri}"]`)
  const registrations = (session: number): Buffer => many(1_500, (number) => `[64,${number},{},"${session}.${number}"]`)

  /** Calls to a callee that answers none. */
  const unanswered = async (): Promise<void> => {
    const callee = await join(at)
    callee.write(frame(TEXT, '[64,1,{},"slow.procedure"]'))
    await pause(100)
    await hoard(100, () => many(1_500, (number) => `[48,${number},{},"slow.procedure"]`))
  }

  /** Requests of many sessions wait for an authorizer, which then leaves. */
  const authorizerLeaves = async (): Promise<void> => {
    const block = many(1_000, (number) => `[16,${number},{"acknowledge":true},"topic"]`)
    while (Date.now() < until) {
      const authorizer = await join(at)
      authorizer.write(frame(TEXT, '[64,1,{},"app.authorize"]'))
      await pause(100)
      const sockets = await each(100, () => join(at, '/asked'))
      for (const socket of sockets) socket.write(block)
      await pause(1_500)
      authorizer.destroy()
      await pause(700)
      for (const socket of sockets) socket.destroy()
    }
  }

  return {
    'pipelined requests of 50 strangers': () => pipelines(50),
    'a large event for 1,000 patterns': () => patterns(20, 'x'.repeat(1_000_000)),
    'a small event for 1,000 patterns of 100 sessions': () => patterns(100, 'x'),
    'a session with 18,000 entries leaves, 20 listen': observedLeaving,
    'long topics of 100 sessions': () => hoard(100, subscriptions),
    'registrations of 100 sessions': () => hoard(100, registrations),
    'unanswered calls of 100 sessions': unanswered,
    'an authorizer leaves with 100,000 questions': authorizerLeaves,
  }
}
