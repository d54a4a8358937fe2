/** CANCEL and INTERRUPT. */
import { asId } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import type { Dict, Id, Uri } from '../values.ts'

/** The options of CANCEL (*Call Canceling*). `mode` may be any string here; the realm refuses unknown modes. */
export interface CancelOptions {
  readonly mode?: string
}

/** Cancels a call; `request` is the id of the CALL. */
export interface Cancel {
  readonly kind: 'CANCEL'
  readonly request: Id
  readonly options: CancelOptions & Dict
}

/** The options of INTERRUPT. */
export interface InterruptOptions extends CancelOptions {
  readonly reason?: Uri
}

/** Asks a callee to stop an invocation; `request` is the id of the INVOCATION. */
export interface Interrupt {
  readonly kind: 'INTERRUPT'
  readonly request: Id
  readonly options: InterruptOptions & Dict
}

const CANCEL_OPTIONS: OptionTypes<CancelOptions> = { mode: 'string' }
const INTERRUPT_OPTIONS: OptionTypes<InterruptOptions> = { mode: 'string', reason: 'string' }

export const readCancel = ([, request, options]: readonly unknown[]): Cancel => ({
  kind: 'CANCEL',
  request: asId(request, 'CANCEL.Request'),
  options: readOptions(options, CANCEL_OPTIONS, 'CANCEL.Options'),
})

export const writeCancel = ({ request, options }: Cancel): readonly unknown[] => [49, request, options]

export const readInterrupt = ([, request, options]: readonly unknown[]): Interrupt => ({
  kind: 'INTERRUPT',
  request: asId(request, 'INTERRUPT.Request'),
  options: readOptions(options, INTERRUPT_OPTIONS, 'INTERRUPT.Options'),
})

export const writeInterrupt = ({ request, options }: Interrupt): readonly unknown[] => [69, request, options]
