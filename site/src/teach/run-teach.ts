/** bin/teach: the teacher's machine for a class. It runs beside bin/start. */
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { findLessons } from '../lessons.ts'
import { projectRoot } from '../project.ts'
import { readSettings, SettingsError } from '../settings.ts'
import { buildAssets } from '../web/assets.ts'
import { certificateIn, ownAddresses, type Certificate } from './certificate.ts'
import { newSecret } from './secrets.ts'
import { teachServer } from './teach-server.ts'

const { env } = process

function portOf(text: string): number {
  const port = Number(text)
  if (Number.isInteger(port) && port >= 1 && port <= 65_535) return port
  throw new SettingsError(`TEACH_PORT is '${text}'; it must be a port number from 1 to 65535.`)
}

function secretOf(name: string, length: number): string {
  const given = env[name]
  if (given === undefined || given === '') return newSecret(length)
  if (/^[\w-]{8,100}$/.test(given)) return given
  throw new SettingsError(`${name} must have 8 to 100 letters, digits, - or _.`)
}

function command(): 'certificate' | 'class' {
  const { positionals } = parseArgs({ args: process.argv.slice(2), allowPositionals: true, options: {} })
  if (positionals.length === 0) return 'class'
  if (positionals.length === 1 && positionals[0] === 'certificate') return 'certificate'
  throw new SettingsError('bin/teach knows one word, certificate. bin/teach --help says more.')
}

function trust({ fingerprint, names }: Certificate, folder: string): string {
  const pairs = fingerprint.toUpperCase().match(/../g) ?? []
  return [
    `The certificate is ${join(folder, 'cert.pem')}, for ${names}.`,
    'It is self-signed. A browser warns once: let it show the certificate, compare this sum, and go on.',
    `  SHA-256 ${pairs.slice(0, 16).join(':')}`,
    `          ${pairs.slice(16).join(':')}`,
    "To be asked nothing, put cert.pem into the system's or the browser's list of trusted certificates.",
  ].join('\n')
}

async function run(): Promise<void> {
  const folder = join(env['DATA_DIR'] || join(projectRoot, 'db'), 'teach')
  const isCertificateOnly = command() === 'certificate'
  const certificate = certificateIn(folder, isCertificateOnly)
  console.log(trust(certificate, folder))
  if (isCertificateOnly) return
  const [port, host] = [portOf(env['TEACH_PORT'] || '8443'), env['TEACH_HOST'] || '0.0.0.0']
  const [code, token] = [secretOf('TEACH_CODE', 10), secretOf('TEACH_TOKEN', 16)]
  const lessons = findLessons(readSettings([], env).lessonsFolder)
  const server = teachServer({ certificate, code, token, assets: buildAssets(), lessons })
  server.listen(port, host)
  await once(server, 'listening')
  const [address = 'localhost'] = host === '0.0.0.0' ? ownAddresses() : [host]
  const url = `https://${address}:${port}/`
  console.log(
    [
      '',
      `Shared chat   ${url}`,
      `Overview      ${url}overview     token: ${token}`,
      'For learners who want to be seen (they send name, lesson and step):',
      `  bin/start --teacher '${url}#${code}.${certificate.fingerprint}' --name 'YOUR NAME'`,
      'Ctrl-C ends this; the chat goes on with bin/start.',
    ].join('\n'),
  )
  await Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)))
  server.close()
  server.closeAllConnections()
}

try {
  await run()
} catch (error) {
  const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
  const isOption = error instanceof TypeError && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS')
  if (!(error instanceof SettingsError) && !isPortTaken && !isOption) throw error
  console.error(
    isPortTaken ? 'The port is in use. Let bin/teach use another one: TEACH_PORT=8444 bin/teach' : error.message,
  )
  process.exitCode = 2
}
