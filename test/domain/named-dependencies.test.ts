import { expect, test } from 'vitest';
import { listNamedDependencies } from '../../src/domain/named-dependencies.ts';

test.for([
  ['Depends on: ET-011', ['ET-011']],
  ['depends on : et-011, ET-012 and ET-013.', ['ET-011', 'ET-012', 'ET-013']],
  ['Words first.\n\n- **Depends on:** `ET-011`; ET-011 & [ET-012-2]', ['ET-011', 'ET-012-2']],
  ['Blocked by: SHOP-4\r\nDepends on: TILL-7\r\n', ['SHOP-4', 'TILL-7']],
  ['Зависит от: ET-011 и ET-012', ['ET-011', 'ET-012']],
  ['> Depends-on: A_B-1 ET-2', ['A_B-1', 'ET-2']],
  ['Depends on: the weather, ET-011', []],
  ['Depends on: ET-011 because of ET-012', ['ET-011']],
  ['It depends on: ET-011', []],
  ['Depends on ET-011 being done', []],
  ['```\nDepends on: ET-011\n```\nDepends on: ET-012', ['ET-012']],
  ['Depends on:', []],
  ['', []],
] as const)('%j names %j', ([text, names]) => {
  expect(listNamedDependencies(text)).toEqual(names);
});
