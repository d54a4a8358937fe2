/** The part of wampy that tests use. Its own types do not fit the types of `ws`. */
declare module 'wampy' {
  interface Values {
    readonly argsList: unknown[]
    readonly argsDict?: Record<string, unknown>
    readonly details: Record<string, unknown>
  }
  interface Result {
    readonly argsList?: unknown[]
    readonly options?: { readonly progress?: boolean }
  }
  interface Call extends Values {
    result_handler(result: Result): void
  }
  interface Role {
    readonly features: Record<string, boolean>
  }
  interface CallOptions {
    readonly progress_callback?: (part: Values) => void
    readonly [name: string]: unknown
  }
  export class Wampy {
    readonly _wamp_features: { readonly roles: { readonly caller: Role; readonly callee: Role } }
    constructor(url: string, options: Record<string, unknown>)
    connect(): Promise<unknown>
    disconnect(): Promise<unknown>
    getSessionId(): number
    getOpStatus(): { readonly reqId: number }
    subscribe(topic: string, handler: (event: Values) => void, options?: object): Promise<unknown>
    publish(topic: string, args: unknown, options?: object): Promise<unknown>
    register(procedure: string, handler: (call: Call) => unknown, options?: object): Promise<unknown>
    unregister(procedure: string): Promise<unknown>
    call(procedure: string, args?: unknown, options?: CallOptions): Promise<Values>
    cancel(request: number, options?: object): boolean
    progressiveCall(
      procedure: string,
      args?: unknown,
      options?: object,
    ): { readonly result: Promise<Values>; sendData(args?: unknown, options?: { readonly progress: boolean }): void }
  }
}
declare module 'wampy/CborSerializer.js' {
  export class CborSerializer {}
}
declare module 'wampy/JsonSerializer.js' {
  export class JsonSerializer {}
}
declare module 'wampy/MsgpackSerializer.js' {
  export class MsgpackSerializer {}
}
