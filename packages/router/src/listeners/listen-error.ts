import { OperatorError } from '../observe/operator-error.ts'

const ADVICE: Readonly<Record<string, string>> = {
  EADDRINUSE: 'another transport or program uses it: stop that, or choose another port',
  EACCES: 'this user may not open it: ports below 1024 often need root',
  EADDRNOTAVAIL: 'this machine does not have that address',
}

/** A port that cannot be opened. The message says which port, why, and what to do. */
export class ListenError extends OperatorError {
  override readonly name: string = 'ListenError'
  /** Node's error code, for example `EADDRINUSE`. */
  readonly code: string

  constructor(address: string, port: number, cause: NodeJS.ErrnoException) {
    const code = cause.code ?? 'unknown'
    super(`cannot listen on ${address} port ${port}: ${ADVICE[code] ?? cause.message} (${code})`, { cause })
    this.code = code
  }
}
