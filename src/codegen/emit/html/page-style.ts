import { diagramStyle } from './style/diagram.js'
import { panelStyle } from './style/panels.js'
import { themeStyle } from './style/theme.js'

export const pageStyle: string = [themeStyle, panelStyle, diagramStyle].join('')
