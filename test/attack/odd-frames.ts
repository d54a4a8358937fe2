/** Attacks by WebSocket frames: small fragments of long messages, and frames after the router has said farewell. */
import { flood, frame, join, open, pause, TEXT } from './raw-socket.ts'

type Run = () => Promise<void>

const each = async (count: number, run: () => Promise<void>): Promise<void> =>
  void (await Promise.all(Array.from({ length: count }, run)))

const repeated = (count: number, block: Buffer): Buffer => Buffer.concat(Array.from({ length: count }, () => block))

/** A PUBLISH of nearly a megabyte in many fragments. All but one of them have this length. */
function fragmented(length: number): Buffer {
  const count = 1_000
  const small = frame(0, 'x'.repeat(length), false)
  const large = frame(0, 'x'.repeat(1_040_000 - count * length), false)
  return Buffer.concat([
    ...[frame(TEXT, '[16,1,{},"flood",["', false), large],
    ...[repeated(count, small), frame(0, '"]]')],
  ])
}

/** The time that a router waits for the answer to its close frame, less a little. */
const FAREWELL_MS = 1_800

/** The attacks by their names, on a router at this port, until this time. */
export function oddFrames(at: number, until: number): Readonly<Record<string, Run>> {
  const fragments = (count: number, length: number): Promise<void> => {
    const block = fragmented(length)
    return each(count, async () => flood(await join(at), block, until))
  }

  /** Each connection sends something that the router answers with a close frame, and then goes on. */
  const afterFarewell = (count: number, last: Buffer, block: Buffer): Promise<void> =>
    each(count, async () => {
      while (Date.now() < until) {
        const socket = await open(at)
        socket.write(last)
        await flood(socket, block, Math.min(until, Date.now() + FAREWELL_MS))
        socket.destroy()
        await pause(10)
      }
    })

  const violation = frame(TEXT, '[99]')
  const unknownOpcode = frame(3, '')
  const shortTexts = repeated(9_000, frame(TEXT, '['))
  return {
    'fragments of one byte after a large one': () => fragments(10, 1),
    'fragments of a kibibyte': () => fragments(10, 1_024),
    'frames after ABORT, 100 senders': () => afterFarewell(100, violation, shortTexts),
    'frames after a violation, 100 senders': () => afterFarewell(100, unknownOpcode, shortTexts),
  }
}
