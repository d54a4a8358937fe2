/** What Node says of a network that fails, as one sentence. */

export interface NodeError extends Error {
  /** OpenSSL's own words; its message is full of numbers. */
  readonly reason?: string
  readonly code?: string
  /** One for each address of the host. */
  readonly errors?: readonly Error[]
}

/** What happened, and the code to search for. */
export function explained({ reason, message, code, errors = [] }: NodeError): string {
  const text = reason ?? (message || errors.map((each) => each.message).join(', '))
  return code === undefined || text.includes(code) ? text : `${text} (${code})`
}
