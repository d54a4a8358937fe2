/**
 * A change of what routers listen on, made as a whole or not at all. Doors may pass from one router to another, so all
 * routers go through each phase together: what can fail comes first and is taken back when it does.
 */
import type { ListenOptions } from '../listeners/options.ts'

/** One router's part. Nothing is done before the first phase. */
export interface Change {
  /** What this part is going to open. */
  readonly wanted: readonly ListenOptions[]
  /** Makes and reads what can be made and read while everything goes on. */
  prepare(): Promise<void>
  /** Stops the listeners whose ports are wanted, by this router or another. Their sessions stay. */
  giveWay(wanted: readonly ListenOptions[]): void
  open(): Promise<void>
  /** Instead of `commit`: shuts what `open` has opened, without waiting for who came in there already. */
  withdraw(): void
  /** After every `withdraw`: opens again what gave way, and lets go of what was prepared. */
  restore(): Promise<void>
  /** Changes everything else, under living sessions. Cannot fail. */
  commit(): void
}

/** @throws what `prepare` or `open` throws; then everything is as it was, or the log says what could not be undone. */
export async function changeTogether(changes: readonly Change[]): Promise<void> {
  const wanted = changes.flatMap((change) => change.wanted)
  try {
    for (const change of changes) await change.prepare()
    for (const change of changes) change.giveWay(wanted)
    for (const change of changes) await change.open()
  } catch (error) {
    for (const change of changes) change.withdraw()
    for (const change of changes) await change.restore()
    throw error
  }
  for (const change of changes) change.commit()
}
