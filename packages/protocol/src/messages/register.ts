/** REGISTER and REGISTERED. */
import { asId, asUri } from '../fields.ts'
import { readOptions } from '../options.ts'
import type { OptionTypes } from '../options.ts'
import type { Dict, Id, Uri } from '../values.ts'

/**
 * The options of REGISTER: *Pattern-based Registrations*, *Shared Registration*, and Crossbar's `concurrency` and
 * `force_reregister`.
 */
export interface RegisterOptions {
  readonly match?: string
  readonly invoke?: string
  readonly concurrency?: number
  readonly force_reregister?: boolean
  readonly disclose_caller?: boolean
  readonly forward_timeout?: boolean
}

/** Registers a procedure. */
export interface Register {
  readonly kind: 'REGISTER'
  readonly request: Id
  readonly options: RegisterOptions & Dict
  readonly procedure: Uri
}

/** Answers REGISTER. It precedes any INVOCATION of the registration. */
export interface Registered {
  readonly kind: 'REGISTERED'
  readonly request: Id
  readonly registration: Id
}

const OPTIONS: OptionTypes<RegisterOptions> = {
  match: 'string',
  invoke: 'string',
  concurrency: 'natural',
  force_reregister: 'boolean',
  disclose_caller: 'boolean',
  forward_timeout: 'boolean',
}

export const readRegister = ([, request, options, procedure]: readonly unknown[]): Register => ({
  kind: 'REGISTER',
  request: asId(request, 'REGISTER.Request'),
  options: readOptions(options, OPTIONS, 'REGISTER.Options'),
  procedure: asUri(procedure, 'REGISTER.Procedure'),
})

export const writeRegister = ({ request, options, procedure }: Register): readonly unknown[] => [
  64,
  request,
  options,
  procedure,
]

export const readRegistered = ([, request, registration]: readonly unknown[]): Registered => ({
  kind: 'REGISTERED',
  request: asId(request, 'REGISTERED.Request'),
  registration: asId(registration, 'REGISTERED.Registration'),
})

export const writeRegistered = ({ request, registration }: Registered): readonly unknown[] => [
  65,
  request,
  registration,
]
