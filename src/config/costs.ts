import type { Budget, Price } from '../domain/project.ts';
import {
  has,
  isMapping,
  openSection,
  optional,
  reportAt,
  required,
  type Section,
  spotOf,
  subsection,
} from './section.ts';
import { dollars, priceDollars, shown } from './values.ts';

export function readBudget(project: Section): Budget {
  const section = subsection(project, 'budget', ['task', 'day']);
  if (section === undefined) return { task: null, day: null };
  return { task: optional(section, 'task', dollars, null), day: optional(section, 'day', dollars, null) };
}

/** Of all projects together, in US dollars; null: no limit. */
export function readDayBudget(root: Section): number | null {
  const section = subsection(root, 'budget', ['day']);
  return section === undefined ? null : optional(section, 'day', dollars, null);
}

/** By the name of the model, which may be any text. */
export function readPrices(root: Section): Record<string, Price> {
  const { value, ...place } = spotOf(root, 'prices');
  if (!has(root, 'prices')) return {};
  if (!isMapping(value)) {
    const example = 'such as { MODEL: { input: 1.25, output: 10 } }';
    reportAt(root, 'prices', `expected a mapping of models, ${example}, got ${shown(value)}`);
    return {};
  }
  const section: Section = { ...place, values: value };
  return Object.fromEntries(Object.keys(value).map((model) => [model, readPrice(section, model)]));
}

/** A faulty price is reported and stands here all the same, so that its model is not missed as well. */
function readPrice(prices: Section, model: string): Price {
  const section = openSection(spotOf(prices, model), ['input', 'output', 'cacheRead', 'cacheCreation']);
  if (section === undefined) return { input: 0, output: 0, cacheRead: 0, cacheCreation: 0 };
  const input = required(section, 'input', priceDollars) ?? 0;
  return {
    input,
    output: required(section, 'output', priceDollars) ?? 0,
    cacheRead: optional(section, 'cacheRead', priceDollars, input / 10),
    cacheCreation: optional(section, 'cacheCreation', priceDollars, input * 1.25),
  };
}
