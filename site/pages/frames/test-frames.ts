/** Frames for tests. `sent` and `got` set their number and time. */
import type { Frame } from './frame.ts'

let lastId = 0

export const sent = (...message: readonly unknown[]): Frame => frame('out', JSON.stringify(message))
export const got = (...message: readonly unknown[]): Frame => frame('in', JSON.stringify(message))

export function frame(direction: 'out' | 'in', raw: string | undefined): Frame {
  lastId++
  return { what: 'frame', id: lastId, socket: 1, direction, at: lastId, raw, bytes: raw?.length ?? 0 }
}
