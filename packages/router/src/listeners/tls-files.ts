import { readFile } from 'node:fs/promises'
import { X509Certificate } from 'node:crypto'
import { createSecureContext, DEFAULT_CIPHERS } from 'node:tls'
import { OperatorError } from '../observe/operator-error.ts'
import type { TlsOptions } from './options.ts'

/** A file of a TLS endpoint that cannot be read, or does not match the others. */
export class TlsFileError extends OperatorError {
  override readonly name: string = 'TlsFileError'

  constructor(what: string, cause: unknown) {
    super(`${what} (${cause instanceof Error ? cause.message : String(cause)})`, { cause })
  }
}

/**
 * Without those by which a client encrypts the shared secret with the certificate's RSA key: whoever gets that key later
 * reads what was sent before, and such a handshake takes the most time.
 */
const CIPHERS = `${DEFAULT_CIPHERS}:!kRSA`

/** Key, certificate and chain, as node:tls takes them. */
export interface TlsFiles {
  readonly key: Buffer
  readonly cert: Buffer
  readonly ciphers: string
  readonly dhparam?: Buffer
  readonly minVersion: 'TLSv1.2'
}

/**
 * Reads the files of a TLS endpoint, and tries them together, because a renewed certificate may be written before its
 * key.
 * @throws TlsFileError naming the file that cannot be read, or the files that do not match.
 */
export async function readTls({
  keyFile,
  certificateFile,
  chainFiles,
  ciphers = CIPHERS,
  dhParamFile,
}: TlsOptions): Promise<TlsFiles> {
  const [key, ...certificates] = await Promise.all([keyFile, certificateFile, ...chainFiles].map((file) => read(file)))
  const dhparam = dhParamFile === undefined ? undefined : await read(dhParamFile)
  const files: TlsFiles = {
    key: key ?? Buffer.alloc(0),
    cert: Buffer.concat(certificates.flatMap((pem) => [pem, Buffer.from('\n')])),
    minVersion: 'TLSv1.2',
    ciphers,
    ...(dhparam === undefined ? {} : { dhparam }),
  }
  try {
    createSecureContext(files)
  } catch (cause) {
    throw new TlsFileError(`the TLS files ${keyFile} and ${certificateFile} cannot be used together`, cause)
  }
  return files
}

/** When a certificate ends, in milliseconds since the epoch: the first of a chain, which is the server's own. */
export const expiryOf = ({ cert }: TlsFiles): number => new X509Certificate(cert).validToDate.getTime()

async function read(file: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (cause) {
    throw new TlsFileError(`the TLS file ${file} cannot be read; check the path and its permissions`, cause)
  }
}
