/** Takes one command per connection. For a follower that does not keep up, lines are left out. */
import { rmSync } from 'node:fs'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Line, LogHistory } from '../log/history.ts'
import type { Program } from '../programs/program.ts'
import { longestCommand, readCommand, writeMessage, type Command, type FollowCommand, type Reply } from './protocol.ts'

export interface Controlled {
  readonly url: string
  readonly routers: ReadonlyMap<number, Program>
  /** The programs that lessons have beside their routers, for `bin/run-client N`. */
  readonly clients: ReadonlyMap<number, Program>
  readonly log: LogHistory
}

const mostConnections = 16
const mostWaitingBytes = 1024 * 1024
const commandTimeoutMs = 5_000

/** The number of past lines that a new follower gets. */
const linesOfHistory = 20

export class ControlServer {
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  constructor(controlled: Controlled) {
    this.#server = createServer((socket) => {
      this.#sockets.add(socket)
      socket.once('close', () => this.#sockets.delete(socket))
      serve(socket, controlled)
    })
    this.#server.maxConnections = mostConnections
  }

  /**
   * Listens. The caller has checked that no workshop answers at the socket. A socket that a killed workshop left is
   * removed.
   */
  async listen(path: string): Promise<void> {
    rmSync(path, { force: true })
    this.#server.listen(path)
    await once(this.#server, 'listening') // rejects on 'error'
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return
    const closed = once(this.#server, 'close')
    this.#server.close()
    for (const socket of this.#sockets) socket.end().destroySoon()
    await closed
  }
}

function serve(socket: Socket, controlled: Controlled): void {
  let heard = ''
  socket.setEncoding('utf8')
  socket.setTimeout(commandTimeoutMs, () => socket.destroy())
  socket.on('error', () => socket.destroy())
  socket.on('data', (chunk) => {
    heard += String(chunk)
    const end = heard.indexOf('\n')
    if (end < 0 && heard.length <= longestCommand) return
    socket.removeAllListeners('data').resume().setTimeout(0)
    answer(socket, readCommand(heard.slice(0, Math.max(end, 0))), controlled)
  })
}

function answer(socket: Socket, command: Command | undefined, { url, routers, clients, log }: Controlled): void {
  const reply = (message: Reply) => void socket.write(writeMessage(message))
  if (command?.do === 'status') {
    reply({ kind: 'status', pid: process.pid, url, lessons: [...routers.keys()] })
    socket.end()
    return
  }
  const of = command?.do === 'halt' ? 'client' : (command?.of ?? 'router')
  const all = of === 'client' ? clients : routers
  const router = command && all.get(command.lesson)
  if (!command || !router) {
    reply({ kind: 'refused', why: command ? noSuch(command.lesson, of, all) : 'unknown command' })
    socket.end()
    return
  }
  if (command.do === 'halt') {
    void router.halt().then(() => {
      reply({ kind: 'halted' })
      socket.end()
    })
    return
  }
  const history = command.do === 'follow' ? linesOfHistory : 0
  follow(socket, { log, router, guestsOnly: command.guestsOnly, history })
  if (command.do === 'follow') return router.start() // no effect where it is up
  void router.restart() // ends in bounded time and never rejects; its outcome is in the log that is followed
}

function follow(
  socket: Socket,
  { log, router, guestsOnly, history }: { log: LogHistory; router: Program; guestsOnly: boolean; history: number },
): void {
  let leftOut = 0
  const isWanted = (line: Line) => line.source === router.name && (!guestsOnly || line.guest === true)
  const past = history === 0 ? [] : log.since(router.name, 0).filter(isWanted).slice(-history)
  for (const line of past) socket.write(writeMessage({ kind: 'line', line }))
  const stop = log.listen((line) => {
    if (!isWanted(line)) return
    if (socket.writableLength > mostWaitingBytes) {
      leftOut++
      return
    }
    if (leftOut > 0) socket.write(writeMessage({ kind: 'leftout', lines: leftOut }))
    leftOut = 0
    socket.write(writeMessage({ kind: 'line', line }))
  })
  socket.once('close', stop)
}

function noSuch(lesson: number, of: FollowCommand['of'], all: ReadonlyMap<number, Program>): string {
  const known = [...all.keys()].join(', ') || 'none'
  return `The running workshop has no ${of} for lesson ${lesson}; it has those of ${known}.`
}
