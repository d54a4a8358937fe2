/**
 * The certificate of the teacher's machine, made by openssl. It is self-signed: each browser asks once whether to trust
 * it, and the learners' workshops know it by its fingerprint.
 */
import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { hostname, networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { SettingsError } from '../settings.ts'

export interface Certificate {
  readonly cert: string
  readonly key: string
  /** The SHA-256 sum of the certificate, as 64 digits. */
  readonly fingerprint: string
  /** The names and addresses that it is for. */
  readonly names: string
}

const DAYS = 30

/** Addresses of this machine in its networks; loopback is not one of them. */
export function ownAddresses(): readonly string[] {
  return Object.values(networkInterfaces())
    .flatMap((all) => all ?? [])
    .filter(({ internal, family }) => !internal && family === 'IPv4')
    .map(({ address }) => address)
}

/** Reads the certificate of the folder. Makes one where there is none, it has ended, or this machine has other addresses. */
export function certificateIn(folder: string, isNewWanted = false): Certificate {
  const [certFile, keyFile] = [join(folder, 'cert.pem'), join(folder, 'key.pem')]
  const isUsable = !isNewWanted && existsSync(certFile) && existsSync(keyFile) && fits(readFileSync(certFile, 'utf8'))
  if (!isUsable) make(folder, certFile, keyFile)
  const cert = readFileSync(certFile, 'utf8')
  const { fingerprint256, subjectAltName = '' } = new X509Certificate(cert)
  return {
    cert,
    key: readFileSync(keyFile, 'utf8'),
    fingerprint: fingerprint256.replaceAll(':', '').toLowerCase(),
    names: subjectAltName,
  }
}

function fits(cert: string): boolean {
  const { validTo, subjectAltName = '' } = new X509Certificate(cert)
  const isForAll = ownAddresses().every((address) => subjectAltName.includes(`IP Address:${address}`))
  return Date.parse(validTo) > Date.now() + 24 * 3_600_000 && isForAll
}

function make(folder: string, certFile: string, keyFile: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const names = ['localhost', hostname().toLowerCase()].map((name) => `DNS:${name}`)
  const addresses = ['127.0.0.1', ...ownAddresses()].map((address) => `IP:${address}`)
  const wanted = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', String(DAYS)]
  const extensions = [`subjectAltName=${[...names, ...addresses].join(',')}`, 'extendedKeyUsage=serverAuth'].flatMap(
    (extension) => ['-addext', extension],
  )
  const files = ['-keyout', keyFile, '-out', certFile]
  try {
    execFileSync('openssl', ['req', '-x509', ...wanted, '-subj', '/CN=Wampeter workshop', ...extensions, ...files], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
  } catch (error) {
    const why = String((error as { stderr?: Buffer }).stderr ?? error).trim()
    throw new SettingsError(
      `openssl could not make a certificate in ${folder}: ${why}\nInstall openssl, or put cert.pem and key.pem of your own there.`,
    )
  }
  chmodSync(keyFile, 0o600)
}
