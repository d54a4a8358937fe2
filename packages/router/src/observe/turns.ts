import { Turn } from '../session/turn.ts'

/** All connections of the process share the turns of its event loop. */
const turn = new Turn({
  now: () => Date.now(),
  defer: (run) => setImmediate(run),
  soon: (run) => process.nextTick(run),
  join: (frames, bytes) => Buffer.concat(frames, bytes),
})

/** Writes at the end of a turn of Node's event loop, after all sockets that were readable have been read. */
export const nodeTurn = (): Turn => turn
