/** Reads values from the wire, which may be of any type. */

export function asDict(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function asText(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}
