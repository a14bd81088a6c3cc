import { type Formatted, joined, plain } from './formatted.ts';

const rightToLeft = /[\u0590-\u08FF\uFB1D-\uFDFF\uFE70-\uFEFC\u{10800}-\u{10FFF}\u{1E800}-\u{1EEFF}]/u;

/**
 * Text written from right to left between marks that end with it, so that it does not turn round what stands beside it;
 * other text as it is. For parts of one line: the marks hold to its end only.
 */
export function isolated(part: Formatted): Formatted {
  return rightToLeft.test(part.text) ? joined([plain('\u2068'), part, plain('\u2069')]) : part;
}
