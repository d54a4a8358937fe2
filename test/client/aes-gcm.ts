import type { Sealer } from '@wampeter/client/sealed'

/** Seals with the key of that id, and opens with all of these keys. */
export function aesGcm(keys: ReadonlyMap<string, CryptoKey>, keyid: string): Sealer {
  const parts = (id: string, iv: Uint8Array<ArrayBuffer>, uri: string) => {
    const key = keys.get(id)
    if (key === undefined) throw new Error(`there is no key ${id}`)
    return [{ name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(uri) }, key] as const
  }
  return {
    async seal({ args, kwargs }, { uri }) {
      const iv = crypto.getRandomValues(new Uint8Array(12))
      const data = new TextEncoder().encode(JSON.stringify({ args, kwargs }))
      const box = await crypto.subtle.encrypt(...parts(keyid, iv, uri), data)
      const marks = { pptScheme: 'x_example', pptSerializer: 'json', pptCipher: 'aes256gcm', pptKeyid: keyid }
      return { bytes: new Uint8Array([...iv, ...new Uint8Array(box)]), marks }
    },
    async open({ bytes, marks: { pptKeyid = '' } }, { uri }) {
      const [iv, box] = [new Uint8Array(bytes.slice(0, 12)), new Uint8Array(bytes.slice(12))]
      const data = await crypto.subtle.decrypt(...parts(pptKeyid, iv, uri), box)
      return JSON.parse(new TextDecoder().decode(data)) as { args: readonly unknown[]; kwargs?: object }
    },
  }
}
