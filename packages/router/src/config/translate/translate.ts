/**
 * Translates the config into the option types that the layers declare. Each router worker becomes a router of its
 * own, because its transports lead only to its own realms: a session that came in by one worker must not find the
 * realms of another.
 */
import { resolve } from 'node:path'
import type { GuestOptions } from '../../guests/options.ts'
import type { RouterOptions } from '../../options.ts'
import { DEFAULT_PROCESS_OUTBOX_BYTES } from '../../session/options.ts'
import type { CrossbarConfig } from '../check.ts'
import { freeze } from '../frozen.ts'
import { translateGuest } from './translate-guest.ts'
import { translateRealm } from './translate-realm.ts'
import { translateTransport } from './translate-transport.ts'

/** The worker of a checked config. */
type Worker = NonNullable<CrossbarConfig['workers']>[number]

/** Translates a checked config; `cbdir` is the folder that its relative paths count from. */
export function translateConfig(config: CrossbarConfig, cbdir: string): readonly RouterOptions[] {
  const file = (name: string): string => resolve(cbdir, name)
  const workers = config.workers ?? []
  return workers.flatMap((worker, index) => {
    if (!isRunning(worker)) return []
    const transports = worker.transports ?? []
    return freeze({
      realms: (worker.realms ?? []).map(translateRealm),
      transports: transports.map((transport, position) =>
        translateTransport(transport, {
          file,
          path: ['workers', index, 'transports', position],
          ordinal: position + 1,
        }),
      ),
      processOutboxBytes: processOutboxBytes(config),
    })
  })
}

/** The maximum of bytes that may wait in all outboxes of a checked config's routers. */
export const processOutboxBytes = (config: CrossbarConfig): number =>
  config.controller?.options?.limits?.outbox_bytes ?? DEFAULT_PROCESS_OUTBOX_BYTES

/** The guests of a checked config, in its order. */
export const translateGuests = (config: CrossbarConfig, cbdir: string): readonly GuestOptions[] =>
  (config.workers ?? []).flatMap((worker, index) =>
    worker.type === 'guest'
      ? [translateGuest(worker, { file: (name) => resolve(cbdir, name), ordinal: index + 1 })]
      : [],
  )

const isRunning = (worker: Worker): worker is Extract<Worker, { type: 'router' }> =>
  worker.type === 'router' && worker.options?.disabled !== true
