/** Secrets that the chat makes itself: 32 random bytes in a file that only its owner may read. */
import { randomBytes } from 'node:crypto'
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { SettingsError } from './settings-error.ts'

const BYTES = 32

/**
 * Reads the file; makes it, and its folder, where it does not exist yet. Two processes that start together get the same
 * secret. Throws `SettingsError` if other users may read the file, or if it holds something else.
 */
export function secretFile(path: string): Buffer {
  return read(path) ?? make(path)
}

function read(path: string): Buffer | undefined {
  let text: string
  try {
    text = readFileSync(path, 'utf8').trim()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw new SettingsError(`The key file ${path} cannot be read: ${messageOf(error)}.`, { cause: error })
  }
  const mode = statSync(path).mode & 0o777
  if ((mode & 0o077) !== 0)
    throw new SettingsError(
      `The key file ${path} has mode ${mode.toString(8)}, so other users may read it. Run: chmod 600 ${path}`,
    )
  if (!/^[0-9a-f]{64}$/.test(text))
    throw new SettingsError(`The key file ${path} does not hold 64 hexadecimal digits. Restore it, or delete it.`)
  return Buffer.from(text, 'hex')
}

/** A link appears with its whole content, or not at all; the process that comes second reads the file of the first. */
function make(path: string): Buffer {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString('hex')}`
  try {
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(draft, `${randomBytes(BYTES).toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
    chmodSync(draft, 0o600)
    linkSync(draft, path)
  } catch (error) {
    if (!isPresent(error))
      throw new SettingsError(`The key file ${path} cannot be made: ${messageOf(error)}.`, { cause: error })
  } finally {
    rmSync(draft, { force: true })
  }
  const secret = read(path)
  if (secret === undefined) throw new SettingsError(`The key file ${path} was deleted while the chat started.`)
  return secret
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined)
const isMissing = (error: unknown): boolean => codeOf(error) === 'ENOENT'
const isPresent = (error: unknown): boolean => codeOf(error) === 'EEXIST'
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))
