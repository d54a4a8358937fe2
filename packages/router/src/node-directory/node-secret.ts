/** A secret that belongs to this node and survives restarts. It makes pretended users stable, and is used for nothing else. */
import { randomBytes } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const BYTES = 32

/** Reads the secret of a node directory, or makes one. Undefined where it can be neither read nor written. */
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
