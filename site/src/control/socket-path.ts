/**
 * Where a running workshop takes commands: a Unix socket in a folder that only this user can enter, so that no web page
 * and no other user reaches it. Its name comes from the lessons' folder, so two checkouts do not meet. It lies in the
 * system's temporary folder because a path inside a project may be longer than a socket's may be (104 bytes on macOS).
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
