declare module 'autobahn' {
  interface Connection {
    onopen: unknown
    onclose: unknown
    open(): void
    close(): void
  }
  interface KeyPair {
    readonly publicKey: Uint8Array
    readonly secretKey: Uint8Array
  }
  const autobahn: {
    Connection: new (options: Record<string, unknown>) => Connection
    Error: new (uri: string, args?: readonly unknown[]) => Error
    serializer: {
      JSONSerializer: new () => object
      MsgpackSerializer: new () => object
      CBORSerializer: new () => object
    }
    auth_cra: {
      sign(key: string, challenge: string): string
      derive_key(secret: string, salt: string, iterations: number, keylen: number): string
    }
    auth_cryptosign: {
      public_key(pair: KeyPair): string
      sign_challenge(pair: KeyPair, extra: object): string
    }
    nacl: { sign: { keyPair: { fromSeed(seed: Uint8Array): KeyPair } } }
  }
  export default autobahn
}
