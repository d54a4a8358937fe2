import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Environment } from './environment.ts'

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url))

export interface DataSettings {
  /** Where the database and the key file lie. */
  readonly folder: string
  readonly databaseFile: string
  /** The most that the database file may grow to, in MiB; 0: as large as the disk. */
  readonly maxMiB: number
}

export function readDataSettings(environment: Environment): DataSettings {
  const folder = resolve(environment.text('DATA_DIR', join(PROJECT, 'db')))
  return {
    folder,
    databaseFile: join(folder, 'chat.sqlite'),
    maxMiB: environment.wholeNumber('DATA_MAX_MIB', { default: 0, min: 0, max: 1_000_000 }),
  }
}
