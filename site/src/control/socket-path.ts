/**
 * The Unix socket where a running workshop takes commands. It is in a folder that only this user can enter, so that
 * web pages and other users cannot reach it. Its name is derived from the lessons' folder, so that two checkouts do
 * not collide. It is in the system's temporary folder, because the path of a socket has a maximum length (104 bytes
 * on macOS) that a path inside a project may exceed.
 */
import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir, userInfo } from 'node:os'
import { join } from 'node:path'

export function controlSocketPath(lessonsFolder: string): string {
  const folder = join(tmpdir(), `wampeter-${userInfo().uid}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  if (!found.isDirectory() || found.uid !== userInfo().uid || (found.mode & 0o077) !== 0) {
    throw new Error(`${folder} must be a folder that only you can enter. Remove it and try again.`)
  }
  return join(folder, `${createHash('sha256').update(lessonsFolder).digest('hex').slice(0, 16)}.sock`)
}
