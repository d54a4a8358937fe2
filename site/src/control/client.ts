/** The client of the control socket: sends commands to a running workshop. */
import { connect, type Socket } from 'node:net'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { writeMessage, type Command, type Reply } from './protocol.ts'

export type Status = Extract<Reply, { kind: 'status' }>

/** Asks for the status. Undefined where no workshop runs. */
export async function askStatus(path: string): Promise<Status | undefined> {
  const replies = await ask(path, { do: 'status' })
  if (!replies) return undefined
  for await (const reply of replies) if (reply.kind === 'status') return reply
  return undefined
}

/** Sends a command. The replies end when the workshop does. Undefined where no workshop runs. */
export async function ask(path: string, command: Command): Promise<AsyncIterable<Reply> | undefined> {
  const socket = connect(path)
  try {
    await once(socket, 'connect') // rejects on 'error'
  } catch {
    return undefined
  }
  socket.write(writeMessage(command))
  return replies(socket)
}

async function* replies(socket: Socket): AsyncGenerator<Reply> {
  socket.on('error', () => socket.destroy()) // the workshop was killed: its replies end here
  for await (const line of createInterface({ input: socket })) yield readReply(line)
}

function readReply(line: string): Reply {
  return JSON.parse(line) as Reply // from our own process, same version, over a socket only this user can open
}
