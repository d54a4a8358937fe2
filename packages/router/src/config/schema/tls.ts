/** TLS, on both ends of a connection. */
import { z } from 'zod'
import { strict } from './objects.ts'

const file = (what: string) => z.string().min(1, { error: 'expected a file name' }).describe(what)

/** TLS of an endpoint that listens. */
export const listeningTls = strict(
  {
    key: file('The private key, a PEM file; relative to the folder of this config.'),
    certificate: file('The server certificate, a PEM file.'),
    chain_certificates: z.array(file('A PEM file.')).optional().describe('Intermediate certificates, in order.'),
    dhparam: file('Diffie-Hellman parameters, a PEM file.').optional(),
    ciphers: z
      .string()
      .optional()
      .describe(
        'Allowed cipher suites, in the notation of OpenSSL. By default those of Node, without key exchange by RSA.',
      ),
    ca_certificates: z
      .array(file('A PEM file.'))
      .optional()
      .describe('Authorities for client certificates; present means: every client must show one.'),
  },
  { cert: 'the key is called `certificate`', ca: 'the key is called `ca_certificates`' },
).describe('Encrypt this endpoint.')

/** TLS of an endpoint that connects. */
export const connectingTls = strict({
  hostname: z.string().describe('The name that the server certificate must carry.'),
  ca_certificates: z.array(file('A PEM file.')).optional().describe('Authorities to trust instead of the usual.'),
  certificate: file('Our own certificate, a PEM file.').optional(),
  key: file('The private key of our own certificate, a PEM file.').optional(),
}).describe('Encrypt this connection.')
