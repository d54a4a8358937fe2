/**
 * A secret of this node that survives restarts. With it an unknown user gets the same challenge after a restart; it
 * has no other use.
 */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const BYTES = 32

/** Reads the secret of a node directory, or makes one. Undefined where the file can be neither read nor written. */
export function nodeSecret(directory: string): Uint8Array | undefined {
  const file = join(directory, 'node.secret')
  return read(file) ?? create(file) ?? read(file)
}

function read(file: string): Uint8Array | undefined {
  try {
    const secret = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
    return secret.length === BYTES ? secret : undefined
  } catch {
    return undefined
  }
}

function create(file: string): Uint8Array | undefined {
  const secret = randomBytes(BYTES)
  try {
    writeFileSync(file, `${secret.toString('hex')}\n`, { mode: 0o600, flag: 'wx' })
    return secret
  } catch {
    return undefined
  }
}
