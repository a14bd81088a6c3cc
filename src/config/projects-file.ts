import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Account, Price } from '../domain/project.ts';
import { readAccounts } from './accounts.ts';
import { checkApprovers } from './approvers.ts';
import { readDayBudget, readPrices } from './costs.ts';
import { readPeople, withOwners } from './people.ts';
import { type ForAll, readProject } from './project.ts';
import { fieldOf, has, itemsOf, openSection, reportAt, type Section, type Spot } from './section.ts';
import type { Person, Project, Repository } from './settings.ts';
import type { Surroundings } from './surroundings.ts';
import { shortName } from './values.ts';
import { listFaults, openYaml, report } from './yaml-file.ts';

type Service = 'plane' | 'gitea' | 'github';

export type ProjectsFile = {
  projects: Project[];
  people: Person[];
  accounts: Account[];
  prices: Readonly<Record<string, Price>>;
  dayBudgetUsd: number | null;
  /** What no message may hold. */
  secrets: string[];
  /** Also by a project that is left out for its faults. */
  uses: Readonly<Record<Service, boolean>>;
  faults: string[];
};

const rootKeys = ['projects', 'people', 'accounts', 'budget', 'prices'];

const nothing: ProjectsFile = {
  projects: [],
  people: [],
  accounts: [],
  prices: {},
  dayBudgetUsd: null,
  secrets: [],
  uses: { plane: false, gitea: false, github: false },
  faults: [],
};

/** `owners` of the environment are owners whatever the file says of them. */
type FileSurroundings = Surroundings & { owners: readonly number[] };

/** `name` is the path as the operator gave it. */
export function readProjectsFile(
  name: string,
  options: Omit<FileSurroundings, 'folder'> & { mustExist: boolean },
): ProjectsFile {
  const path = resolve(name);
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code !== 'ENOENT') return { ...nothing, faults: [`PROJECTS_FILE: could not read ${path}: ${code}`] };
    const advice = 'start from a copy of projects.example.yaml';
    return { ...nothing, faults: options.mustExist ? [`PROJECTS_FILE: no file at ${path}; ${advice}`] : [] };
  }
  return parseProjects(name, content, { ...options, folder: dirname(path) });
}

function parseProjects(name: string, content: string, surroundings: FileSurroundings): ProjectsFile {
  const { file, values } = openYaml(name, content);
  const root: Spot = { file, path: [], value: values };
  const section = values === undefined ? undefined : openSection(root, rootKeys);
  if (section === undefined) return { ...nothing, faults: listFaults(file) };

  const accounts = readAccounts(itemsOf(section, 'accounts'), surroundings);
  const forAll: ForAll = {
    accounts,
    prices: readPrices(section),
    dayBudgetUsd: readDayBudget(section),
  };
  const spots = itemsOf(section, 'projects');
  if (spots.length === 0) reportNoProject(section);
  const projects = spots.flatMap((spot) => {
    const project = readProject(spot, surroundings, forAll);
    return project === undefined ? [] : [{ spot, project }];
  });
  checkNames(spots);
  checkRepositories(projects.map(({ spot, project }) => ({ spot, name: project.name, repo: project.repo })));
  const people = readPeople(itemsOf(section, 'people'));
  checkApprovers(projects, withOwners(people, surroundings.owners));
  return {
    projects: projects.map(({ project }) => project),
    people,
    ...forAll,
    accounts: accounts.known,
    secrets: accounts.secrets,
    uses: listUses(spots.map(({ value }) => value)),
    faults: listFaults(file),
  };
}

function reportNoProject(section: Section): void {
  // A value that is no list is reported as that.
  if (has(section, 'projects') && !Array.isArray(section.values['projects'])) return;
  reportAt(section, 'projects', 'expected a list of at least one project, got none');
}

function checkNames(spots: readonly Spot[]): void {
  const seen = new Set<string>();
  for (const { file, path, value } of spots) {
    const name = shortName.safeParse(fieldOf(value, 'name')).data;
    if (name === undefined) continue;
    if (seen.has(name.toLowerCase())) {
      report(file, [...path, 'name'], `expected a name of its own, but "${name}" names a project above`);
    }
    seen.add(name.toLowerCase());
  }
}

/** Projects with one key share a clone and its gates, so they must mean the same repository. */
function checkRepositories(projects: readonly { spot: Spot; name: string; repo: Repository }[]): void {
  const first = new Map<string, { name: string; repo: Repository }>();
  for (const { spot, name, repo } of projects) {
    const other = first.get(repo.key);
    if (other === undefined) {
      first.set(repo.key, { name, repo });
    } else if (other.repo.origin !== repo.origin || other.repo.defaultBranch !== repo.defaultBranch) {
      const clause = `shares the key "${repo.key}" with project ${other.name}, but not its address and branch`;
      report(
        spot.file,
        [...spot.path, 'repo'],
        `${clause}; make them equal, or tell them apart with repoKey`,
      );
    }
  }
}

function listUses(projects: readonly unknown[]): ProjectsFile['uses'] {
  const has = (key: string, kind: Service) =>
    projects.some((project) => fieldOf(fieldOf(project, key), 'kind') === kind);
  return { plane: has('tracker', 'plane'), gitea: has('forge', 'gitea'), github: has('forge', 'github') };
}
