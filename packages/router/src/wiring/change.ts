/**
 * A change of the listeners of all routers of a node, made as a whole or not at all. A port may pass from one router
 * to another, so all routers go through each phase together. The phases that can fail come first, and are undone when
 * one fails.
 */
import type { ListenOptions } from '../listeners/options.ts'

/** One router's part of the change. Nothing is done before the first phase. */
export interface Change {
  /** The listeners that this part will open. */
  readonly wanted: readonly ListenOptions[]
  /** Makes services and reads files, while the listeners run on unchanged. */
  prepare(): Promise<void>
  /** Stops the listeners whose ports this router or another will open. Their sessions stay. */
  giveWay(wanted: readonly ListenOptions[]): void
  open(): Promise<void>
  /**
   * Called instead of `commit`: stops the listeners that `open` has opened, without waiting for their connections to
   * end.
   */
  withdraw(): void
  /**
   * Called once every part has withdrawn: opens the listeners again that `giveWay` stopped, and discards what was
   * prepared.
   */
  restore(): Promise<void>
  /** Changes everything else, while sessions go on. Cannot fail. */
  commit(): void
}

/**
 * Makes a change of all parts. @throws what `prepare` or `open` throws. Then the old state is restored; the log names
 * a listener that could not be opened again.
 */
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
