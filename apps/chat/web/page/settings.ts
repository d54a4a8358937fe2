/** Where the page finds the router and the app: the server writes the ports into the page. */

export interface Settings {
  readonly router: string
  /** Users and log-in. */
  readonly accounts: string
  /** Threads and history. */
  readonly threads: string
}

export function settingsOf({ dataset }: HTMLElement): Settings {
  const { hostname } = location
  const app = (port: string | undefined): string => `http://${hostname}:${port}`
  return {
    router: `ws://${hostname}:${dataset['router']}/ws`,
    accounts: app(dataset['accounts']),
    threads: app(dataset['threads']),
  }
}
