import { readFile } from 'node:fs/promises'
import type { TlsOptions } from './options.ts'

/** A file of a TLS endpoint that cannot be read. */
export class TlsFileError extends Error {
  override readonly name: string = 'TlsFileError'

  constructor(file: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause)
    super(`the TLS file ${file} cannot be read; check the path and who may read it (${why})`, { cause })
  }
}

/** Key, certificate and chain, as node:tls wants them. */
export interface TlsFiles {
  readonly key: Buffer
  readonly cert: Buffer
  readonly ciphers?: string
  readonly dhparam?: Buffer
  readonly minVersion: 'TLSv1.2'
}

/**
 * Reads the files of a TLS endpoint.
 * @throws TlsFileError naming the file that cannot be read.
 */
export async function readTls({
  keyFile,
  certificateFile,
  chainFiles,
  ciphers,
  dhParamFile,
}: TlsOptions): Promise<TlsFiles> {
  const [key, ...certificates] = await Promise.all([keyFile, certificateFile, ...chainFiles].map((file) => read(file)))
  const dhparam = dhParamFile === undefined ? undefined : await read(dhParamFile)
  return {
    key: key ?? Buffer.alloc(0),
    cert: Buffer.concat(certificates.flatMap((pem) => [pem, Buffer.from('\n')])),
    minVersion: 'TLSv1.2',
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(dhparam === undefined ? {} : { dhparam }),
  }
}

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new TlsFileError(file, cause)
  }
}
