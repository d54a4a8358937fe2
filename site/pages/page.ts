/** The script of pages with only text: the reader can choose the colours. */
import { fillFoot, markLessons } from './rail.ts'
import { themeSwitch } from './theme-switch.ts'

fillFoot(themeSwitch())
markLessons()
