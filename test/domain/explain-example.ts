import type { Explanation } from '../../src/domain/explanation.ts';
import type { Standing } from '../../src/domain/standing.ts';

export type Example = { of: Partial<Standing>; is: Explanation };
