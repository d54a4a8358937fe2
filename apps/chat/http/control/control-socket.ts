/**
 * The Unix socket by which bin/run-app reaches a service that another command owns. A connection restarts the service
 * and gets the lines of its log. The socket lies in a folder that only this user can enter; its name comes from the
 * database, so that two checkouts do not meet.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, rmSync } from 'node:fs'
import { createConnection, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'
import { SettingsError } from '../../settings/settings-error.ts'
import { messageOf } from '../observe/log.ts'

export function controlSocketPath(databaseFile: string): string {
  const { uid } = userInfo()
  const folder = join(tmpdir(), `wampeter-${uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== uid || (found.mode & 0o077) !== 0)
    throw new SettingsError(`${folder} must be a folder that only you can enter. Remove it and try again.`)
  return join(folder, `app-${createHash('sha256').update(databaseFile).digest('hex').slice(0, 16)}.sock`)
}

export interface Controlled {
  /** Get every line of the log. */
  readonly followers: Set<(line: string) => void>
  restart(): Promise<void>
}

/** A reader that is this far behind is let go. */
const MAX_UNREAD_BYTES = 1_048_576

export async function serveControl(path: string, controlled: Controlled): Promise<{ close(): Promise<void> }> {
  const sockets = new Set<Socket>()
  let restarting: Promise<void> = Promise.resolve()
  const server = createServer((socket) => {
    sockets.add(socket)
    const follow = (line: string): void => {
      if (socket.writableLength > MAX_UNREAD_BYTES) socket.destroy()
      else socket.write(line)
    }
    controlled.followers.add(follow)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => {
      sockets.delete(socket)
      controlled.followers.delete(follow)
    })
    restarting = restarting
      .then(() => controlled.restart())
      .catch((error: unknown) => void socket.end(`The app did not start again: ${messageOf(error)}\n`))
  })
  rmSync(path, { force: true }) // left behind by a process that was killed; a living one was asked before
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })
  return {
    close: async () => {
      for (const socket of sockets) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Resolves with an exit code when the service ends; undefined: no service listens there. */
export function restartAndFollow(path: string, write: (text: string) => void): Promise<number | undefined> {
  return new Promise((resolve) => {
    const socket = createConnection(path)
    socket.setEncoding('utf8')
    let isConnected = false
    socket.on('connect', () => (isConnected = true))
    socket.on('data', write)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => resolve(isConnected ? 0 : undefined))
  })
}
