/** What a page that is only text does: let its colours be chosen. */
import { fillFoot } from './rail.ts'
import { themeSwitch } from './theme-switch.ts'

fillFoot(themeSwitch())
