/** Turns SQLite's errors into sentences for the operator. */
import { DataUnavailable } from '../contract.ts'

const BUSY = 5
const LOCKED = 6

/** By primary result code. All others are faults of our statements. */
const REASONS: ReadonlyMap<number, string> = new Map([
  [BUSY, 'is locked by another program. Nothing was changed; try again when that program has ended its transaction'],
  [LOCKED, 'is locked by another statement. Nothing was changed; try again'],
  [8, 'may not be written: check the owner and mode of the file and its folder'],
  [10, 'could not be read or written: check the disk and the system log'],
  [11, 'is damaged. Stop the chat, and restore a backup: bin/restore-db --replace FILE'],
  [13, 'is full: the disk has no room left, or the file has reached DATA_MAX_MIB. Nothing was changed'],
  [14, 'could not be opened: check that its folder exists and may be written'],
  [26, 'is not a database, or it is damaged. Stop the chat, and restore a backup: bin/restore-db --replace FILE'],
])

const primaryCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined

export const isBusy = (error: unknown): boolean => primaryCode(error) === BUSY

/** The sentence for an error of the environment; undefined for a fault of our own. */
export function reasonOf(error: unknown, file: string): string | undefined {
  const reason = REASONS.get(primaryCode(error) ?? 0)
  return reason === undefined ? undefined : `The database ${file} ${reason}.`
}

/** The error to throw in place of this one: `DataUnavailable` where the environment is at fault. */
export function failureOf(error: unknown, file: string): unknown {
  const reason = reasonOf(error, file)
  return reason === undefined ? error : new DataUnavailable(reason, { cause: error })
}
