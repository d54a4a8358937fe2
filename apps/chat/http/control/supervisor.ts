/** What this process tells the program that started it, if that program listens on Node's channel between processes. */
export interface Supervisor {
  readiness(isReady: boolean, why?: string): void
}

/** Answers questions for metrics. Without a supervisor nothing is said. */
export function tellSupervisor(metrics: () => Promise<string>): Supervisor {
  const tell = (message: object): void => void (process.connected && process.send?.(message))
  if (process.send !== undefined)
    process.on('message', (message: unknown) => {
      const { kind, id } = message as { readonly kind?: unknown; readonly id?: unknown }
      if (kind === 'metrics') void metrics().then((text) => tell({ kind, id, text }))
      if (kind === 'drain') tell({ kind: 'drained' })
    })
  return { readiness: (isReady, why = '') => tell({ kind: 'readiness', isReady, why }) }
}
