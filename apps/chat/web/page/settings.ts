/** Where the page finds the router and the app: the server writes the ports into the page. */

export interface Settings {
  readonly router: string
  /** Users and log-in. */
  readonly accounts: string
  /** Threads and history. */
  readonly threads: string
}

export function settingsOf({ dataset }: HTMLElement): Settings {
  const { hostname, host, origin, protocol } = location
  // Behind TLS all parts of the chat share one address (docs/teaching.md).
  if (protocol === 'https:')
    return { router: `wss://${host}/ws`, accounts: `${origin}/accounts`, threads: `${origin}/threads` }
  const app = (port: string | undefined): string => `http://${hostname}:${port}`
  return {
    router: `ws://${hostname}:${dataset['router']}/ws`,
    accounts: app(dataset['accounts']),
    threads: app(dataset['threads']),
  }
}
