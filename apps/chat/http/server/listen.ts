import type { Server } from './server.ts'

/** A port could not be opened. The message says which, why, and what to do. */
export class PortError extends Error {
  override readonly name = 'PortError'
}

export interface ListenAt {
  readonly host: string
  /** 0: the system chooses. */
  readonly port: number
  /** The environment variable that sets the port. */
  readonly variable: string
}

/** Returns the port that was opened. */
export async function listen(server: Server, { host, port, variable }: ListenAt): Promise<number> {
  try {
    await server.listen({ host, port })
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (typeof code !== 'string' || !(code in REASONS)) throw error
    throw new PortError(`Port ${port} on ${host} ${REASONS[code] ?? ''} (${variable}).`, { cause: error })
  }
  const address = server.server.address()
  return typeof address === 'object' && address !== null ? address.port : port
}

const REASONS: Readonly<Record<string, string>> = {
  EADDRINUSE: 'is in use. End the program that has it, or choose another port',
  EACCES: 'may not be opened by this user. Choose a port above 1023',
  EADDRNOTAVAIL: 'cannot be opened: this machine does not have the address',
}
