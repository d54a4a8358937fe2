/** Checks whether the files that a config names can be used, before anything is started. */
import type { CrossbarConfig } from '../config/check.ts'
import { translateConfig } from '../config/translate/translate.ts'
import { readTls } from '../listeners/tls-files.ts'
import type { ServiceOptions } from '../web-services/options.ts'
import { staticFiles } from '../web-services/static.ts'

/** The problems of TLS files and served directories. No port is opened. */
export async function checkFiles(config: CrossbarConfig, cbdir: string): Promise<readonly string[]> {
  const transports = translateConfig(config, cbdir).flatMap((router) => router.transports)
  const tried = await Promise.allSettled([
    ...transports.map(async ({ listen: { tls } }) => tls && readTls(tls)),
    ...transports.flatMap(({ root }) => servicesOf(root)).map(async (service) => trial(service)),
  ])
  return tried.flatMap((one) => (one.status === 'rejected' ? [messageOf(one.reason)] : []))
}

const trial = (service: ServiceOptions): unknown => (service.type === 'static' ? staticFiles(service) : undefined)

const servicesOf = (service: ServiceOptions): readonly ServiceOptions[] =>
  service.type === 'path' ? [...service.services.values()].flatMap(servicesOf) : [service]

const messageOf = (reason: unknown): string => (reason instanceof Error ? reason.message : String(reason))
