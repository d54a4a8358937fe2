/** The services of a web transport, path by path. */
import type { PathOptions, ServiceOptions, StaticOptions } from '../../web-services/options.ts'
import type { Frozen } from '../frozen.ts'
import type { WebPaths, WebService } from '../schema/web-services.ts'
import type { Served } from './context.ts'
import { translateWebSocket } from './translate-websocket.ts'

type Service = Frozen<WebService>
type Static = Extract<Service, { type: 'static' }>

/** The options of all services of a map of paths. */
export const translatePaths = (paths: Frozen<WebPaths>, place: Served): PathOptions => ({
  type: 'path',
  services: new Map(
    [...paths].map(([path, service]) => [
      path,
      translateService(service, { ...place, path: [...place.path, 'paths', path] }),
    ]),
  ),
})

function translateService(service: Service, place: Served): ServiceOptions {
  switch (service.type) {
    case 'websocket':
      return translateWebSocket(service, place)
    case 'path':
      return translatePaths(service.paths, place)
    case 'static':
      return translateStatic(service, place)
    case 'redirect':
      return { type: 'redirect', url: service.url }
    case 'nodeinfo':
      return { type: 'nodeinfo' }
    case 'metrics':
      return { type: 'metrics' }
    case 'health':
      return { type: 'health', check: service.check }
    case 'json':
      return {
        type: 'json',
        value: service.value,
        isPretty: service.options?.prettify ?? false,
        allowsCrossOrigin: service.options?.allow_cross_origin ?? true,
        discouragesCaching: service.options?.discourage_caching ?? false,
      }
    default:
      // the availability check refuses such a config before it comes here
      throw new Error(`a service of type "${service.type}" reached the translation of the config`)
  }
}

const translateStatic = ({ directory = '', options }: Static, { file }: Served): StaticOptions => ({
  type: 'static',
  directory: file(directory),
  listsDirectories: options.enable_directory_listing,
  mimeTypes: options.mime_types ?? new Map(),
  cacheSeconds: options.cache_timeout ?? undefined,
  defaultFile: options.default_file,
  followsLinks: options.follow_links,
})
