import { DataUnavailable } from '../contract.ts'
import type { Failure } from './protocol.ts'

/** The error that a failure is told as. */
export const errorOf = ({ isUnavailable, message }: Failure): Error =>
  isUnavailable ? new DataUnavailable(message) : new Error(message)
