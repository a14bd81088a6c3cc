import { describe, expect, it } from 'vitest';
import { analyst, createYard, runGit, type Yard } from './support.ts';

async function createSides(
  yard: Yard,
  ours: Record<string, string>,
  theirs: Record<string, string>,
): Promise<[string, string]> {
  const left = yard.commitAtOrigin('ours', ours);
  runGit(yard.origin, 'branch', 'theirs', 'main');
  const right = yard.commitAtOrigin('theirs', theirs);
  await yard.workspace.refresh(yard.repo);
  await yard.workspace.fetchBranch(yard.repo, 'ours');
  await yard.workspace.fetchBranch(yard.repo, 'theirs');
  return [left, right];
}

describe('mergeTrees', () => {
  it('merges two sides into a tree, the same one every time', async () => {
    const yard = createYard();
    const { workspace, repo, bareDir } = yard;
    const sides = await createSides(yard, { 'a.txt': 'a\n' }, { 'src/app.ts': 'ONE\ntwo\nthree\n' });
    const merged = await workspace.mergeTrees(repo, ...sides);
    expect(await workspace.mergeTrees(repo, ...sides)).toEqual(merged);
    if (merged.kind !== 'merged') throw new Error('a conflict where there is none');
    expect(runGit(bareDir, 'show', `${merged.tree}:src/app.ts`)).toBe('ONE\ntwo\nthree');
    expect(runGit(bareDir, 'ls-tree', '--name-only', merged.tree)).toBe('a.txt\nreadme.md\nsrc');
  });

  it('names the conflicting files and shows the places', async () => {
    const yard = createYard();
    const sides = await createSides(
      yard,
      { 'src/app.ts': 'one\nours\nthree\n', 'ünï code.md': 'left\n', 'fine.txt': 'x\n' },
      { 'src/app.ts': 'one\ntheirs\nthree\n', 'ünï code.md': 'right\n' },
    );
    const merged = await yard.workspace.mergeTrees(yard.repo, ...sides);
    if (merged.kind !== 'conflict') throw new Error('no conflict where there is one');
    expect(merged.files).toEqual(['src/app.ts', 'ünï code.md']);
    expect(merged.details).toContain('CONFLICT (content): Merge conflict in src/app.ts');
    expect(merged.details).toContain('CONFLICT (add/add): Merge conflict in ünï code.md');
    expect(merged.details).toMatch(/^\+<{7} [0-9a-f]+\n ours\n\+={7}\n\+theirs\n\+>{7} /m);
    expect(merged.details).not.toContain('fine.txt');
  });

  it('tells of a file that one side deleted', async () => {
    const yard = createYard();
    const { workspace, repo } = yard;
    const { baseCommit } = await workspace.refresh(repo);
    yard.commitAtOrigin('ours', { 'readme.md': 'ours\n' });
    const ours = (await workspace.fetchBranch(repo, 'ours')) ?? '';
    const tree = runGit(yard.bareDir, 'hash-object', '-w', '-t', 'tree', '/dev/null');
    const spec = { tree, parents: [baseCommit], message: 'delete all', identity: analyst, at: new Date(0) };
    const merged = await workspace.mergeTrees(repo, ours, await workspace.commitTree(repo, spec));
    expect(merged).toMatchObject({ kind: 'conflict', files: ['readme.md'] });
    expect(merged).toMatchObject({ details: expect.stringContaining('CONFLICT (modify/delete)') });
  });

  it('caps the details', async () => {
    const yard = createYard();
    const long = (word: string) => `${word} line\n`.repeat(5000);
    const sides = await createSides(yard, { 'a.txt': long('ours') }, { 'a.txt': long('theirs') });
    const merged = await yard.workspace.mergeTrees(yard.repo, ...sides);
    if (merged.kind !== 'conflict') throw new Error('no conflict where there is one');
    expect(merged.details.length).toBeLessThan(8_100);
    expect(merged.details).toMatch(/… shortened$/);
  });
});

describe('commitTree', () => {
  it('gives the same commit for the same inputs', async () => {
    const { workspace, repo, bareDir } = createYard();
    const { baseCommit } = await workspace.refresh(repo);
    const tree = await workspace.treeOf(repo, baseCommit);
    const at = new Date('2031-05-06T07:08:09.500Z');
    const spec = { tree, parents: [baseCommit], message: 'Tïtle\n\nbody', identity: analyst, at };
    const commit = await workspace.commitTree(repo, spec);
    expect(await workspace.commitTree(repo, spec)).toBe(commit);
    expect(runGit(bareDir, 'log', '-1', '--format=%aI %cI|%an <%ae>|%B', commit)).toBe(
      '2031-05-06T07:08:09+00:00 2031-05-06T07:08:09+00:00|Signalbox analyst <analyst@signalbox.invalid>|Tïtle\n\nbody',
    );
    const later = new Date(at.getTime() + 1000);
    expect(await workspace.commitTree(repo, { ...spec, at: later })).not.toBe(commit);
  });
});
