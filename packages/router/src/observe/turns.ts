import { Turn } from '../session/turn.ts'

/** Writes at the end of a turn of Node's event loop, after all sockets that were readable have been read. */
export const nodeTurn = (): Turn =>
  new Turn({ defer: (run) => setImmediate(run), join: (frames, bytes) => Buffer.concat(frames, bytes) })
