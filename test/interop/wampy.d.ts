declare module 'wampy' {
  interface Values {
    readonly argsList: unknown[]
  }
  export class Wampy {
    constructor(url: string, options: Record<string, unknown>)
    connect(): Promise<unknown>
    disconnect(): Promise<unknown>
    subscribe(topic: string, handler: (event: Values) => void): Promise<unknown>
    publish(topic: string, args: unknown, options?: object): Promise<unknown>
    register(procedure: string, handler: (call: Values) => unknown): Promise<unknown>
    call(procedure: string, args?: unknown): Promise<Values>
  }
}
