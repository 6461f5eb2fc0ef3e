import { expect, it } from 'vitest'
import { fitText, textWidth } from '../../../../../src/codegen/emit/html/diagram/text-width.js'

it('signs of East Asian scripts take two places', () => {
  expect(textWidth('顧客', 10)).toBe(textWidth('abcd', 10))
})

it('a text that does not fit ends in an ellipsis, and then fits', () => {
  const cut = fitText('a_rather_long_name', 60, 10)
  expect(cut).toMatch(/^a_ra.*…$/)
  expect(textWidth(cut, 10)).toBeLessThanOrEqual(60)
  expect(fitText('short', 60, 10)).toBe('short')
})
