/**
 * How wide a text in the page's monospaced font is at most, in pixels. Nobody measures fonts here, and the reader's is
 * not known: 0.62 of the size is above all common ones.
 */
export const textWidth = (text: string, size: number): number => Math.ceil(places(text) * size * 0.62)

const places = (text: string) => [...text].reduce((sum, sign) => sum + (wide.test(sign) ? 2 : 1), 0)

/** Signs of East Asian scripts and pictures take two places. */
const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\u{1f000}-\u{3fffd}]/u

/** As much of the text as fits, with an ellipsis where something is left out. */
export const fitText = (text: string, width: number, size: number): string => {
  if (textWidth(text, size) <= width) return text
  const signs = [...text]
  while (signs.length > 1 && textWidth(`${signs.join('')}…`, size) > width) signs.pop()
  return `${signs.join('')}…`
}
