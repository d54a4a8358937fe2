import { textOf } from './log.ts'

/** Resolves with what `open` opens. Rejects with an error that tells the operator which port and setting it is about. */
export async function opening<Opened>(port: number, variable: string, open: () => Promise<Opened>): Promise<Opened> {
  try {
    return await open()
  } catch (error) {
    throw portProblem(error, port, variable)
  }
}

/** The error of a port that cannot be opened, as the operator needs it. */
export function portProblem(error: unknown, port: number, variable: string): Error {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'EOPEN'
  const text =
    code === 'EADDRINUSE'
      ? `port ${port} is in use: end the other program, or set ${variable}`
      : `port ${port} (${variable}) cannot be opened: ${textOf(error)}`
  return Object.assign(new Error(text, { cause: error }), { code })
}
